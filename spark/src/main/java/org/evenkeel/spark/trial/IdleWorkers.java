// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.spark.trial;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.evenkeel.study.worker.WorkerPool;

/**
 * The workers of an executor that wait for their next evaluation. One that has waited for half a
 * minute is ended, so that a context that lives on after its study keeps no memory of it.
 */
final class IdleWorkers implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration SWEEP = Duration.ofSeconds(5);

  /**
   * A worker that waits.
   *
   * @param kind what was started, in a word that only its like has
   * @param since the nanoseconds at which it began to wait
   */
  private record Idle(String kind, WorkerPool pool, long since) {}

  private final List<Idle> idle = new ArrayList<>();
  private boolean closed;
  private boolean swept;

  /** A worker of a kind: the last that has become free, or else a new one. */
  WorkerPool take(String kind, Supplier<WorkerPool> start) {
    synchronized (this) {
      for (int i = idle.size() - 1; i >= 0; i--) {
        if (idle.get(i).kind.equals(kind)) {
          return idle.remove(i).pool;
        }
      }
    }
    return start.get();
  }

  /** Takes back a worker that is fit for another evaluation. */
  void giveBack(String kind, WorkerPool pool) {
    synchronized (this) {
      if (!closed) {
        idle.add(new Idle(kind, pool, System.nanoTime()));
        if (!swept) {
          swept = true;
          Thread sweeper = new Thread(this::sweep, "evenkeel-idle-workers");
          sweeper.setDaemon(true);
          sweeper.start();
        }
        return;
      }
    }
    pool.close();
  }

  private void sweep() {
    try {
      do {
        Thread.sleep(SWEEP.toMillis());
      } while (endOld());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the workers that have waited too long; false if none is left to wait for. */
  private boolean endOld() {
    List<Idle> old = new ArrayList<>();
    synchronized (this) {
      for (Idle one : idle) {
        if (System.nanoTime() - one.since > PATIENCE.toNanos()) {
          old.add(one);
        }
      }
      idle.removeAll(old);
      swept = !idle.isEmpty();
    }
    old.forEach(one -> one.pool.close());
    return swept;
  }

  @Override
  public void close() {
    List<Idle> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(idle);
      idle.clear();
    }
    all.forEach(one -> one.pool.close());
  }
}
