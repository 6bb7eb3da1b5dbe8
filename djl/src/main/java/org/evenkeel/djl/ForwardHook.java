// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl;

import ai.djl.ndarray.NDList;
import ai.djl.nn.AbstractBaseBlock;
import ai.djl.nn.Block;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.Optional;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * Sees what every Block of any model returns, and may replace it.
 *
 * <p>DJL has no hooks, but the forward pass of every Block goes through the one final method {@link
 * AbstractBaseBlock#forward(ai.djl.training.ParameterStore, NDList, boolean,
 * ai.djl.util.PairList)}. Once asked for, {@link ProbeAgent} lets us put one call at its end; while
 * nobody observes it costs one look-up of a thread-local.
 */
public final class ForwardHook {

  /** Told of every forward pass on the thread that observes, inner blocks first. */
  interface Observer {
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

  /**
   * Tells an observer of every forward pass on this thread until the observation is closed.
   *
   * @return empty if the hook cannot be put in, because there is no agent
   */
  static Optional<Observation> observe(Observer observer) {
    if (!install()) {
      return Optional.empty();
    }
    OBSERVER.set(observer);
    return Optional.of(OBSERVER::remove);
  }

  /** Called from the end of {@code AbstractBaseBlock.forward}; not meant for anybody else. */
  public static NDList returned(Object block, NDList inputs, NDList outputs) {
    Observer observer = OBSERVER.get();
    return observer == null ? outputs : observer.returned((Block) block, inputs, outputs);
  }

  private static synchronized boolean install() {
    if (installed == null) {
      installed = ProbeAgent.instrumentation().map(ForwardHook::redefine).orElse(false);
    }
    return installed;
  }

  private static boolean redefine(Instrumentation instrumentation) {
    Class<?> target = AbstractBaseBlock.class;
    byte[] changed =
        new ByteBuddy()
            .redefine(target)
            .visit(
                Advice.to(AtEnd.class)
                    .on(
                        ElementMatchers.named("forward")
                            .and(ElementMatchers.isFinal())
                            .and(ElementMatchers.takesArguments(4))))
            .make()
            .getBytes();
    try {
      instrumentation.redefineClasses(new ClassDefinition(target, changed));
      return true;
    } catch (ClassNotFoundException | UnmodifiableClassException e) {
      throw new IllegalStateException("the hook does not fit into " + target, e);
    }
  }

  /** Byte Buddy copies this method's body to the end of {@code AbstractBaseBlock.forward}. */
  private static final class AtEnd {
    @Advice.OnMethodExit
    @SuppressWarnings("UnusedVariable") // the assignment is what the advice is for
    static void exit(
        @Advice.This Object block,
        @Advice.Argument(1) NDList inputs,
        @Advice.Return(readOnly = false) NDList outputs) {
      outputs = ForwardHook.returned(block, inputs, outputs);
    }
  }
}
