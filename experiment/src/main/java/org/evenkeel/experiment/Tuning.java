// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import com.google.gson.JsonElement;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.evenkeel.data.Reading;
import org.evenkeel.data.Split;
import org.evenkeel.experiment.rate.StableRates;
import org.evenkeel.init.Start;
import org.evenkeel.plan.InitializationPlan;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.journal.Journal;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.study.pruner.Pruner;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.search.Budget;
import org.evenkeel.study.search.Confirmation;
import org.evenkeel.study.search.Ending;
import org.evenkeel.study.search.Progress;
import org.evenkeel.study.search.Search;
import org.evenkeel.study.search.Tally;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;
import org.evenkeel.study.worker.WorkerPool;
import org.evenkeel.study.worker.Workplace;
import org.jspecify.annotations.Nullable;

/**
 * A study that runs: it searches, tries the finalists, and compares them over fresh seeds. Trials
 * run in this process one at a time, or in worker processes. Interrupting the calling thread ends
 * it; a study on disk can be resumed.
 */
public final class Tuning implements AutoCloseable {

  /** The share of the time budget that the finalists' comparison takes. */
  private static final double CONFIRMING = 0.2;

  private final StudyPlan plan;
  private final Space space;
  private final Journal storage;
  private final Experiment.Prepared prepared;
  private final StudyOutcome outcome;
  private final Workplace workplace;
  private List<String> workerCommand = List.of();

  private Tuning(
      StudyPlan plan, Journal storage, @Nullable Path file, Experiment.Prepared prepared) {
    this.plan = plan;
    this.space = plan.space();
    this.storage = storage;
    this.prepared = prepared;
    this.workplace =
        new Workplace(
            () -> new TrialObjective(plan, prepared),
            n -> WorkerPool.start(WorkerMain.command(workerCommand), plan.json(), n));
    Split first = plan.minimized().examples(prepared.read(), 0, plan.seed()); // refuses wrong folds
    plan.minimized().measured().requireFit(first.validation());
    SearchCheck.requireFit(plan.experiment(), space, prepared.split().training());
    Start start = plan.experiment().start();
    if (start.followsRule()) {
      // An entry of a rulebook that matches nothing is reported before the search.
      prepared.subject().described().ifPresent(known -> InitializationPlan.of(known, start));
    }
    this.outcome =
        new StudyOutcome(
            plan,
            space,
            storage,
            file,
            prepared.origin(null),
            MultiplierTheory.of(plan, space, prepared, Subject::network));
  }

  /** A study that is not kept on disk. */
  public static Tuning inMemory(StudyPlan plan) {
    plan.space();
    Experiment.Prepared prepared = plan.representative().prepare();
    return new Tuning(plan, Journal.inMemory(plan.minimized().direction()), null, prepared);
  }

  /** A study on disk, created or resumed with the same plan. */
  public static Tuning onDisk(Path file, @Nullable String name, StudyPlan plan) {
    return onDisk(file, name, plan, true, 1, StudyPlan::read);
  }

  /**
   * A study on disk, created or resumed. A study whose network or data are refused, or that needs
   * more memory than there is, is not created.
   *
   * @param file the journal; created if it does not exist
   * @param name the study's name; null for the only one in the file
   * @param samePlan whether the plan of an existing study must be this one; otherwise it is kept
   * @param workers the number of workers that memory must suffice for
   * @param reader reads the plan of an existing study
   * @throws IllegalArgumentException if the plan of an existing study must be this one and is not,
   *     or names another {@link NetworkSource.Factory}
   */
  public static Tuning onDisk(
      Path file,
      @Nullable String name,
      StudyPlan plan,
      boolean samePlan,
      int workers,
      Function<JsonElement, StudyPlan> reader) {
    Optional<StoredStudy> existing = StoredStudy.find(file, name, reader);
    if (existing.isEmpty()) {
      // Validation of the whole experiment precedes the first write.
      try (Tuning valid = inMemory(plan).withWorkers(workers)) {
        StoredStudy created = StoredStudy.create(file, name, plan.absolute(), reader);
        created.requireSame(plan);
        created.requireSame(valid.prepared);
        return opened(created, valid.prepared);
      }
    }
    StoredStudy study = existing.get();
    study.requireNamed(plan.experiment().network(), plan.minimized().metric());
    if (samePlan) {
      study.requireSame(plan);
    }
    return resumed(study);
  }

