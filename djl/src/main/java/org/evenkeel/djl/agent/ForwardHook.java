// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.agent;

import ai.djl.ndarray.NDList;
import ai.djl.nn.AbstractBaseBlock;
import ai.djl.nn.Block;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.matcher.ElementMatchers;
import org.jspecify.annotations.Nullable;

/**
 * A hook around the forward pass of every Block of any model.
 *
 * <p>DJL has no hooks, but the forward pass of every Block goes through the final method {@link
 * AbstractBaseBlock#forward(ai.djl.training.ParameterStore, NDList, boolean,
 * ai.djl.util.PairList)}. On first use the agent adds a call at its beginning and one at its end;
 * without an observer each costs one look-up of a thread-local.
 */
public final class ForwardHook {

  /** An observer of the forward passes on its thread, inner blocks first. */
  public interface Observer {
    /**
     * The event before a Block runs; a Block that throws has no second event.
     *
     * @return the inputs that it gets instead
     */
    default NDList entering(Block block, NDList inputs) {
      return inputs;
    }

    /** The mode that a Block runs in, where its caller asks for one. */
    default boolean training(Block block, boolean asked) {
      return asked;
    }

    /**
     * The event after a Block returned.
     *
     * @return the outputs that its caller gets instead
     */
    NDList returned(Block block, NDList inputs, NDList outputs);
  }

  /** An observation, ended by close. */
  public interface Observation extends AutoCloseable {
    @Override
    void close();
  }

  private static final ThreadLocal<Observer> OBSERVER = new ThreadLocal<>();
  private static @Nullable Boolean installed;

  private ForwardHook() {}

  /** Whether the hook is installed; false without an agent. */
  public static synchronized boolean available() {
    if (installed == null) {
      installed = Weaver.weave(AbstractBaseBlock.class, ForwardHook::around);
    }
    return installed;
  }

  /**
   * An observation of every forward pass on this thread until it is closed.
   *
   * @throws IllegalStateException if the hook is not {@linkplain #available available}
   */
  public static Observation observe(Observer observer) {
    if (!available()) {
      throw new IllegalStateException(
          "a forward pass cannot be observed without an agent; " + ProbeAgent.remedy());
    }
    OBSERVER.set(observer);
    return OBSERVER::remove;
  }

  /** The call at the beginning of {@code AbstractBaseBlock.forward}; not for other callers. */
  public static NDList entering(Object block, NDList inputs) {
    Observer observer = OBSERVER.get();
    return observer == null ? inputs : observer.entering((Block) block, inputs);
  }

  /** The second call at the beginning of {@code AbstractBaseBlock.forward}. */
  public static boolean training(Object block, boolean asked) {
    Observer observer = OBSERVER.get();
    return observer == null ? asked : observer.training((Block) block, asked);
  }

  /** The call at the end of {@code AbstractBaseBlock.forward}; not for other callers. */
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

  /** Method bodies that Byte Buddy copies into {@code AbstractBaseBlock.forward}. */
  @SuppressWarnings("UnusedVariable") // the assignments are what the advice is for
  private static final class Around {
    @Advice.OnMethodEnter
    static void enter(
        @Advice.This Object block,
        @Advice.Argument(value = 1, readOnly = false) NDList inputs,
        @Advice.Argument(value = 2, readOnly = false) boolean training) {
      inputs = ForwardHook.entering(block, inputs);
      training = ForwardHook.training(block, training);
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
