// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.labels;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.SignalProfile;

/**
 * A rule of thumb by which starts are judged elsewhere, from one measurement.
 *
 * @param name the rule
 * @param passes whether a network passes
 */
record RuleOfThumb(String name, Predicate<Observed> passes) {

  private static final double LARGEST_STD = 10;
  private static final double LARGEST_NORM_RATIO = 1000;
  private static final double LARGEST_LOSS_RATIO = 1.5;
  private static final int CLASSES = 10;

  private static final RuleOfThumb ACTIVATIONS =
      new RuleOfThumb(
          "std of every hidden layer's pre-activations within 0.1 to 10",
          observed ->
              within(observed.measurement(), LayerSignal::forward, LARGEST_STD * LARGEST_STD));

  private static final RuleOfThumb GRADIENTS =
      new RuleOfThumb(
          "gradient norm of every hidden layer within 1/1000 to 1000 of the last one's",
          observed ->
              within(
                  observed.measurement(),
                  LayerSignal::gradient,
                  LARGEST_NORM_RATIO * LARGEST_NORM_RATIO));

  private static final RuleOfThumb LOSS =
      new RuleOfThumb(
          "loss before training at most 1.5 ln(classes)",
          observed -> observed.firstLoss() <= LARGEST_LOSS_RATIO * Math.log(CLASSES));

  /** The rules, and all of them at once. */
  static final List<RuleOfThumb> ALL =
      List.of(
          ACTIVATIONS,
          GRADIENTS,
          LOSS,
          new RuleOfThumb("all three", ACTIVATIONS.passes.and(GRADIENTS.passes).and(LOSS.passes)));

  private static boolean within(
      SignalProfile profile, Function<LayerSignal, Quantity> quantity, double limit) {
    return profile.hidden().stream()
        .map(quantity)
        .allMatch(known -> !known.isAbove(limit) && !known.isBelow(1 / limit));
  }

  /** The agreement of this rule with the labels. */
  Agreement agreement(List<Observed> all) {
    long trains = 0;
    long not = 0;
    long falseAlarms = 0;
    long misses = 0;
    for (Observed one : all) {
      boolean passed = passes.test(one);
      switch (one.label()) {
        case TRAINS -> {
          trains++;
          falseAlarms += passed ? 0 : 1;
        }
        case NOT -> {
          not++;
          misses += passed ? 1 : 0;
        }
        case SLOWLY -> {}
      }
    }
    return new Agreement(trains, not, falseAlarms, misses);
  }
}
