// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.evenkeel.data.Examples;
import org.evenkeel.init.Start;
import org.evenkeel.study.space.CategoricalDomain;
import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.FloatDomain;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;

/** The check of a search space against an experiment, before anything is computed. */
final class SearchCheck {

  /** Hyperparameters that are whole numbers. */
  private static final Set<String> WHOLE = Set.of("width", "depth", "batch");

  /** Hyperparameters that are words. */
  private static final Set<String> WORDS =
      Set.of("rule", "layers", "activation", "distribution", "fan", "optimizer");

  /** The inputs and outputs of a perceptron whose own are those of data not yet read. */
  private static final int ANY = 1;

  private SearchCheck() {}

  /**
   * Checks that every hyperparameter is known, that the ends of its range or all its choices can be
   * set, and that it has an effect.
   *
   * @throws IllegalArgumentException naming the first that fails
   */
  static void check(Experiment experiment, Space space) {
    for (Hyperparameter one : space.hyperparameters()) {
      if (!Hyperparameters.names().contains(one.name())) {
        throw Hyperparameters.unknown(one.name());
      }
      requireType(one);
      for (Object value : ends(one.domain())) {
        set(experiment, one, value);
      }
      requireEffect(experiment, space, one);
    }
  }

  private static void requireType(Hyperparameter one) {
    Domain domain = one.domain();
    boolean choices = domain instanceof CategoricalDomain;
    if (WORDS.contains(one.name()) ? choices : !choices || isNumeric((CategoricalDomain) domain)) {
      if (WHOLE.contains(one.name()) && domain instanceof FloatDomain) {
        throw new IllegalArgumentException(
            "the hyperparameter %s must be a whole number: '%s'; write %s=int:low..high"
                .formatted(one.name(), one, one.name()));
      }
      return;
    }
    throw new IllegalArgumentException(
        WORDS.contains(one.name())
            ? "the hyperparameter %s must have choices: '%s'; write %s=a|b"
                .formatted(one.name(), one, one.name())
            : "the hyperparameter %s must be a number: '%s'; write %s=low..high"
                .formatted(one.name(), one, one.name()));
  }

  private static boolean isNumeric(CategoricalDomain domain) {
    return domain.choices().stream().allMatch(Number.class::isInstance);
  }

  /** The values that stand for all: both ends of a range, or all choices. */
  private static List<Object> ends(Domain domain) {
    return domain instanceof CategoricalDomain words
        ? words.choices()
        : List.of(domain.at(0), domain.at(Math.nextDown(1.0)));
  }

  /**
   * Checks that every choice of layers fits the examples.
   *
   * @throws IllegalArgumentException naming the first that does not
   */
  static void requireFit(Experiment experiment, Space space, Examples examples) {
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
        perceptron.network(ANY, ANY);
      }
      return changed;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the search space has a value that is refused, '%s': %s".formatted(one, e.getMessage()),
          e);
    }
  }

  private static void requireEffect(Experiment experiment, Space space, Hyperparameter one) {
    String name = one.name();
    boolean layers =
        Hyperparameters.replaces(space, "layers")
            || (experiment.network() instanceof NetworkSource.Perceptron perceptron
                && perceptron.layers() != null);
    if (layers && (name.equals("width") || name.equals("depth"))) {
      throw withoutEffect(one, "beside layers, which have widths of their own");
    }
    if (starts(experiment, space).noneMatch(start -> Hyperparameters.matters(start, name))) {
      throw withoutEffect(one, "on the rule " + experiment.start().name());
    }
  }

  /** The starts that trials may have. */
  private static Stream<Start> starts(Experiment experiment, Space space) {
    return space
        .named("rule")
        .map(
            rule ->
                ends(rule.domain()).stream()
                    .map(
                        word ->
                            Hyperparameters.apply(experiment, Setting.empty().with("rule", word))
                                .start()))
        .orElse(Stream.of(experiment.start()));
  }

  private static IllegalArgumentException withoutEffect(Hyperparameter one, String why) {
    return new IllegalArgumentException(
        "the hyperparameter %s has no effect %s: '%s'; omit it from the search space"
            .formatted(one.name(), why, one));
  }
}
