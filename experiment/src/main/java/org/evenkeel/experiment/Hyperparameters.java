// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.evenkeel.djl.train.Refinements;
import org.evenkeel.djl.train.Refinements.Schedule;
import org.evenkeel.djl.train.TrainingSettings;
import org.evenkeel.djl.train.TrainingSettings.OptimizerKind;
import org.evenkeel.experiment.NetworkSource.Perceptron;
import org.evenkeel.init.Start;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.parameter.FanMode;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.jspecify.annotations.Nullable;

/**
 * The hyperparameters that a study can search, as a table: by name, the kind of its values, their
 * effect on an experiment, and when they have none.
 */
public final class Hyperparameters {

  /** The kinds of values. */
  enum Kind {
    WORD,
    WHOLE,
    REAL
  }

  /** The effect of a value. */
  @FunctionalInterface
  private interface Effect {
    Experiment set(Experiment experiment, Value value);
  }

  /** Why a hyperparameter has no effect on an experiment; null where it may have one. */
  @FunctionalInterface
  private interface Idle {
    @Nullable String why(Experiment experiment);
  }

  private record Key(Kind kind, Effect effect, Idle idle) {}

  /** The name of the learning rate. */
  static final String LEARNING_RATE = "learningRate";

  private static final Idle NEVER = experiment -> null;

  private static final Map<String, Key> KEYS = new LinkedHashMap<>();

  static {
    word("rule", onStart((start, v) -> restarted(start, v.word())), NEVER);
    word("layers", onPerceptron((p, v) -> p.with(v.word(), p.width(), p.depth())), NEVER);
    whole(
        "width",
        onPerceptron((p, v) -> p.with(p.layers(), v.integer(), p.depth())),
        Hyperparameters::hasLayers);
    whole(
        "depth",
        onPerceptron((p, v) -> p.with(p.layers(), p.width(), v.integer())),
        Hyperparameters::hasLayers);
    word("activation", onPerceptron((p, v) -> p.withActivation(v.word())), NEVER);
    real("dropout", onPerceptron((p, v) -> p.withDropout(v.number())), NEVER);
    word(
        "distribution",
        onStart((s, v) -> s.withDistribution(Distribution.named(v.word()))),
        onRule("distribution"));
    word("fan", onStart((s, v) -> s.withFan(FanMode.named(v.word()))), onRule("fan"));
    real(
        StudyResult.MULTIPLIER,
        (experiment, v) -> experiment.withMultiplier(v.number()),
        onRule(StudyResult.MULTIPLIER));
    real("biasVariance", onStart((s, v) -> s.withBiasVariance(v.number())), onRule("biasVariance"));
    whole("epochs", onTraining((t, v) -> t.withEpochs(v.integer())), NEVER);
    whole("batch", onTraining((t, v) -> t.withBatch(v.integer())), NEVER);
    real(LEARNING_RATE, onTraining((t, v) -> t.withLearningRate(v.number())), NEVER);
    word("optimizer", onTraining((t, v) -> t.withOptimizer(optimizer(v.word()))), NEVER);
    real(
        "momentum",
        onRefinements((r, v) -> r.withMomentum(v.number())),
        experiment ->
            experiment.training().optimizer() == OptimizerKind.MOMENTUM
                ? null
                : "on the optimizer %s, which has none; the optimizer momentum has"
                    .formatted(experiment.training().optimizer()));
    real("weightDecay", onRefinements((r, v) -> r.withWeightDecay(v.number())), NEVER);
    word("schedule", onRefinements((r, v) -> r.withSchedule(schedule(v.word()))), NEVER);
    real("warmUp", onRefinements((r, v) -> r.withWarmUp(v.number())), NEVER);
    real("clip", onRefinements((r, v) -> r.withClip(v.number())), NEVER);
    real("labelSmoothing", onRefinements((r, v) -> r.withLabelSmoothing(v.number())), NEVER);
  }

  private Hyperparameters() {}

  private static void word(String name, Effect effect, Idle idle) {
    KEYS.put(name, new Key(Kind.WORD, effect, idle));
  }

  private static void whole(String name, Effect effect, Idle idle) {
    KEYS.put(name, new Key(Kind.WHOLE, effect, idle));
  }

  private static void real(String name, Effect effect, Idle idle) {
    KEYS.put(name, new Key(Kind.REAL, effect, idle));
  }

  private static @Nullable String hasLayers(Experiment experiment) {
    return experiment.network() instanceof Perceptron perceptron && perceptron.layers() != null
        ? "beside layers, which have widths of their own"
        : null;
  }

  private static Idle onRule(String name) {
    return experiment ->
        matters(experiment.start(), name) ? null : "on the rule " + experiment.start().name();
  }

  private static Effect onStart(BiFunction<Start, Value, Start> change) {
    return (experiment, value) -> experiment.withStart(change.apply(experiment.start(), value));
  }

  private static Effect onTraining(BiFunction<TrainingSettings, Value, TrainingSettings> change) {
    return (experiment, value) ->
        experiment.withTraining(change.apply(experiment.training(), value));
  }

  private static Effect onRefinements(BiFunction<Refinements, Value, Refinements> change) {
    return onTraining((t, value) -> t.withRefinements(change.apply(t.refined(), value)));
  }

