// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.evenkeel.data.Examples;
import org.evenkeel.network.Network;
import org.evenkeel.plan.InitializationPlan;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.space.CategoricalDomain;
import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.FloatDomain;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;

/** The check of a search space against an experiment, before anything is computed. */
final class SearchCheck {

  /** The inputs and outputs of a perceptron whose own are those of data not yet read. */
  private static final int INPUTS = 5;

  private static final int OUTPUTS = 3;

  /** The hyperparameters that change how a network is drawn. */
  private static final Set<String> DRAWN =
      Set.of("rule", "distribution", "fan", StudyResult.MULTIPLIER, "biasVariance");

  /** The hyperparameters that change a perceptron. */
  private static final Set<String> BUILT =
      Set.of("layers", "width", "depth", "activation", "dropout");

  /** The hyperparameter of one optimizer, which in other trials would be the same training. */
  private static final String MOMENTUM = "momentum";

  private SearchCheck() {}

  /**
   * Checks that every hyperparameter is known, that the ends of its range or all its choices can be
   * set, and that it has an effect.
   *
   * @throws IllegalArgumentException naming the first that fails
   */
  static void check(Experiment experiment, Space space) {
    for (Hyperparameter one : space.hyperparameters()) {
      if (!Hyperparameters.has(experiment, one.name())) {
        throw Hyperparameters.unknown(one.name());
      }
      requireType(experiment, one);
      for (Object value : ends(one.domain())) {
        set(experiment, one, value);
      }
      requireEffect(experiment, space, one);
    }
  }

  private static void requireType(Experiment experiment, Hyperparameter one) {
    Hyperparameters.Kind kind = Hyperparameters.kind(experiment, one.name()).orElse(null);
    Domain domain = one.domain();
    boolean choices = domain instanceof CategoricalDomain;
    if (kind == null) {
      return; // the user's own, of any kind
    }
    if (kind == Hyperparameters.Kind.WORD
        ? choices
        : !choices || isNumeric((CategoricalDomain) domain)) {
      if (kind == Hyperparameters.Kind.WHOLE && domain instanceof FloatDomain) {
        throw new IllegalArgumentException(
            "the hyperparameter %s must be a whole number: '%s'; write %s=int:low..high"
                .formatted(one.name(), one, one.name()));
      }
      return;
    }
    throw new IllegalArgumentException(
        kind == Hyperparameters.Kind.WORD
            ? "the hyperparameter %s must have choices: '%s'; write %s=a|b"
                .formatted(one.name(), one, one.name())
            : "the hyperparameter %s must be a number: '%s'; write %s=low..high"
                .formatted(one.name(), one, one.name()));
  }

  private static boolean isNumeric(CategoricalDomain domain) {
    return domain.choices().stream().allMatch(Number.class::isInstance);
  }

  /** The values that stand for all: both ends of a range, or all choices. */
  static List<Object> ends(Domain domain) {
    return domain instanceof CategoricalDomain words
        ? words.choices()
        : List.of(domain.at(0), domain.at(Math.nextDown(1.0)));
  }

  /**
   * Checks that every choice of layers fits the examples, that they are more than a batch, and that
   * they have classes where labels are smoothed.
   *
   * @throws IllegalArgumentException naming the first that does not
   */
  static void requireFit(Experiment experiment, Space space, Examples examples) {
    space
        .named("batch")
        .filter(
            one ->
                ends(one.domain()).stream()
                    .allMatch(size -> ((Number) size).doubleValue() >= examples.size()))
        .ifPresent(
            one -> {
              throw withoutEffect(
                  one, "on %,d examples, which are one batch".formatted(examples.size()));
            });
    space
        .named("labelSmoothing")
        .filter(one -> examples.isRegression())
        .ifPresent(
            one -> {
              throw withoutEffect(one, "on numbers to be told, which have no classes");
            });
    for (Hyperparameter one : space.named("layers").stream().toList()) {
      for (Object value : ends(one.domain())) {
        set(experiment, one, value).network().subject(examples);
      }
    }
  }

