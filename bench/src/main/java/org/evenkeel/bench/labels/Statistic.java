// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.labels;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.SignalProfile;
import org.jspecify.annotations.Nullable;

/**
 * A number from a profile that should be larger where a network does not train.
 *
 * @param name the name in a table
 * @param value the number; null where it cannot be had
 */
record Statistic(String name, Function<SignalProfile, @Nullable Double> value) {

  /** The statistics that verdicts rest on. */
  static final List<Statistic> ALL =
      List.of(
          new Statistic(
              "largest change of E[z²], as a logarithm",
              profile -> change(profile, LayerSignal::forward)),
          new Statistic(
              "largest change of the gradient, as a logarithm",
              profile -> change(profile, LayerSignal::gradient)),
          new Statistic(
              "shrinking of the gradient, −ln",
              profile -> -extreme(profile, LayerSignal::gradient, false)),
          new Statistic(
              "growth of the gradient, ln",
              profile -> extreme(profile, LayerSignal::gradient, true)),
          new Statistic(
              "correlation at the last hidden layer",
              profile -> last(profile.hidden()).correlation().known()),
          new Statistic(
              "mean saturated share",
              profile ->
                  profile.hidden().stream()
                      .map(LayerSignal::saturatedShare)
                      .filter(Objects::nonNull)
                      .mapToDouble(Double::doubleValue)
                      .average()
                      .orElse(0)));

  private static LayerSignal last(List<LayerSignal> layers) {
    return layers.get(layers.size() - 1);
  }

  private static double change(SignalProfile profile, Function<LayerSignal, Quantity> quantity) {
    return Math.max(extreme(profile, quantity, true), -extreme(profile, quantity, false));
  }

  /** The largest or smallest logarithm over the hidden layers; a value of 0 is the least float. */
  private static double extreme(
      SignalProfile profile, Function<LayerSignal, Quantity> quantity, boolean largest) {
    Stream<Double> logarithms =
        profile.hidden().stream()
            .map(layer -> quantity.apply(layer).known())
            .filter(Objects::nonNull)
            .map(known -> Math.log(Math.max(Float.MIN_VALUE, known)));
    return (largest
            ? logarithms.max(Comparator.naturalOrder())
            : logarithms.min(Comparator.naturalOrder()))
        .orElse(0.0);
  }

  /**
   * The area under the ROC curve: the share of pairs of a network that does not train and one that
   * does in which the former has the larger value; ties count half.
   */
  static double areaUnderCurve(List<Double> positive, List<Double> negative) {
    double larger = 0;
    for (double one : positive) {
      for (double other : negative) {
        larger += one > other ? 1 : one == other ? 0.5 : 0;
      }
    }
    return larger / positive.size() / negative.size();
  }

  /** The area under the ROC curve over profiles of labelled networks. */
  double separates(List<SignalProfile> not, List<SignalProfile> trains) {
    return areaUnderCurve(values(not), values(trains));
  }

  private List<Double> values(List<SignalProfile> profiles) {
    List<Double> values = new ArrayList<>();
    for (SignalProfile profile : profiles) {
      Double known = value.apply(profile);
      if (known != null && !known.isNaN()) {
        values.add(known);
      }
    }
    return values;
  }
}
