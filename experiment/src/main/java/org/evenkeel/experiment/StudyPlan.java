// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import org.evenkeel.data.DataSource;
import org.evenkeel.experiment.goal.Goal;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.search.Budget;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.jspecify.annotations.Nullable;

/**
 * The plan of a study: hyperparameters of an experiment, searched for the lowest validation loss.
 *
 * <p>A study on disk records its plan, so that it can be resumed and joined by other processes.
 *
 * @param experiment the experiment; its own settings hold where nothing is searched
 * @param search the search space, such as {@code multiplier=log:0.1..10,learningRate=log:1e-3..1}
 * @param seeds the number of seeds of each trial
 * @param theory whether the forecast narrows the search and prunes trials before their first step
 * @param confirmations the number of fresh seeds over which winner and multiplier 1 are compared
 * @param doublings how often that number is doubled at most, while nothing is decided
 * @param arguments the command-line options that describe the experiment, as a note for people;
 *     empty without a command line
 * @param goal what is minimized; null for {@link Goal#LOSS}
 */
public record StudyPlan(
    Experiment experiment,
    String search,
    int seeds,
    boolean theory,
    long samplerSeed,
    int confirmations,
    int doublings,
    List<String> arguments,
    @Nullable Goal goal) {

  /** A plan for the lowest validation loss, with as many fresh seeds as are given. */
  public StudyPlan(
      Experiment experiment,
      String search,
      int seeds,
      boolean theory,
      long samplerSeed,
      int confirmations,
      List<String> arguments) {
    this(experiment, search, seeds, theory, samplerSeed, confirmations, 0, arguments, null);
  }

  /** The attribute of a study that holds its plan. */
  public static final String NOTE = "evenkeel";

  /** The most seeds of a trial, and the most fresh seeds: more would meet one another. */
  private static final int MOST_SEEDS = 1000;

  /** The usual number of doublings: 6 fresh seeds become 48. */
  private static final int DOUBLINGS = 3;

  /** The distance of the fresh seeds from those of the trials. */
  private static final long FRESH = 1000;

  public StudyPlan {
    arguments = List.copyOf(arguments);
    goal = Goal.LOSS.equals(goal) ? null : goal; // as studies of before there were others store it
    if (seeds < 1) {
      throw new IllegalArgumentException(
          "the number of seeds must be at least 1: %d; 3 are usual".formatted(seeds));
    }
    if (confirmations < 2) {
      throw new IllegalArgumentException(
          "a comparison of winner and multiplier 1 needs at least 2 fresh seeds: %d; 6 are usual"
              .formatted(confirmations));
    }
    if (doublings < 0 || doublings > DOUBLINGS) {
      throw new IllegalArgumentException(
          "fresh seeds must be doubled 0 to %d times: %d".formatted(DOUBLINGS, doublings));
    }
    if (Math.max(seeds, (long) confirmations << doublings) > MOST_SEEDS) {
      throw new IllegalArgumentException(
          "the numbers of seeds and fresh seeds must be at most %,d: %d and %d; 3 and 6 are usual"
              .formatted(MOST_SEEDS, seeds, confirmations));
    }
  }

  /** A plan with 3 seeds a trial, and 6 fresh seeds at the end, or up to 48 to decide. */
  public static StudyPlan of(Experiment experiment, String search) {
    return new StudyPlan(experiment, search, 3, true, 0, 6, List.of()).withDoublings();
  }

  /** The same plan with up to eight times as many fresh seeds, while nothing is decided. */
  public StudyPlan withDoublings() {
    return with(experiment, confirmations, DOUBLINGS, arguments);
  }

  private StudyPlan with(Experiment other, int fresh, int doubled, List<String> typed) {
    return new StudyPlan(other, search, seeds, theory, samplerSeed, fresh, doubled, typed, goal);
  }

  /** The same plan with another note of its command line. */
  public StudyPlan withArguments(List<String> typed) {
    return with(experiment, confirmations, doublings, typed);
  }

  /** The same plan of another experiment. */
  StudyPlan withExperiment(Experiment other) {
    return with(other, confirmations, doublings, arguments);
  }

  /** The same plan with absolute paths, which are the same in any folder. */
  StudyPlan absolute() {
    List<String> typed = new ArrayList<>(arguments);
    for (int i = 1; i < typed.size(); i++) {
      String value = typed.get(i);
      switch (typed.get(i - 1)) {
        case "--data" -> typed.set(i, DataSource.of(value).absolute().source());
        case "--classpath" -> typed.set(i, NetworkSource.Factory.absolute(value));
        default -> {}
      }
    }
    return withExperiment(experiment.absolute()).withArguments(typed);
  }

  /** The same plan with other numbers of seeds, the fresh ones exactly. */
  public StudyPlan withSeeds(int perTrial, int fresh) {
    return new StudyPlan(
        experiment, search, perTrial, theory, samplerSeed, fresh, 0, arguments, goal);
  }

  /** The same plan with other epochs of its trainings, where they are not searched. */
  public StudyPlan withEpochs(int epochs) {
    List<String> words = new ArrayList<>(arguments);
    int at = words.indexOf("--epochs");
    if (at >= 0) {
      words.set(at + 1, String.valueOf(epochs));
    }
    return with(
        experiment.withTraining(experiment.training().withEpochs(epochs)),
        confirmations,
        doublings,
        words);
  }

  /** The epochs of its trainings; empty if they are searched. */
  public OptionalInt fixedEpochs() {
    return Hyperparameters.replaces(Space.parse(text()), "epochs")
        ? OptionalInt.empty()
        : OptionalInt.of(experiment.training().epochs());
  }

  /** The same plan with another goal; over folds each trial has a seed for each. */
  public StudyPlan withGoal(Goal other) {
    return new StudyPlan(
        experiment,
        search,
        other.folds() == 0 ? seeds : other.folds(),
        theory,
        samplerSeed,
        confirmations,
        doublings,
        arguments,
        other);
  }

  /** The goal, {@link Goal#LOSS} if there is no other. */
  public Goal minimized() {
    return goal == null ? Goal.LOSS : goal;
  }

  /** Runs the study in this process, not kept on disk. */
  public StudyResult run(Budget budget) {
    try (Tuning tuning = Tuning.inMemory(this)) {
      return tuning.run(budget, ProgressListener.NONE);
    }
  }

  /**
   * The search space.
   *
   * @throws IllegalArgumentException if a name is not a hyperparameter, a value is of the wrong
   *     type or out of range, or none has an effect on this experiment
   */
  public Space space() {
    Space space = Space.parse(text());
    SearchCheck.check(experiment, space);
    return space;
  }

  /** The search space in words, with the arguments of a block factory that are ranges. */
  private String text() {
    String own =
        experiment.network() instanceof NetworkSource.Factory factory
            ? factory.arguments().search()
            : "";
    return search.isBlank() || own.isEmpty() ? search + own : search + "," + own;
  }

  /** The experiment with mid-range values in place of a block factory's ranges. */
  Experiment representative() {
    return experiment.network() instanceof NetworkSource.Factory factory
        ? experiment.withNetwork(factory.representative())
        : experiment;
  }

  /** The most epochs of a trial. */
  int epochs() {
    Space space = Space.parse(text());
    int least = Hyperparameters.replaces(space, "epochs") ? 1 : experiment.training().epochs();
    return space.named("epochs").stream()
        .flatMap(one -> SearchCheck.ends(one.domain()).stream())
        .mapToInt(epochs -> ((Number) epochs).intValue())
        .reduce(least, Math::max);
  }

  /** The plan's first seed. */
  long seed() {
    return experiment.start().seed();
  }

  /** The seeds of every trial. */
  List<Long> trialSeeds() {
    return range(seed(), seeds);
  }

  /** Seeds that no trial uses, for the comparison at the end: all that it may need. */
  List<Long> freshSeeds() {
    return range(seed() + FRESH, confirmations << doublings);
  }

  private static List<Long> range(long first, int count) {
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(first + i);
    }
    return all;
  }

  /**
   * Whether another plan gives the same study, whatever its command line, and whatever values the
   * search replaces in every trial.
   */
  public boolean sameStudy(StudyPlan other) {
    return essence().equals(other.essence());
  }

  private JsonObject essence() {
    Experiment replaced = Hyperparameters.replaced(experiment.absolute(), space());
    return with(replaced, confirmations, 0, List.of()).json();
  }

  /**
   * The plan as JSON.
   *
   * @throws IllegalArgumentException if network or data are only in this process's memory
   */
  public JsonObject json() {
    return StudyPlanJson.write(this);
  }

  /**
   * Reads a plan from JSON.
   *
   * @throws IllegalArgumentException if it is not a plan
   */
  public static StudyPlan read(JsonElement json) {
    return read(
        json,
        arguments -> {
          throw new IllegalStateException("no \"network\"");
        });
  }

  /**
   * Reads a plan from JSON, of older versions as well, which recorded only the command line.
   *
   * @param typed the experiment of a command line
   * @throws IllegalArgumentException if it is not a plan
   */
  public static StudyPlan read(JsonElement json, Function<List<String>, Experiment> typed) {
    return StudyPlanJson.read(json, typed);
  }

  /**
   * The command-line options of one setting, each of which has an effect; empty without a command
   * line.
   */
  List<String> arguments(Setting setting) {
    if (arguments.isEmpty()) {
      return List.of();
    }
    Experiment applied = Hyperparameters.apply(experiment, setting);
    List<String> left = new ArrayList<>(Hyperparameters.names());
    left.removeIf(name -> Hyperparameters.idle(applied, name).isEmpty() && !setting.has(name));
    List<String> all = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i);
      if (left.stream().map(Hyperparameters::option).anyMatch(word::equals)) {
        i++; // its value
      } else if (word.equals("--block-factory")
          && applied.network() instanceof NetworkSource.Factory factory) {
        all.add(word);
        all.add(factory.arguments().call(factory.className()));
        i++;
      } else {
        all.add(word);
      }
    }
    setting
        .values()
        .forEach(
            (name, value) -> {
              if (Hyperparameters.kind(applied, name).isPresent()
                  && Hyperparameters.idle(applied, name).isEmpty()) {
                all.add(Hyperparameters.option(name));
                all.add(String.valueOf(value));
              }
            });
    return all;
  }

  /** The plan in words, with the command line where there is one. */
  @Override
  public String toString() {
    return "%s; search %s, %d seeds, sampler seed %d, %d%s fresh seeds, %s theory"
        .formatted(
            arguments.isEmpty() ? experiment : String.join(" ", arguments),
            search,
            seeds,
            samplerSeed,
            confirmations,
            doublings == 0 ? "" : " to " + (confirmations << doublings),
            theory ? "with" : "without");
  }
}
