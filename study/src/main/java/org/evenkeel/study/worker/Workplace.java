// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.worker;

import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.evenkeel.study.objective.Objective;
import org.jspecify.annotations.Nullable;

/**
 * The place where evaluations run: this process, one at a time; worker processes, which start with
 * the first evaluation; or elsewhere, such as on a cluster. This process until told otherwise.
 */
public final class Workplace implements AutoCloseable {

  private final Supplier<? extends Objective> here;
  private final IntFunction<WorkerPool> pools;
  private @Nullable Objective elsewhere;
  private int workers;
  private long atMost = Long.MAX_VALUE;
  private @Nullable WorkerPool pool;

  /**
   * A workplace that is this process.
   *
   * @param here makes the objective of this process
   * @param pools starts a pool with a number of workers
   */
  public Workplace(Supplier<? extends Objective> here, IntFunction<WorkerPool> pools) {
    this.here = here;
    this.pools = pools;
  }

  /** Moves to worker processes; 0 for this process. */
  public void move(int number) {
    workers = number;
  }

  /**
   * Moves elsewhere.
   *
   * @param atOnce the number of evaluations at once
   * @throws IllegalArgumentException if that is less than 1
   */
  public void move(Objective objective, int atOnce) {
    if (atOnce < 1) {
      throw new IllegalArgumentException(
          "the number of trials at once must be at least 1: " + atOnce);
    }
    elsewhere = objective;
    workers = atOnce;
  }

  /** Expects at most so many evaluations at once; more workers would never have any. */
  public void expect(long evaluations) {
    atMost = evaluations;
  }

  /** The number of evaluations at once in other processes; 0 for this process. */
  public int workers() {
    return workers;
  }

  /** The number of threads that evaluate. */
  public int threads() {
    return Math.max(1, workers);
  }

  /** The objective at this place. */
  public Objective objective() {
    if (elsewhere != null) {
      return elsewhere;
    }
    return workers == 0
        ? here.get()
        : (setting, seed, monitor) -> pool().evaluate(setting, seed, monitor);
  }

  private synchronized WorkerPool pool() {
    if (pool == null) {
      pool = pools.apply((int) Math.min(workers, atMost));
    }
    return pool;
  }

  /** Ends the worker processes. */
  @Override
  public synchronized void close() {
    if (pool != null) {
      pool.close();
    }
  }
}
