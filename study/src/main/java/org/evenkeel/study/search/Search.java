// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.study.pruner.Pruner;
import org.evenkeel.study.sampler.Sampler;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Storage;

/**
 * A search for the setting with the lowest value.
 *
 * <p>A trial evaluates one setting with every seed, one after the other, and its value is the mean.
 * What an evaluation reports at a step, from 1 to {@code steps}, is step {@code i·steps + step} of
 * the trial for its seed number i from 0, so that the same step of two trials is the same moment
 * with the same seed.
 *
 * @param space what is searched
 * @param sampler chooses settings
 * @param pruner gives trials up
 * @param seeds the seeds every setting is tried with, at least one
 * @param steps the most steps that an evaluation reports, at least 1
 * @param seed the seed of the sampler
 * @param budget when it ends
 */
public record Search(
    Space space,
    Sampler sampler,
    Pruner pruner,
    List<Long> seeds,
    int steps,
    long seed,
    Budget budget) {

  /** Who finds no trial left lets the others end theirs. */
  private static final Set<Ending> LEFT = EnumSet.of(Ending.TRIALS, Ending.EXHAUSTED);

  /** Throws {@link IllegalArgumentException} if there is no seed or no step. */
  public Search {
    seeds = List.copyOf(seeds);
    if (seeds.isEmpty() || seeds.stream().distinct().count() < seeds.size()) {
      throw new IllegalArgumentException(
          "a setting is tried with one seed or more, each once: " + seeds);
    }
    if (steps < 1) {
      throw new IllegalArgumentException("an evaluation has at least one step: " + steps);
    }
  }

  /**
   * Searches until the budget is used up, nothing is left to try, or this thread is interrupted;
   * then trials in the middle wait for the next run, and the interruption is what {@link
   * Ending#INTERRUPTED} tells. Trials whose process died are run again first.
   *
   * @param storage the study; what others write to it meanwhile is seen
   * @param objective what is minimized; called by as many threads as there are workers
   * @param workers how many trials run at once, at least 1
   * @return why it ended
   * @throws IllegalArgumentException if the objective cannot be evaluated at all
   */
  public Ending run(Storage storage, Objective objective, int workers, Progress progress) {
    if (workers < 1) {
      throw new IllegalArgumentException("a search needs a worker: " + workers);
    }
    TrialOwner owner = TrialOwner.enter();
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      return run(threads, new TrialQueue(this, storage, owner), objective, workers, progress);
    } finally {
      threads.shutdownNow();
      owner.leave();
    }
  }

  private Ending run(
      ExecutorService threads,
      TrialQueue trials,
      Objective objective,
      int workers,
      Progress progress) {
    long end =
        System.nanoTime()
            + (budget.time() == null ? Duration.ofDays(36_500) : budget.time()).toNanos();
    ExecutorCompletionService<Ending> running = new ExecutorCompletionService<>(threads);
    List<Future<Ending>> all =
        IntStream.range(0, workers)
            .mapToObj(i -> running.submit(new Worker(this, trials, objective, progress)))
            .toList();
    Ending ending = null;
    try {
      for (int ended = 0; ended < workers && ending == null; ended++) {
        Future<Ending> one = running.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (one == null) {
          ending = Ending.TIME;
        } else if (ended == workers - 1 || !LEFT.contains(one.get())) {
          ending = one.get();
        }
      }
    } catch (InterruptedException e) {
      ending = Ending.INTERRUPTED;
    } catch (ExecutionException e) {
      stop(threads, all);
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
    stop(threads, all);
    return ending;
  }

  /** Interrupts who still works, and waits until they have put their trials back. */
  private static void stop(ExecutorService threads, List<Future<Ending>> all) {
    threads.shutdownNow();
    boolean interrupted = false;
    for (Future<Ending> one : all) {
      boolean over = false;
      while (!over) {
        try {
          one.get();
          over = true;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException | CancellationException e) {
          over = true; // the first failure is what is told
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
