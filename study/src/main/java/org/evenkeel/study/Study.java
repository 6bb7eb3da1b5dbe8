// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study;

import com.google.gson.JsonElement;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.evenkeel.study.journal.Journal;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Monitor;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.study.pruner.DivergencePruner;
import org.evenkeel.study.pruner.MedianPruner;
import org.evenkeel.study.pruner.Pruner;
import org.evenkeel.study.sampler.FirstPoints;
import org.evenkeel.study.sampler.NoDuplicates;
import org.evenkeel.study.sampler.Sampler;
import org.evenkeel.study.sampler.ThompsonSampler;
import org.evenkeel.study.sampler.TpeSampler;
import org.evenkeel.study.search.Budget;
import org.evenkeel.study.search.Ending;
import org.evenkeel.study.search.Progress;
import org.evenkeel.study.search.Search;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Direction;

/**
 * A hyperparameter study of one's own objective within this process.
 *
 * <pre>{@code
 * Minimum minimum =
 *     Study.of(Space.parse("learningRate=log:1e-4..1,layers=int:1..6"))
 *         .withTrials(30)
 *         .withJournal(Path.of("own.study"))
 *         .minimize((setting, monitor) -> loss(setting.number("learningRate"), …));
 * }</pre>
 *
 * <p>By default, 40 settings are chosen in turns by a tree of Parzen estimators and by Thompson
 * sampling of a Gaussian process, each is evaluated once, on one thread and with one seed, a trial
 * is pruned if its reports are worse than the median of the others, and the study stays in memory.
 *
 * <p>An interrupt of the calling thread cancels the study. A journal can then be resumed by the
 * same call: complete trials are kept, interrupted ones are evaluated first.
 *
 * @param search the search: space, sampler, pruner, seeds and budget
 * @param storage opens the storage of the trials, which is created in a direction
 * @param threads the number of trials that run at once, at least 1
 * @param progress is notified of each trial
 */
public record Study(
    Search search, Function<Direction, Journal> storage, int threads, Progress progress) {

  /** The default number of trials. */
  public static final int TRIALS = 40;

  /** A study of a space with all defaults. */
  public static Study of(Space space) {
    Pruner pruner = new MedianPruner(5, 0).or(new DivergencePruner(Double.POSITIVE_INFINITY));
    Budget budget = Budget.trials(TRIALS);
    Search search =
        new Search(space, sampler(space, 0), pruner, List.of(0L), Search.ANY_STEPS, 0, budget);
    return new Study(search, Journal::inMemory, 1, Progress.SILENT);
  }

  /** The minimum of a loss over a space, with all defaults. */
  public static Minimum minimize(Space space, Loss loss) {
    return of(space).minimize(loss);
  }

  private static Sampler sampler(Space space, long seed) {
    return new NoDuplicates(new ThompsonSampler(TpeSampler.of(seed), space, seed));
  }

  /** The study with another number of trials, those of earlier runs included. */
  public Study withTrials(int trials) {
    return withBudget(Budget.trials(trials));
  }

  /** The study with another budget. */
  public Study withBudget(Budget budget) {
    return with(search.withBudget(budget));
  }

  /** The study with the default sampler of another seed. */
  public Study withSeed(long seed) {
    return with(search.withSampler(sampler(search.space(), seed), seed));
  }

  /** The study with another sampler. */
  public Study withSampler(Sampler sampler) {
    return with(search.withSampler(sampler, search.seed()));
  }

  /** The study that tries some settings first. */
  public Study withFirst(List<Setting> settings) {
    return withSampler(new NoDuplicates(new FirstPoints(settings, search.sampler())));
  }

  /** The study with another pruner. */
  public Study withPruner(Pruner pruner) {
    return with(search.withPruner(pruner));
  }

  /**
   * The study with several evaluations of each setting, whose mean is minimized.
   *
   * @param seeds the seeds, for {@link #minimize(Objective)}
   * @param steps the most steps that one evaluation reports, at least 1
   */
  public Study withSeeds(List<Long> seeds, int steps) {
    return with(search.withSeeds(seeds, steps));
  }

  /** The study in a file, an Optuna journal, which is created or resumed. */
  public Study withJournal(Path file) {
    return new Study(search, direction -> Journal.open(file, null, direction), threads, progress);
  }

  /** The study with another number of threads, which the loss must then be safe for. */
  public Study withThreads(int threads) {
    return new Study(search, storage, threads, progress);
  }

  /** The study with a listener to its progress. */
  public Study withProgress(Progress progress) {
    return new Study(search, storage, threads, progress);
  }

  private Study with(Search search) {
    return new Study(search, storage, threads, progress);
  }

  /** The minimum of a loss, once the budget is used up or this thread is interrupted. */
  public Minimum minimize(Loss loss) {
    return minimize((setting, seed, monitor) -> evaluate(loss, setting, monitor));
  }

  /**
   * The maximum of a value, once the budget is used up or this thread is interrupted. The journal
   * has the values themselves, and says that they are maximized; the losses of the trials here are
   * their negatives. A journal that an earlier version created has the negatives, and keeps them.
   */
  public Minimum maximize(Loss value) {
    Journal trials = storage.apply(Direction.maximize(0));
    Direction direction =
        trials.direction().maximizes() ? trials.direction() : Direction.maximize(0);
    return run(
        trials,
        (setting, seed, monitor) ->
            evaluate(
                (one, reports) -> direction.loss(value.of(one, reports)),
                setting,
                new Inverted(monitor, direction)),
        direction);
  }

  /**
   * The minimum of an objective that depends on a seed or has outcomes besides a value.
   *
   * @throws IllegalArgumentException if the study's journal maximizes
   */
  public Minimum minimize(Objective objective) {
    Journal trials = storage.apply(Direction.MINIMIZE);
    if (trials.direction().maximizes()) {
      throw new IllegalArgumentException(
          "the study \"%s\" maximizes its value; call maximize, or give another journal"
              .formatted(trials.name()));
    }
    return run(trials, objective, Direction.MINIMIZE);
  }

  private Minimum run(Journal trials, Objective objective, Direction direction) {
    Ending ending = search.run(trials, objective, threads, progress);
    return new Minimum(search.space(), trials.trials(), ending, search.seed(), direction);
  }

  private static Evaluation evaluate(Loss loss, Setting setting, Monitor monitor)
      throws InterruptedException {
    Stop stop = new Stop(monitor);
    double value = loss.of(setting, stop);
    if (stop.interrupted) {
      Thread.interrupted();
      throw new InterruptedException("the study was cancelled");
    }
    return stop.pruned ? Evaluation.pruned() : Evaluation.of(value);
  }

  /** A monitor of values that are maximized. */
  private record Inverted(Monitor losses, Direction direction) implements Monitor {

    @Override
    public boolean report(int step, double value) {
      return losses.report(step, direction.loss(value));
    }

    @Override
    public void note(String key, JsonElement value) {
      losses.note(key, value);
    }

    @Override
    public void worked(long units) {
      losses.worked(units);
    }
  }

  /** A monitor that remembers why an evaluation was stopped. */
  private static final class Stop implements Monitor {
    private final Monitor monitor;
    private boolean pruned;
    private boolean interrupted;

    Stop(Monitor monitor) {
      this.monitor = monitor;
    }

    @Override
    public boolean report(int step, double value) {
      interrupted |= Thread.currentThread().isInterrupted();
      pruned |= !interrupted && !monitor.report(step, value);
      return !pruned && !interrupted;
    }

    @Override
    public void note(String key, JsonElement value) {
      monitor.note(key, value);
    }

    @Override
    public void worked(long units) {
      monitor.worked(units);
    }
  }
}