  private static Experiment set(Experiment experiment, Hyperparameter one, Object value) {
    try {
      Experiment changed =
          Hyperparameters.apply(experiment, Setting.empty().with(one.name(), value));
      changed.multipliedStart();
      if (changed.network() instanceof NetworkSource.Perceptron perceptron) {
        perceptron.network(INPUTS, OUTPUTS);
      }
      return changed;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the search space has a value that is refused, '%s': %s".formatted(one, e.getMessage()),
          e);
    }
  }

  private static void requireEffect(Experiment experiment, Space space, Hyperparameter one) {
    List<Experiment> all = variants(experiment, space, one);
    List<Optional<String>> idle =
        all.stream().map(variant -> Hyperparameters.idle(variant, one.name())).toList();
    if (idle.stream().allMatch(Optional::isPresent)) {
      throw withoutEffect(one, idle.get(0).get());
    }
    if (one.name().equals(MOMENTUM) && idle.stream().anyMatch(Optional::isPresent)) {
      throw new IllegalArgumentException(
          "the hyperparameter momentum has an effect on the optimizer momentum alone: '%s'; write %s=%s if optimizer=momentum"
              .formatted(one, MOMENTUM, one.domain()));
    }
    List<Object> values = ends(one.domain());
    if (values.size() > 1
        && all.stream()
            .allMatch(
                variant ->
                    values.stream().allMatch(value -> alike(variant, one, values.get(0), value)))) {
      throw withoutEffect(one, "on this network");
    }
  }

  /** Whether two values give the same network and the same draw; false where none can tell. */
  private static boolean alike(
      Experiment experiment, Hyperparameter one, Object value, Object other) {
    if (value.equals(other)) {
      return true;
    }
    Experiment first = Hyperparameters.apply(experiment, Setting.empty().with(one.name(), value));
    Experiment second = Hyperparameters.apply(experiment, Setting.empty().with(one.name(), other));
    Optional<Network> network = network(first);
    if (network.isEmpty()) {
      return false;
    }
    return BUILT.contains(one.name())
        ? network.equals(network(second))
        : DRAWN.contains(one.name())
            && first.start().followsRule()
            && second.start().followsRule()
            && InitializationPlan.of(network.get(), first.multipliedStart())
                .parameters()
                .equals(
                    InitializationPlan.of(network.get(), second.multipliedStart()).parameters());
  }

  private static Optional<Network> network(Experiment experiment) {
    return experiment.network() instanceof NetworkSource.Perceptron perceptron
        ? Optional.of(perceptron.network(INPUTS, OUTPUTS))
        : experiment.network() instanceof NetworkSource.Tree tree
            ? Optional.of(tree.network())
            : Optional.empty();
  }

  /** The experiments that a hyperparameter meets: with each choice of the others that are words. */
  private static List<Experiment> variants(Experiment experiment, Space space, Hyperparameter one) {
    List<Experiment> all = List.of(experiment);
    for (Hyperparameter other : space.hyperparameters()) {
      if (other.name().equals(one.name())
          || !(other.domain() instanceof CategoricalDomain choices)
          || Hyperparameters.kind(experiment, other.name()).orElse(null)
              != Hyperparameters.Kind.WORD) {
        continue;
      }
      Hyperparameter.Condition condition = one.condition();
      List<Object> met =
          condition != null && condition.name().equals(other.name())
              ? List.copyOf(condition.values())
              : choices.choices();
      List<Experiment> more = new ArrayList<>();
      for (Experiment before : all) {
        if (other.condition() != null) {
          more.add(before);
        }
        met.forEach(
            value ->
                more.add(Hyperparameters.apply(before, Setting.empty().with(other.name(), value))));
      }
      all = more;
    }
    return all;
  }

  private static IllegalArgumentException withoutEffect(Hyperparameter one, String why) {
    return new IllegalArgumentException(
        "the hyperparameter %s has no effect %s: '%s'; omit it from the search space"
            .formatted(one.name(), why, one));
  }
}
