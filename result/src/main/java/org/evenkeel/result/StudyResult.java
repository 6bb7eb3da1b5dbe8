// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.study.result.Effect;
import org.evenkeel.study.result.Importance;
import org.evenkeel.study.result.Interval;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Words;
import org.evenkeel.training.StableRate;
import org.jspecify.annotations.Nullable;

/**
 * The result of a study.
 *
 * @param name the study's name or file; null if it has none
 * @param ending why the search ended, in one word; null if unknown
 * @param theory the multipliers that theory recommends; null if theory does not cover the network
 * @param finalists the trials that are compared at the end; null if no trial has a value
 * @param confirmation the comparison of the finalists over fresh seeds; null if there was none
 * @param estimates the estimates between the trials
 * @param measure the name of what is minimized; null for the validation loss
 * @param test what the test examples told; null before they are looked at, or if there are none
 * @param missing what is left to do, where time ran out; null if nothing is, or that is unknown
 * @param maximized the metric of a study that maximizes; null if it minimizes
 */
public record StudyResult(
    Origin origin,
    @Nullable String name,
    Space space,
    @Nullable String ending,
    @Nullable TheoryRange theory,
    List<Trial> trials,
    @Nullable Finalists finalists,
    @Nullable Confirmation confirmation,
    Estimates estimates,
    @Nullable String measure,
    @Nullable TestLook test,
    @Nullable String missing,
    @Nullable Maximized maximized)
    implements Result {

  /** The name of the hyperparameter that multiplies the variance of the initial weights. */
  public static final String MULTIPLIER = "multiplier";

  public StudyResult {
    trials = List.copyOf(trials);
  }

  /** A study of which nothing is known to be missing. */
  public StudyResult(
      Origin origin,
      @Nullable String name,
      Space space,
      @Nullable String ending,
      @Nullable TheoryRange theory,
      List<Trial> trials,
      @Nullable Finalists finalists,
      @Nullable Confirmation confirmation,
      Estimates estimates) {
    this(
        origin,
        name,
        space,
        ending,
        theory,
        trials,
        finalists,
        confirmation,
        estimates,
        null,
        null,
        null,
        null);
  }

  /** The share of the searched range from which on an interval of a best value tells nothing. */
  private static final double AS_WIDE = 0.9;

  /** A study of which only the trials are known. */
  public static StudyResult of(@Nullable String name, Space space, List<Trial> trials) {
    return new StudyResult(
        Origin.UNKNOWN, name, space, null, null, trials, null, null, Estimates.NONE);
  }

  /** The same result with the command that gives it again. */
  public StudyResult withCommand(String command) {
    return withOrigin(origin.withCommand(command));
  }

  /** The same result with another origin. */
  public StudyResult withOrigin(Origin other) {
    return with(other, measure, test, missing, maximized);
  }

  private StudyResult with(
      Origin otherOrigin,
      @Nullable String otherMeasure,
      @Nullable TestLook otherTest,
      @Nullable String otherMissing,
      @Nullable Maximized otherMaximized) {
    return new StudyResult(
        otherOrigin,
        name,
        space,
        ending,
        theory,
        trials,
        finalists,
        confirmation,
        estimates,
        otherMeasure,
        otherTest,
        otherMissing,
        otherMaximized);
  }

  /** The same result of a study that time did not suffice for. */
  public StudyResult withMissing(@Nullable String left) {
    return with(origin, measure, test, left, maximized);
  }

  /**
   * Whether the trials do not tell the best value of a hyperparameter: its interval is as wide as
   * the range that was searched.
   */
  public boolean isUnknown(String hyperparameter) {
    Surface.BestValue best = estimates.bests().get(hyperparameter);
    Domain domain = space.named(hyperparameter).map(Hyperparameter::domain).orElse(null);
    if (best == null || best.low() == null || best.high() == null || domain == null) {
      return false;
    }
    boolean narrowed = theory != null && hyperparameter.equals(MULTIPLIER);
    double low = domain.scaled(narrowed ? theory.low() : domain.at(0));
    double high = domain.scaled(narrowed ? theory.high() : domain.at(Math.nextDown(1.0)));
    return domain.scaled(best.high()) - domain.scaled(best.low()) >= AS_WIDE * (high - low);
  }

  /** The same result with what the test examples told. */
  public StudyResult withTest(@Nullable TestLook told) {
    return with(origin, measure, told, missing, maximized);
  }

  /**
   * What the test examples told of a trial, trained again with its first seed.
   *
   * @param trial the number of the trial
   * @param value what is minimized, in the best epoch by the validation examples
   */
  public record TestLook(int trial, double value) {}

  /** The name of what is minimized, such as "validation loss". */
  public String minimized() {
    return measure == null ? "validation loss" : measure;
  }

  /** The same result of a study that minimizes something else than the validation loss. */
  public StudyResult withMeasure(@Nullable String other) {
    return with(origin, "validation loss".equals(other) ? null : other, test, missing, maximized);
  }

  /**
   * The metric of a study that maximizes. Values in a result are its losses nevertheless.
   *
   * @param metric its name
   * @param best the value that cannot be exceeded; 0 if there is none
   */
  public record Maximized(String metric, double best) {

    /** The metric's value of a loss. */
    public double value(double loss) {
      return best - loss;
    }

    private String loss() {
      return best == 0 ? "negative " + metric : "%s - %s".formatted(best == 1 ? "1" : best, metric);
    }
  }

  /** The same result of a study that maximizes a metric. */
  public StudyResult maximizing(Maximized metric) {
    return with(origin, metric.loss(), test, missing, metric);
  }

  /** The name of a trial's value: of the metric that is maximized, or of what is minimized. */
  public String valued() {
    return maximized == null ? minimized() : maximized.metric();
  }

  /** The metric of a loss where one is maximized, or the loss itself. */
  public double value(double loss) {
    return maximized == null ? loss : maximized.value(loss);
  }

  /** The answer of the study; empty without finalists. */
  public Optional<StudyAnswer> answer() {
    if (finalists == null) {
      return Optional.empty();
    }
    StudyAnswer answer =
        StudyAnswer.of(
            finalists.optimum(), finalists.standard(), confirmation, minimized(), maximized);
    boolean early = missing != null && confirmation == null && estimates.response().isEmpty();
    return Optional.of(early ? answer.ofFewTrials(missing) : answer);
  }

  /** The winner: the trial that the answer recommends; empty without finalists. */
  public Optional<Trial> recommended() {
    return answer().map(StudyAnswer::recommended);
  }

  /** The answer, or the number of trials without one. */
  @Override
  public String toString() {
    return answer()
        .map(StudyAnswer::toString)
        .orElseGet(() -> Words.count(trials.size(), "trial") + " without an answer");
  }

  /**
   * The range of multipliers with which theory lets a network train.
   *
   * @param optimum the multiplier that keeps signal and gradient most level
   * @param stableRate the largest stable learning rate with that multiplier; null if it was not
   *     measured
   */
  public record TheoryRange(
      double low, double high, double optimum, @Nullable StableRate stableRate) {

    /** A range without a learning rate. */
    public TheoryRange(double low, double high, double optimum) {
      this(low, high, optimum, null);
    }

    /** The same range with a learning rate. */
    public TheoryRange withStableRate(@Nullable StableRate rate) {
      return new TheoryRange(low, high, optimum, rate);
    }
  }

  /**
   * The trials that the answer rests on.
   *
   * @param optimum the trial of the best setting
   * @param standard the trial of the best setting with multiplier 1; null if there is none
   * @param arguments the options of {@code evenkeel train} that train the recommended trial again
   * @param optimumSignal the optimum's profile before training; null if it was not measured
   * @param standardSignal the standard's profile before training; null if it was not measured
   */
  public record Finalists(
      Trial optimum,
      @Nullable Trial standard,
      List<String> arguments,
      @Nullable SignalProfile optimumSignal,
      @Nullable SignalProfile standardSignal) {

    public Finalists {
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * The comparison of the two finalists over fresh seeds.
   *
   * @param effect the effect of the optimum against multiplier 1
   * @param loss the mean loss of the optimum over the seeds; null if unknown or not finite
   * @param defaultLoss the mean loss with multiplier 1; null if unknown or not finite
   */
  public record Confirmation(Effect effect, @Nullable Double loss, @Nullable Double defaultLoss) {

    /** The comparison by seed of the best setting and the best with 1, at one of so many looks. */
    public static Confirmation of(
        Map<Long, Double> optimum, Map<Long, Double> standard, int looks) {
      return new Confirmation(
          Effect.between(optimum, standard, Effect.SMALLEST, Interval.LEVEL, looks),
          mean(optimum),
          mean(standard));
    }

    private static @Nullable Double mean(Map<Long, Double> losses) {
      OptionalDouble mean =
          losses.values().stream()
              .filter(Double::isFinite)
              .mapToDouble(Double::doubleValue)
              .average();
      return mean.isPresent() ? (Double) mean.getAsDouble() : null;
    }
  }

  /**
   * The estimates of the surface through the trials; empty where there is no surface.
   *
   * @param bests the best value of each hyperparameter with its interval, by name
   * @param response the lowest loss at each of several multipliers
   * @param map the loss over the multiplier and a second hyperparameter; null if there is none
   * @param importance the share of each hyperparameter alone in how the loss varies
   * @param interactions the share of each pair of them beyond that
   */
  public record Estimates(
      Map<String, Surface.BestValue> bests,
      List<Surface.Prediction> response,
      @Nullable LossMap map,
      List<Importance> importance,
      List<Importance> interactions) {

    /** Estimates without interactions. */
    public Estimates(
        Map<String, Surface.BestValue> bests,
        List<Surface.Prediction> response,
        @Nullable LossMap map,
        List<Importance> importance) {
      this(bests, response, map, importance, List.of());
    }

    /** No estimates. */
    public static final Estimates NONE = new Estimates(Map.of(), List.of(), null, List.of());

    public Estimates {
      bests = Collections.unmodifiableMap(new LinkedHashMap<>(bests));
      response = List.copyOf(response);
      importance = List.copyOf(importance);
      interactions = List.copyOf(interactions);
    }

    /** The share of how the loss varies that neither a hyperparameter nor a pair explains. */
    public double unexplained() {
      double explained =
          Stream.concat(importance.stream(), interactions.stream())
              .mapToDouble(Importance::share)
              .sum();
      return Math.max(0, 1 - explained);
    }
  }

  /**
   * The loss over the multiplier and a second hyperparameter.
   *
   * @param second the second hyperparameter, which changes from row to row
   * @param rows the rows, in which the multiplier changes; at least one
   * @param held the values of the other hyperparameters, the best ones; empty if there are none
   */
  public record LossMap(String second, List<List<Surface.Cell>> rows, Map<String, Object> held) {

    /** The share of a range within which a trial counts as one of the map's slice. */
    private static final double NEAR = 0.1;

    public LossMap {
      rows = rows.stream().map(List::copyOf).toList();
      held = Collections.unmodifiableMap(new LinkedHashMap<>(held));
    }

    /** A map over the only two hyperparameters. */
    public LossMap(String second, List<List<Surface.Cell>> rows) {
      this(second, rows, Map.of());
    }

    /** The other hyperparameters' values in words, such as "batch 32"; empty if there are none. */
    public String slice() {
      return held.entrySet().stream()
          .map(
              one ->
                  one.getKey()
                      + " "
                      + (one.getValue() instanceof Double number
                          ? Numbers.number(number, 2)
                          : one.getValue()))
          .collect(Collectors.joining(", "));
    }

    /** Whether a trial has about the values of the other hyperparameters. */
    public boolean shows(Space space, Trial trial) {
      return held.entrySet().stream()
          .allMatch(
              one ->
                  trial.setting().has(one.getKey())
                      && space
                          .named(one.getKey())
                          .orElseThrow()
                          .domain()
                          .near(one.getValue(), trial.setting().get(one.getKey()), NEAR));
    }
  }
}