  private static Effect onPerceptron(BiFunction<Perceptron, Value, Perceptron> change) {
    return (experiment, value) -> {
      if (experiment.network() instanceof Perceptron perceptron) {
        return experiment.withNetwork(change.apply(perceptron, value));
      }
      throw new IllegalArgumentException(
          "layers, width, depth, activation and dropout are hyperparameters of a multilayer perceptron: the network is something else; omit %s from the search space"
              .formatted(value.name()));
    };
  }

  /** The names of all hyperparameters. */
  public static List<String> names() {
    return List.copyOf(KEYS.keySet());
  }

  /**
   * Whether a search replaces an experiment's own value in every trial. The learning rate is
   * different: the search begins at the experiment's own.
   */
  public static boolean replaces(Space space, String name) {
    return !name.equals(LEARNING_RATE)
        && space.named(name).filter(one -> one.condition() == null).isPresent();
  }

  /** The experiment with mid-range values in place of those that a search replaces. */
  static Experiment replaced(Experiment experiment, Space space) {
    Setting middle = Setting.empty();
    for (Hyperparameter one : space.hyperparameters()) {
      middle = replaces(space, one.name()) ? middle.with(one.name(), one.domain().at(0.5)) : middle;
    }
    return apply(experiment, middle);
  }

  /** Whether a hyperparameter of a start changes its weights; true for all others. */
  public static boolean matters(Start start, String name) {
    return switch (name) {
      case "distribution" -> start.heeds(o -> o.withDistribution(Distribution.UNIFORM));
      case "fan" ->
          start.heeds(o -> o.withFan(FanMode.OUT)) || start.heeds(o -> o.withFan(FanMode.AVERAGE));
      case StudyResult.MULTIPLIER -> start.heeds(o -> o.withMultiplier(2 * o.multiplier()));
      case "biasVariance" -> !start.isLibraryDefaults();
      default -> true;
    };
  }

  /** The kind of a hyperparameter's values; empty for an argument of a block factory. */
  static Optional<Kind> kind(Experiment experiment, String name) {
    return isArgument(experiment, name)
        ? Optional.empty()
        : Optional.ofNullable(KEYS.get(name)).map(Key::kind);
  }

  /** Whether an experiment has a hyperparameter: one of the table, or one of its block factory. */
  static boolean has(Experiment experiment, String name) {
    return isArgument(experiment, name) || KEYS.containsKey(name);
  }

  private static boolean isArgument(Experiment experiment, String name) {
    return experiment.network() instanceof NetworkSource.Factory factory
        && factory.arguments().texts().containsKey(name);
  }

  /** Why a hyperparameter has no effect on an experiment; empty where it may have one. */
  static Optional<String> idle(Experiment experiment, String name) {
    return isArgument(experiment, name)
        ? Optional.empty()
        : Optional.ofNullable(KEYS.get(name)).map(key -> key.idle().why(experiment));
  }

  /** The option of the command that sets a hyperparameter, as in {@code --learning-rate}. */
  public static String option(String name) {
    return "--" + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /**
   * The experiment of one setting.
   *
   * @throws IllegalArgumentException if a name is unknown or a value is out of range
   */
  public static Experiment apply(Experiment experiment, Setting setting) {
    Experiment changed = experiment;
    for (Map.Entry<String, Object> value : setting.values().entrySet()) {
      changed = set(changed, value.getKey(), value.getValue());
    }
    return changed;
  }

  private static Experiment set(Experiment experiment, String name, Object value) {
    if (isArgument(experiment, name)) {
      return experiment.withNetwork(
          ((NetworkSource.Factory) experiment.network()).withArgument(name, value));
    }
    Key key = KEYS.get(name);
    if (key == null) {
      throw unknown(name);
    }
    return key.effect().set(experiment, new Value(name, value));
  }

  static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "a search space must name hyperparameters of a training: \"%s\" is not one; choose among %s"
            .formatted(name, String.join(", ", KEYS.keySet())));
  }

  /** The start of another word, with the other settings of this one. */
  private static Start restarted(Start old, String word) {
    return Start.of(word)
        .withDistribution(old.options().distribution())
        .withFan(old.options().fan())
        .withBiasVariance(old.biasVariance())
        .withRulebook(old.rulebook())
        .withSeed(old.seed());
  }

  /** The value of a hyperparameter, in the type that its effect needs. */
  private record Value(String name, Object value) {

    String word() {
      return String.valueOf(value);
    }

    double number() {
      try {
        return value instanceof Number number ? number.doubleValue() : Double.parseDouble(word());
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "the hyperparameter %s must be a number: '%s'; correct the search space"
                .formatted(name, value),
            e);
      }
    }

    int integer() {
      double number = number();
      if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "the hyperparameter %s must be a whole number: %s; write %s=int:low..high"
                .formatted(name, value, name));
      }
      return (int) number;
    }
  }

  private static OptimizerKind optimizer(String name) {
    return oneOf(OptimizerKind.class, "optimizer", name);
  }

  private static Schedule schedule(String name) {
    return oneOf(Schedule.class, "schedule", name);
  }

  private static <E extends Enum<E>> E oneOf(Class<E> type, String what, String name) {
    try {
      return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "no such %s: '%s'; choose among %s"
              .formatted(what, name, List.of(type.getEnumConstants())),
          e);
    }
  }
}