  private static Tuning resumed(StoredStudy study) {
    return opened(study, study.prepare());
  }

  private static Tuning opened(StoredStudy study, Experiment.Prepared prepared) {
    Tuning tuning = new Tuning(study.plan(), study.journal(), study.file(), prepared);
    study.remember(tuning.outcome);
    return tuning;
  }

  /**
   * A study on disk that another process created.
   *
   * @param named the network that this process was told of; null for none. A study's {@link
   *     NetworkSource.Factory} must be this one, because a file alone does not cause a class to be
   *     loaded.
   * @param metric the metric that this process was told of; null for none. A class of the user's
   *     must be this one, for the same reason.
   * @param data where its data are for this process; null for where the study found them
   * @param reader reads its plan
   * @throws IllegalArgumentException if there is no such study, or its data are others
   */
  public static Tuning join(
      Path file,
      @Nullable String name,
      @Nullable NetworkSource named,
      @Nullable String metric,
      @Nullable String data,
      Function<JsonElement, StudyPlan> reader) {
    StoredStudy study = StoredStudy.existing(file, name, reader);
    study.requireNamed(named, metric);
    return resumed(data == null ? study : study.withData(data));
  }

  /**
   * Runs trials in worker processes; 0 runs them in this process, one at a time.
   *
   * @param number the most workers; there are no more than processors, because a trial uses one
   * @throws IllegalArgumentException if there is not enough memory for that many
   */
  public Tuning withWorkers(int number) {
    if (number < 0) {
      throw new IllegalArgumentException(
          "the number of workers must be at least 0: %d; 0 uses this process".formatted(number));
    }
    int workers = Math.min(number, Runtime.getRuntime().availableProcessors());
    prepared.requireMemory(Math.max(1, workers));
    workplace.move(workers);
    return this;
  }

  /**
   * Evaluates trials elsewhere, such as on a cluster, instead of on this machine.
   *
   * @param objective evaluates a setting of {@link #plan()} as a worker process would
   * @param atOnce the number of trials at once, at least 1
   */
  public Tuning withObjective(Objective objective, int atOnce) {
    workplace.move(objective, atOnce);
    return this;
  }

  /** The number of trials that run at once in processes of their own; 0 if none does. */
  public int workers() {
    return workplace.workers();
  }

  /**
   * Replaces the end of the workers' command line.
   *
   * @param command what follows {@code java} and its options: {@code -cp} or {@code -jar}, and the
   *     arguments; it must call {@link WorkerMain} or serve the same protocol
   */
  public Tuning withWorkerCommand(List<String> command) {
    workerCommand = List.copyOf(command);
    return this;
  }

  /** The number of trials that a budget leaves, at least 1. */
  private long open(Budget budget) {
    long done = storage.trials().stream().filter(trial -> trial.state().finished()).count();
    return budget.trials() > 0 ? Math.max(1, budget.trials() - done) : Long.MAX_VALUE;
  }

  /** Searches, tries the finalists and compares them, within a budget. */
  public StudyResult run(Budget budget, ProgressListener listener) {
    Duration time = budget.time();
    workplace.expect(Math.max(open(budget), 2L * plan.freshSeeds().size()));
    Instant begun = Instant.now();
    Ending ending =
        searched(time == null ? budget : budget.withTime(part(time, 1 - CONFIRMING)), listener);
    if (ending == Ending.INTERRUPTED) {
      return outcome.result(ending);
    }
    Instant searched = Instant.now();
    Duration rest = time == null ? null : rest(time, Duration.between(begun, searched));
    if (!Finalists.areTried(storage)) {
      outcome.surface().ifPresent(surface -> tryFinalists(surface, rest, listener));
    }
    Finalists.of(storage)
        .filter(Finalists::compare)
        .ifPresent(finalists -> confirm(finalists, left(rest, searched), listener));
    if (!Thread.currentThread().isInterrupted()) {
      outcome.lookAtTest(prepared);
    }
    boolean ranOut = time != null && ending != Ending.EXHAUSTED && ending != Ending.TARGET;
    StudyResult result = outcome.result(ending);
    return ranOut ? result.withMissing(outcome.missing(budget.trials())) : result;
  }

