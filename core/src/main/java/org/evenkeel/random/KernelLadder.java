// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.random;

import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The kernel that the fills of one kind of law use by now. It decides how fast values come, never
 * which.
 *
 * <p>It begins with the scalar kernel, whose few small methods are compiled soonest. Once so many
 * values have been asked for that a faster kernel's slow first runs can pay off, a thread in the
 * background runs it until it is compiled, and fills go over to it if it passes its {@link
 * KernelTrial}.
 */
final class KernelLadder {

  /**
   * A kernel with the number of values after which it pays off.
   *
   * @param factory makes the kernel, or throws what is missing
   * @param paysOff values asked for in this process
   * @param nanos how long its trial may take
   */
  record Rung(Kernel.Factory factory, long paysOff, long nanos) {}

  private final Law law;
  private final List<Rung> rungs;
  private final AtomicLong askedFor = new AtomicLong();
  private final AtomicBoolean climbing = new AtomicBoolean();
  private final AtomicInteger tried = new AtomicInteger();
  private volatile KernelPool pool;

  /**
   * A ladder at its foot.
   *
   * @param law what the trials draw
   * @param first the kernel to begin with
   * @param rungs the kernels to go over to, in this order
   */
  KernelLadder(Law law, Kernel.Factory first, List<Rung> rungs) {
    this.law = law;
    this.rungs = List.copyOf(rungs);
    pool = new KernelPool(first);
  }

  /** The kernels that a fill should use now. */
  KernelPool pool() {
    return pool;
  }

  /** How many trials are over. */
  int tried() {
    return tried.get();
  }

  /** Counts values that a fill is about to draw. */
  void ask(long values) {
    askedFor.addAndGet(values);
    if (paysOff() && climbing.compareAndSet(false, true)) {
      Thread thread = new Thread(this::climb, "evenkeel-kernel-trial");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private boolean paysOff() {
    int rung = tried.get();
    return rung < rungs.size() && askedFor.get() > rungs.get(rung).paysOff();
  }

  private void climb() {
    try {
      while (paysOff()) {
        climb(rungs.get(tried.get()));
        tried.incrementAndGet();
      }
    } finally {
      climbing.set(false);
    }
  }

  private void climb(Rung rung) {
    try {
      Kernel.Factory factory = rung.factory();
      if (KernelTrial.agrees(factory)
          && KernelTrial.keepsUp(factory, pool.factory(), law, rung.nanos())) {
        pool = new KernelPool(factory);
      }
    } catch (RuntimeException | LinkageError | ServiceConfigurationError e) {
      // Whatever it lacks, the kernel in use draws the same without.
    }
  }
}
