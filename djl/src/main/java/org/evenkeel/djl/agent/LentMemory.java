// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.agent;

import ai.djl.pytorch.engine.PtGradientCollector;
import ai.djl.pytorch.engine.PtNDArray;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.matcher.ElementMatchers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JVM memory that arrays share with the engine, kept reachable while gradients are collected.
 *
 * <p>An array created from Java numbers does not own its memory: the engine uses a direct buffer
 * that only the array's handle keeps reachable, until it is closed. The engine's autograd graph
 * points to that memory without keeping it. DJL's {@code x.mul(2)}, and all its arithmetic with a
 * {@link Number}, closes such a handle at once; so may any Block. A garbage collection before the
 * backward pass then frees memory that this pass reads, and gradients are wrong.
 *
 * <p>With the agent, every buffer that an array shares or releases between the opening and the
 * closing of a gradient collector stays reachable until the closing. A JVM has one collector at a
 * time, and no graph without one, so this protects any model, and a user's own training loop too,
 * once {@link #keep} was called.
 */
public final class LentMemory {

  /** Null while no gradients are collected. */
  private static volatile @Nullable Queue<ByteBuffer> kept;

  private static @Nullable Boolean isKept;

  private LentMemory() {}

  /**
   * Keeps shared memory in all passes from now on; logs a warning once if there is no agent.
   *
   * @return whether it is kept
   */
  public static synchronized boolean keep() {
    if (isKept == null) {
      isKept =
          Weaver.weave(PtGradientCollector.class, LentMemory::collector)
              && Weaver.weave(PtNDArray.class, LentMemory::array);
      if (!isKept) {
        Logger logger = LoggerFactory.getLogger(LentMemory.class);
        logger.warn(
            "gradients may be wrong where a block computes with numbers, as x.mul(2) or DJL's swish"
                + " do: DJL frees these numbers before the backward pass, and this JVM lets no agent"
                + " prevent it; {}",
            ProbeAgent.remedy());
      }
    }
    return isKept;
  }

  /** The call when a gradient collector was opened; not for other callers. */
  public static void opened() {
    kept = new ConcurrentLinkedQueue<>();
  }

  /** The call when a gradient collector was closed; not for other callers. */
  public static void closed() {
    kept = null;
  }

  /** The call with memory that an array shares or releases; not for other callers. */
  public static void lent(@Nullable ByteBuffer memory) {
    Queue<ByteBuffer> now = kept;
    if (now != null && memory != null) {
      now.add(memory);
    }
  }

  private static AsmVisitorWrapper collector() {
    return new AsmVisitorWrapper.Compound(
        Advice.to(Opened.class).on(ElementMatchers.isConstructor()),
        Advice.to(Closed.class).on(ElementMatchers.named("close")));
  }

  private static AsmVisitorWrapper array() {
    return new AsmVisitorWrapper.Compound(
        Advice.to(Lent.class)
            .on(
                ElementMatchers.isConstructor()
                    .and(ElementMatchers.takesArgument(2, ByteBuffer.class))),
        Advice.to(Released.class)
            .on(
                ElementMatchers.named("close")
                    .or(
                        ElementMatchers.named("set")
                            .and(ElementMatchers.takesArguments(Buffer.class)))));
  }

  /** The body that Byte Buddy copies to the end of the collector's constructor. */
  private static final class Opened {
    @Advice.OnMethodExit
    static void exit() {
      LentMemory.opened();
    }
  }

  /** The body that Byte Buddy copies to the end of the collector's {@code close}. */
  private static final class Closed {
    @Advice.OnMethodExit
    static void exit() {
      LentMemory.closed();
    }
  }

  /** The body that Byte Buddy copies to the end of the constructor of an array with a buffer. */
  private static final class Lent {
    @Advice.OnMethodExit
    static void exit(@Advice.Argument(2) ByteBuffer memory) {
      LentMemory.lent(memory);
    }
  }

  /** The body that Byte Buddy copies to the beginning of methods that release a buffer. */
  private static final class Released {
    @Advice.OnMethodEnter
    static void enter(@Advice.FieldValue("dataRef") ByteBuffer memory) {
      LentMemory.lent(memory);
    }
  }
}
