// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.ndarray.NDList;
import ai.djl.nn.AbstractBaseBlock;
import ai.djl.nn.Block;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * Sees what every Block of any model is given and returns, and may replace it.
 *
 * <p>DJL has no hooks, but the forward pass of every Block goes through the one final method {@link
 * AbstractBaseBlock#forward(ai.djl.training.ParameterStore, NDList, boolean,
 * ai.djl.util.PairList)}. Once asked for, {@link ProbeAgent} lets us put one call at its beginning
 * and one at its end; while nobody observes each costs one look-up of a thread-local.
 */
public final class ForwardHook {

  /** Told of every forward pass on the thread that observes, inner blocks first. */
  public interface Observer {
    /**
     * A Block is about to run; if it throws, it does not return.
     *
     * @param training whether its caller wants it to run as in training
     * @return whether it does
     */
    default boolean entering(Block block, NDList inputs, boolean training) {
      return training;
    }

    /**
     * A Block has returned.
     *
     * @return what its caller gets instead
     */
    NDList returned(Block block, NDList inputs, NDList outputs);
  }

  /** The end of an observation. */
  interface Observation extends AutoCloseable {
    @Override
    void close();
  }

  private static final ThreadLocal<Observer> OBSERVER = new ThreadLocal<>();
  private static Boolean installed;

  private ForwardHook() {}

  /** Whether the hook can be put in: not if there is no agent. */
  public static synchronized boolean available() {
    if (installed == null) {
      installed = ProbeAgent.weave(AbstractBaseBlock.class, around());
    }
    return installed;
  }

  /**
   * Tells an observer of every forward pass on this thread until the observation is closed.
   *
   * @throws IllegalStateException if the hook is not {@linkplain #available available}
   */
  static Observation observe(Observer observer) {
    if (!available()) {
      throw new IllegalStateException("a forward pass cannot be observed without an agent");
    }
    OBSERVER.set(observer);
    return OBSERVER::remove;
  }

  /** Called from the beginning of {@code AbstractBaseBlock.forward}; for nobody else. */
  public static boolean entering(Object block, NDList inputs, boolean training) {
    Observer observer = OBSERVER.get();
    return observer == null ? training : observer.entering((Block) block, inputs, training);
  }

  /** Called from the end of {@code AbstractBaseBlock.forward}; not meant for anybody else. */
  public static NDList returned(Object block, NDList inputs, NDList outputs) {
    Observer observer = OBSERVER.get();
    return observer == null ? outputs : observer.returned((Block) block, inputs, outputs);
  }

  private static AsmVisitorWrapper around() {
    return Advice.to(Around.class)
        .on(
            ElementMatchers.named("forward")
                .and(ElementMatchers.isFinal())
                .and(ElementMatchers.takesArguments(4)));
  }

  /** Byte Buddy copies these methods' bodies around that of {@code AbstractBaseBlock.forward}. */
  @SuppressWarnings("UnusedVariable") // the assignments are what the advice is for
  private static final class Around {
    @Advice.OnMethodEnter
    static void enter(
        @Advice.This Object block,
        @Advice.Argument(1) NDList inputs,
        @Advice.Argument(value = 2, readOnly = false) boolean training) {
      training = ForwardHook.entering(block, inputs, training);
    }

    @Advice.OnMethodExit
    static void exit(
        @Advice.This Object block,
        @Advice.Argument(1) NDList inputs,
        @Advice.Return(readOnly = false) NDList outputs) {
      outputs = ForwardHook.returned(block, inputs, outputs);
    }
  }
}