  private static Duration part(Duration time, double share) {
    return Duration.ofMillis((long) (share * time.toMillis()));
  }

  /**
   * The time for the finalists and their comparison: what a search that was done early has left,
   * and in any case the share that is kept for them.
   */
  static Duration rest(Duration time, Duration searched) {
    return Collections.max(List.of(time.minus(searched), part(time, CONFIRMING)));
  }

  private static @Nullable Duration left(@Nullable Duration time, Instant begun) {
    if (time == null) {
      return null;
    }
    Duration left = time.minus(Duration.between(begun, Instant.now()));
    return left.isNegative() ? Duration.ZERO : left;
  }

  /**
   * Adds a setting to try before others, unless a trial has it.
   *
   * @param setting its values, such as {@code multiplier=1,learningRate=0.02}
   * @throws IllegalArgumentException if it is not a setting of the search space
   */
  public void enqueue(String setting) {
    Setting read = space.setting(setting);
    storage.exclusively(
        change ->
            change.trials().stream().anyMatch(trial -> trial.setting().equals(read))
                ? -1
                : change.create(space, read, TrialState.WAITING));
  }

  /** Searches until the budget is used up. */
  public Ending search(Budget budget, ProgressListener listener) {
    workplace.expect(open(budget));
    return searched(budget, listener);
  }

  private Ending searched(Budget budget, ProgressListener listener) {
    outcome.measureRates(prepared);
    listener.started("tune", budget.trials());
    return run(
        plan.minimized().pruner(plan.epochs(), plan.seeds(), spared()),
        budget,
        tally -> listener.progressed(tally.finished(), message(tally)));
  }

  /** The first trials if they begin near the best, whose curves would end all others too early. */
  private int spared() {
    boolean near = outcome.rates().flatMap(StableRates::ofOptimum).isPresent();
    return near ? StudySampler.first(outcome).size() : 0;
  }

  private Ending run(Pruner pruner, Budget budget, Progress progress) {
    return new Search(
            space,
            StudySampler.of(outcome, StudySampler.first(outcome)),
            pruner,
            plan.trialSeeds(),
            plan.epochs(),
            plan.samplerSeed(),
            budget)
        .run(storage, workplace.objective(), workplace.threads(), progress);
  }

  private String message(Tally tally) {
    return "%s%d pruned, %d hopeless%s"
        .formatted(
            tally.best() == null
                ? ""
                : "best %.3f, ".formatted(storage.direction().value(tally.best())),
            tally.pruned(),
            tally.infeasible(),
            tally.failed() == 0 ? "" : ", %d failed".formatted(tally.failed()));
  }

  private void tryFinalists(Surface surface, @Nullable Duration time, ProgressListener listener) {
    List<Setting> settings = Finalists.proposed(surface, outcome.searched());
    int before = Finalists.add(storage, space, settings);
    listener.started("finalists", settings.size());
    run(
        Pruner.NEVER,
        new Budget(before + settings.size(), time, null),
        tally -> listener.progressed(tally.finished() - before, ""));
  }

  /** Compares the finalists over fresh seeds, twice as many each time that more may decide. */
  private void confirm(Finalists finalists, @Nullable Duration time, ProgressListener listener) {
    Instant begun = Instant.now();
    for (int look = 0; look <= plan.doublings() && outcome.needs(look); look++) {
      List<Long> seeds = plan.freshSeeds().subList(0, plan.confirmations() << look);
      listener.started("confirm", 2L * seeds.size());
      AtomicLong done = new AtomicLong();
      Confirmation.of(
          storage,
          workplace.objective(),
          finalists.settings(),
          seeds,
          workplace.threads(),
          left(time, begun),
          () -> listener.progressed(done.incrementAndGet(), ""));
    }
  }

  /** The finalists' values over fresh seeds so far; empty where either has none. */
  public Optional<Confirmation> confirmation() {
    return outcome.confirmation();
  }

  /** The result so far, without any further training. */
  public StudyResult result() {
    return outcome.result(null);
  }

  /** The plan. */
  public StudyPlan plan() {
    return plan;
  }

  /** The trials so far. */
  public List<Trial> trials() {
    return storage.trials();
  }

  /** The examples, with what was noticed when they were read. */
  public Reading read() {
    return prepared.read();
  }

  @Override
  public void close() {
    workplace.close();
  }
}
