// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
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

/** The hyperparameters that a study can search: by name, the effect of a value on an experiment. */
public final class Hyperparameters {

  /** The effect of a value. */
  @FunctionalInterface
  private interface Effect {
    Experiment set(Experiment experiment, Value value);
  }

  /** The name of the learning rate. */
  static final String LEARNING_RATE = "learningRate";

  private static final Map<String, Effect> EFFECTS = new LinkedHashMap<>();

  static {
    EFFECTS.put("rule", onStart((start, v) -> restarted(start, v.word())));
    EFFECTS.put("layers", onPerceptron((p, v) -> p.with(v.word(), p.width(), p.depth())));
    EFFECTS.put("width", onPerceptron((p, v) -> p.with(p.layers(), v.integer(), p.depth())));
    EFFECTS.put("depth", onPerceptron((p, v) -> p.with(p.layers(), p.width(), v.integer())));
    EFFECTS.put("activation", onPerceptron((p, v) -> p.withActivation(v.word())));
    EFFECTS.put(
        "distribution", onStart((s, v) -> s.withDistribution(Distribution.named(v.word()))));
    EFFECTS.put("fan", onStart((start, v) -> start.withFan(FanMode.named(v.word()))));
    EFFECTS.put(StudyResult.MULTIPLIER, (experiment, v) -> experiment.withMultiplier(v.number()));
    EFFECTS.put("biasVariance", onStart((start, v) -> start.withBiasVariance(v.number())));
    EFFECTS.put("batch", onTraining((training, v) -> training.withBatch(v.integer())));
    EFFECTS.put(LEARNING_RATE, onTraining((t, v) -> t.withLearningRate(v.number())));
    EFFECTS.put("optimizer", onTraining((t, v) -> t.withOptimizer(optimizer(v.word()))));
  }

  private Hyperparameters() {}

  private static Effect onStart(BiFunction<Start, Value, Start> change) {
    return (experiment, value) -> experiment.withStart(change.apply(experiment.start(), value));
  }

  private static Effect onTraining(BiFunction<TrainingSettings, Value, TrainingSettings> change) {
    return (experiment, value) ->
        experiment.withTraining(change.apply(experiment.training(), value));
  }

  private static Effect onPerceptron(BiFunction<Perceptron, Value, Perceptron> change) {
    return (experiment, value) -> {
      if (experiment.network() instanceof Perceptron perceptron) {
        return experiment.withNetwork(change.apply(perceptron, value));
      }
      throw new IllegalArgumentException(
          "layers, width, depth and activation are hyperparameters of a multilayer perceptron: the network is something else; omit them from the search space");
    };
  }

  /** The names of all hyperparameters. */
  public static List<String> names() {
    return List.copyOf(EFFECTS.keySet());
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
      Effect effect = EFFECTS.get(value.getKey());
      if (effect == null) {
        throw unknown(value.getKey());
      }
      changed = effect.set(changed, new Value(value.getKey(), value.getValue()));
    }
    return changed;
  }

  static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "a search space must name hyperparameters of a training: \"%s\" is not one; choose among %s"
            .formatted(name, String.join(", ", EFFECTS.keySet())));
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
    try {
      return OptimizerKind.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "no such optimizer: '%s'; choose among %s"
              .formatted(name, List.of(OptimizerKind.values())),
          e);
    }
  }
}
