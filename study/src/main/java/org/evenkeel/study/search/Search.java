// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.evenkeel.study.journal.Journal;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.study.pruner.Pruner;
import org.evenkeel.study.sampler.Sampler;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.TrialOwner;
import org.jspecify.annotations.Nullable;

/**
 * A search for the setting with the lowest value.
 *
 * <p>A trial evaluates one setting with every seed in turn; its value is the mean. A report at step
 * s, from 1 to {@code steps}, of the evaluation with seed number i is step {@code i·steps + s} of
 * the trial, so the same step of two trials means the same moment with the same seed.
 *
 * @param space the space that is searched
 * @param sampler chooses the settings
 * @param pruner stops trials early
 * @param seeds the seeds of each setting, at least one
 * @param steps the most steps that an evaluation reports, at least 1; {@link #ANY_STEPS} for one
 *     seed and an unknown number
 * @param seed the seed of the sampler
 * @param budget the end of the search
 */
public record Search(
    Space space,
    Sampler sampler,
    Pruner pruner,
    List<Long> seeds,
    int steps,
    long seed,
    Budget budget) {

  /** An unknown number of steps, allowed for a single seed. */
  public static final int ANY_STEPS = Integer.MAX_VALUE;

  private static final Duration NO_LIMIT = Duration.ofDays(36_500);

  /** The endings of one worker after which the other workers finish their trials. */
  private static final Set<Ending> NOTHING_LEFT = EnumSet.of(Ending.TRIALS, Ending.EXHAUSTED);

  /** Throws {@link IllegalArgumentException} if the seeds or the steps are invalid. */
  public Search {
    seeds = List.copyOf(seeds);
    if (seeds.isEmpty() || seeds.stream().distinct().count() < seeds.size()) {
      throw new IllegalArgumentException("seeds must be one or more different numbers: " + seeds);
    }
    if (steps < 1) {
      throw new IllegalArgumentException("steps must be at least 1: " + steps);
    }
    if (steps == ANY_STEPS && seeds.size() > 1) {
      throw new IllegalArgumentException(
          "steps must be known for several seeds; give the most that an evaluation reports");
    }
  }

  /** The search with another sampler and its seed. */
  public Search withSampler(Sampler sampler, long seed) {
    return new Search(space, sampler, pruner, seeds, steps, seed, budget);
  }

  /** The search with another pruner. */
  public Search withPruner(Pruner pruner) {
    return new Search(space, sampler, pruner, seeds, steps, seed, budget);
  }

  /** The search with other seeds of each setting and another number of steps. */
  public Search withSeeds(List<Long> seeds, int steps) {
    return new Search(space, sampler, pruner, seeds, steps, seed, budget);
  }

  /** The search with another budget. */
  public Search withBudget(Budget budget) {
    return new Search(space, sampler, pruner, seeds, steps, seed, budget);
  }

  /**
   * Searches until the budget is used up, no setting is left, or this thread is interrupted.
   *
   * <p>Trials that are still running then are put back for the next run. An interrupt is reported
   * by {@link Ending#INTERRUPTED} and no longer set on the thread. Trials whose process died in an
   * earlier run come first.
   *
   * @param journal the study; changes by other processes are seen
   * @param objective the objective, called by as many threads as there are workers
   * @param workers the number of trials that run at once, at least 1
   * @return the reason for the end
   * @throws IllegalArgumentException if the objective cannot be evaluated at all
   */
  public Ending run(Journal journal, Objective objective, int workers, Progress progress) {
    requirePositive(workers);
    TrialOwner owner = TrialOwner.enter();
    try {
      Worker worker = new Worker(this, journal, owner, objective, progress);
      return run(Collections.nCopies(workers, worker), workers, budget.time());
    } finally {
      owner.leave();
    }
  }

  /**
   * Runs tasks until all have ended, one ends for another reason than that nothing is left, time is
   * up, or this thread is interrupted. Returns the reason when no task runs any more.
   */
  static Ending run(List<? extends Callable<Ending>> tasks, int workers, @Nullable Duration time) {
    requirePositive(workers);
    long end = System.nanoTime() + (time == null ? NO_LIMIT : time).toNanos();
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    ExecutorCompletionService<Ending> running = new ExecutorCompletionService<>(threads);
    try {
      tasks.forEach(running::submit);
      Ending ending = Ending.TRIALS;
      for (int i = 0; i < tasks.size() && NOTHING_LEFT.contains(ending); i++) {
        Future<Ending> one = running.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        ending = one == null ? Ending.TIME : one.get();
      }
      return ending;
    } catch (InterruptedException e) {
      return Ending.INTERRUPTED;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } finally {
      stop(threads); // until the workers have put their trials back
    }
  }

  private static void requirePositive(int workers) {
    if (workers < 1) {
      throw new IllegalArgumentException("workers must be at least 1: " + workers);
    }
  }

  /** Interrupts threads and waits for their end; an interrupt of this thread waits too. */
  private static void stop(ExecutorService threads) {
    threads.shutdownNow();
    boolean interrupted = false;
    boolean over = false;
    while (!over) {
      try {
        over = threads.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
