// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.pytorch.engine.PtGradientCollector;
import ai.djl.pytorch.engine.PtNDArray;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.matcher.ElementMatchers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory of the JVM that arrays have lent to the engine, kept while gradients are collected.
 *
 * <p>An array created from numbers of Java does not own its memory: the engine is lent a direct
 * buffer, which the array's handle keeps reachable until it is closed. The engine's graph of a
 * forward pass points to that memory too, and does not keep it. DJL's {@code x.mul(2)}, and all its
 * arithmetic with a {@link Number}, closes such a handle at once; so may any Block. A garbage
 * collection before the backward pass then frees what that pass reads, and gradients are wrong.
 *
 * <p>With the agent of {@link ProbeAgent}, every buffer that is lent, or that its handle lets go,
 * between the opening and the closing of a gradient collector stays reachable until the closing.
 * There is one collector at a time in a JVM, and no graph without one. So this holds for any model,
 * and for trainings of a user's own as well, once it has been asked for.
 */
public final class LentMemory {

  /** Null while no gradients are collected. */
  private static volatile Queue<ByteBuffer> kept;

  private static Boolean isKept;

  private LentMemory() {}

  /**
   * Keeps lent memory in all passes from now on; where no agent is to be had, a warning is logged
   * once.
   *
   * @return whether it is kept
   */
  public static synchronized boolean keep() {
    if (isKept == null) {
      isKept =
          ProbeAgent.weave(PtGradientCollector.class, collector())
              && ProbeAgent.weave(PtNDArray.class, array());
      if (!isKept) {
        Logger logger = LoggerFactory.getLogger(LentMemory.class);
        logger.warn(
            "gradients may be wrong where a block computes with numbers, as x.mul(2) or DJL's swish"
                + " do: DJL frees these numbers before the backward pass, and this JVM lets no agent"
                + " prevent it; start it with -javaagent:evenkeel-djl.jar");
      }
    }
    return isKept;
  }

  /** Called when a gradient collector was opened; for nobody else. */
  public static void opened() {
    kept = new ConcurrentLinkedQueue<>();
  }

  /** Called when a gradient collector was closed; for nobody else. */
  public static void closed() {
    kept = null;
  }

  /** Called with what an array has lent or lets go, null if it is nothing; for nobody else. */
  public static void lent(ByteBuffer memory) {
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
        Advice.to(LetGo.class)
            .on(
                ElementMatchers.named("close")
                    .or(
                        ElementMatchers.named("set")
                            .and(ElementMatchers.takesArguments(Buffer.class)))));
  }

  /** Byte Buddy copies this method's body to the end of the collector's constructor. */
  private static final class Opened {
    @Advice.OnMethodExit
    static void exit() {
      LentMemory.opened();
    }
  }

  /** Byte Buddy copies this method's body to the end of the collector's {@code close}. */
  private static final class Closed {
    @Advice.OnMethodExit
    static void exit() {
      LentMemory.closed();
    }
  }

  /** Byte Buddy copies this method's body to the end of the constructor of an array that lends. */
  private static final class Lent {
    @Advice.OnMethodExit
    static void exit(@Advice.Argument(2) ByteBuffer memory) {
      LentMemory.lent(memory);
    }
  }

  /** Byte Buddy copies this method's body to the beginning of what makes an array let go. */
  private static final class LetGo {
    @Advice.OnMethodEnter
    static void enter(@Advice.FieldValue("dataRef") ByteBuffer memory) {
      LentMemory.lent(memory);
    }
  }
}
