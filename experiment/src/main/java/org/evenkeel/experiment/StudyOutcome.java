// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.djl.train.Metric;
import org.evenkeel.djl.train.Training;
import org.evenkeel.djl.train.TrainingSettings;
import org.evenkeel.experiment.goal.Goal;
import org.evenkeel.experiment.rate.StableRates;
import org.evenkeel.result.Origin;
import org.evenkeel.result.ResultJson;
import org.evenkeel.result.StudyAnswer;
import org.evenkeel.result.StudyResult;
import org.evenkeel.result.StudyResult.Estimates;
import org.evenkeel.result.StudyResult.TheoryRange;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.study.journal.Journal;
import org.evenkeel.study.result.Importance;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.search.Confirmation;
import org.evenkeel.study.search.Ending;
import org.evenkeel.study.space.CategoricalDomain;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Direction;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.study.trial.TrialState;
import org.evenkeel.text.Words;
import org.evenkeel.training.TrainingRun;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a study, and what follows from its trials.
 *
 * @param space the search space of the plan
 * @param file the journal; null for a study in memory
 * @param origin the network and the data in words
 * @param theory the forecast of the multipliers that can work; empty where theory makes none
 */
record StudyOutcome(
    StudyPlan plan,
    Space space,
    Journal storage,
    @Nullable Path file,
    Origin origin,
    Optional<TheoryRange> theory) {

  /** The attribute of a study that holds what the test examples told. */
  private static final String TEST = "evenkeel:test";

  private static final Gson GSON = new Gson();

  /** The number of points of a response curve, and of each side of a map. */
  private static final int CURVE = 13;

  /** The smallest number of trials with a value for one seed that a surface needs. */
  private static final int SURFACE_TRIALS = 6;

  /** The stable learning rates that were measured before the search; empty before. */
  Optional<StableRates> rates() {
    return theory.isPresent()
        ? Optional.ofNullable(storage.attributes().get(StableRates.NOTE)).map(StableRates::read)
        : Optional.empty();
  }

  /** Measures the stable learning rates and notes them, if they tell something of the trials. */
  void measureRates(Experiment.Prepared prepared) {
    boolean begun =
        storage.attributes().containsKey(StableRates.NOTE)
            || storage.trials().stream().anyMatch(one -> one.state() != TrialState.WAITING);
    if (begun || theory.isEmpty() || !MultiplierTheory.hasRate(plan, space)) {
      return;
    }
    StableRates rates = MultiplierTheory.rates(plan, space, theory.get(), prepared);
    if (!Thread.currentThread().isInterrupted()) {
      storage.change(change -> change.note(StableRates.NOTE, rates.json()));
    }
  }

  /** The search space without multipliers that cannot work. */
  Space searched() {
    return theory.map(range -> MultiplierTheory.within(space, range)).orElse(space);
  }

  /** The surface over the trials; empty where they are too few. */
  Optional<Surface> surface() {
    Space within = searched();
    List<Trial> inside =
        storage.trials().stream().filter(t -> within.contains(t.setting())).toList();
    long seeds = inside.stream().filter(t -> !TrialNotes.values(t).isEmpty()).count();
    long complete = inside.stream().filter(Trial::hasValue).count();
    return seeds < SURFACE_TRIALS || complete < 2
        ? Optional.empty()
        : Optional.of(Surface.of(within, inside, plan.samplerSeed()));
  }

  /** The finalists' values over fresh seeds so far; empty where no seed has both. */
  Optional<Confirmation> confirmation() {
    return Finalists.of(storage)
        .filter(Finalists::compare)
        .map(f -> Confirmation.noted(storage, f.settings(), plan.freshSeeds()).paired())
        .filter(c -> c.values().stream().noneMatch(Map::isEmpty));
  }

  private Optional<StudyResult.Confirmation> compared() {
    return confirmation()
        .map(
            c ->
                StudyResult.Confirmation.of(
                    c.values().get(0), c.values().get(1), 1 + plan.doublings()));
  }

  /**
   * Whether the finalists need a look at their comparison.
   *
   * @param look 0, or the number of doublings of the fresh seeds before it
   */
  boolean needs(int look) {
    boolean open = compared().filter(c -> c.effect().isOpen()).isPresent();
    return look == 0 || (open && !Thread.currentThread().isInterrupted());
  }

  /** What the test examples told, when they were looked at; empty before. */
  Optional<StudyResult.TestLook> test() {
    return Optional.ofNullable(storage.attributes().get(TEST))
        .map(noted -> GSON.fromJson(noted, StudyResult.TestLook.class))
        .map(
            look -> new StudyResult.TestLook(look.trial(), storage.direction().loss(look.value())));
  }

  /** Measures the recommended trial on the test examples, unless that was done before. */
  void lookAtTest(Experiment.Prepared prepared) {
    Trial winner = result(null).recommended().orElse(null);
    if (winner == null || prepared.split().test() == null || test().isPresent()) {
      return;
    }
    Experiment experiment =
        Hyperparameters.apply(plan.representative(), winner.setting()).withSeed(plan.seed());
    Subject subject = experiment.network().subject(prepared.split().training());
    Metric metric = plan.minimized().measured();
    try (NetworkRun run =
        new NetworkRun(subject, prepared.split(), experiment.multipliedStart(), false)) {
      TrainingRun.Epoch test =
          run.train(experiment.training(), null, metric, Training.Progress.SILENT)
              .training()
              .test();
      if (test != null) {
        look(winner, TrialObjective.minimized(test, metric));
      }
    }
  }

  /** Notes what the test examples told of a trial. */
  private void look(Trial trial, double loss) {
    storage.change(
        change ->
            change.note(
                TEST,
                GSON.toJsonTree(
                    new StudyResult.TestLook(trial.number(), change.direction().value(loss)))));
  }

  /**
   * The result so far.
   *
   * @param ending why the search ended; null if unknown
   */
  StudyResult result(@Nullable Ending ending) {
    List<Trial> trials = storage.trials();
    boolean ended = ending != Ending.INTERRUPTED;
    Optional<Finalists> finalists = ended ? Finalists.of(storage) : Optional.empty();
    StudyResult.Confirmation confirmation = finalists.flatMap(found -> compared()).orElse(null);
    StudyResult result =
        new StudyResult(
            trained(),
            file == null ? null : file.toString(),
            space,
            ending == null ? null : ending.name().toLowerCase(Locale.ROOT),
            theory
                .map(
                    range ->
                        range.withStableRate(rates().flatMap(StableRates::ofOptimum).orElse(null)))
                .orElse(null),
            trials,
            finalists.map(found -> shown(plan, found, confirmation)).orElse(null),
            confirmation,
            ended ? surface().map(this::estimates).orElse(Estimates.NONE) : Estimates.NONE);
    result = result.withTest(test().orElse(null));
    Goal goal = plan.minimized();
    String metric = goal.isOwnMetric() ? goal.metric() : goal.measured().label();
    Direction direction = storage.direction();
    if (direction.maximizes()) {
      return result.maximizing(new StudyResult.Maximized(metric, direction.best()));
    }
    return goal.isOwnMetric()
        ? result.withMeasure(metric)
        : result.withMeasure(goal.measured().minimizedLabel());
  }

  private Estimates estimates(Surface surface) {
    boolean searched = space.named(StudyResult.MULTIPLIER).isPresent();
    Optional<String> second = searched ? second(space) : Optional.empty();
    List<String> names = space.hyperparameters().stream().map(Hyperparameter::name).toList();
    List<Importance> importance = Importance.of(surface, names);
    Map<String, Surface.BestValue> bests = new LinkedHashMap<>();
    names.forEach(name -> bests.put(name, surface.best(name)));
    return new Estimates(
        bests,
        searched ? surface.response(StudyResult.MULTIPLIER, Map.of(), CURVE) : List.of(),
        second
            .map(
                y ->
                    new StudyResult.LossMap(
                        y,
                        surface.map(StudyResult.MULTIPLIER, y, CURVE),
                        surface.held(StudyResult.MULTIPLIER, y)))
            .orElse(null),
        importance,
        Importance.interactions(surface, importance));
  }

  /**
   * What is left to do of a budget, in words; null if nothing is.
   *
   * @param wanted the number of trials to search; 0 for no limit
   */
  @Nullable String missing(int wanted) {
    List<String> left = new ArrayList<>();
    long done = storage.trials().stream().filter(one -> one.state().finished()).count();
    if (done < wanted) {
      left.add("%d of %d trials are done".formatted(done, wanted));
    }
    if (!Finalists.areTried(storage)) {
      left.add("the best setting has no trial of its own");
    }
    if (Finalists.of(storage).filter(Finalists::compare).isPresent()) {
      int pairs = confirmation().map(c -> c.values().get(0).size()).orElse(0);
      int next = 0;
      while (next < plan.doublings() && pairs >= plan.confirmations() << next) {
        next++;
      }
      int needed = plan.confirmations() << next;
      if (pairs < needed && needs(next)) {
        left.add("%d of %d fresh seeds compare it with multiplier 1".formatted(pairs, needed));
      }
    }
    return left.isEmpty() ? null : String.join("; ", left);
  }

  private Origin trained() {
    TrainingSettings training = plan.experiment().training();
    String refinements = training.refined().toString();
    return origin.withTraining(
        "%s%s, batches of %d, %s; each setting with %s"
            .formatted(
                training.optimizer(),
                refinements.isEmpty() ? "" : ", " + refinements,
                training.batch(),
                Words.count(plan.epochs(), "epoch"),
                Words.count(plan.seeds(), "seed")));
  }

  /** The second hyperparameter of a map: the learning rate, else the first numeric one. */
  private static Optional<String> second(Space space) {
    List<String> numeric =
        space.hyperparameters().stream()
            .filter(h -> !(h.domain() instanceof CategoricalDomain))
            .map(Hyperparameter::name)
            .filter(name -> !name.equals(StudyResult.MULTIPLIER))
            .toList();
    return numeric.contains("learningRate")
        ? Optional.of("learningRate")
        : numeric.stream().findFirst();
  }

  private static StudyResult.Finalists shown(
      StudyPlan plan, Finalists found, StudyResult.@Nullable Confirmation confirmation) {
    Trial standard = found.standard().orElse(null);
    return new StudyResult.Finalists(
        found.optimum(),
        standard,
        plan.arguments(
            StudyAnswer.of(found.optimum(), standard, confirmation).recommended().setting()),
        signal(found.optimum()).orElse(null),
        found.standard().flatMap(StudyOutcome::signal).orElse(null));
  }

  /** A trial's signal before training; empty if it was not recorded or cannot be read. */
  private static Optional<SignalProfile> signal(Trial trial) {
    try {
      return trial.attributes().get(TrialObjective.SIGNAL) instanceof JsonObject noted
          ? Optional.of(ResultJson.profile(noted))
          : Optional.empty();
    } catch (RuntimeException e) { // the file may come from elsewhere
      return Optional.empty();
    }
  }
}
