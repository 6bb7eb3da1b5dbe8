// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.grid;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Quantity;

/** How much of what was found of three quantities lies in the ranges that were forecast. */
final class Covered {

  /** The quantities, in the order in which they are counted. */
  static final List<String> QUANTITIES = List.of("E[z²]", "gradient", "correlation");

  private final List<Within> within = QUANTITIES.stream().map(quantity -> new Within()).toList();

  void count(LayerSignal layer) {
    within.get(0).count(layer.forward(), x -> x);
    within.get(1).count(layer.gradient(), x -> x);
    within.get(2).count(layer.correlation(), x -> 1 - x);
  }

  void add(Covered other) {
    for (int i = 0; i < within.size(); i++) {
      within.get(i).add(other.within.get(i));
    }
  }

  /** The quantities' texts, one after the other. */
  String joined(String separator, Function<Within, String> text) {
    return within.stream().map(text).collect(Collectors.joining(separator));
  }

  @Override
  public String toString() {
    return joined("   ", Within::toString);
  }

  /** How many values of a quantity lie within their ranges, and where, on a log scale. */
  static final class Within {

    /** Standard deviations that bound 95 % of a normal distribution. */
    private static final double NINETY_FIVE = 1.96;

    private long within;
    private long all;
    private double sum;
    private double squares;

    /** Counts a value, if its range is more than a point. */
    void count(Quantity quantity, DoubleUnaryOperator positive) {
      if (quantity.measured() == null
          || quantity.low() == null
          || quantity.low().equals(quantity.high())) {
        return;
      }
      double low = Math.log(positive.applyAsDouble(quantity.low()));
      double high = Math.log(positive.applyAsDouble(quantity.high()));
      double found = Math.log(positive.applyAsDouble(quantity.measured()));
      double deviations = 2 * NINETY_FIVE * (found - (low + high) / 2) / Math.abs(high - low);
      within += quantity.asPredicted() ? 1 : 0;
      all++;
      if (Double.isFinite(deviations)) {
        sum += deviations;
        squares += deviations * deviations;
      }
    }

    void add(Within other) {
      within += other.within;
      all += other.all;
      sum += other.sum;
      squares += other.squares;
    }

    private double mean() {
      return sum / all;
    }

    private double deviation() {
      return Math.sqrt(Math.max(0, squares / all - mean() * mean()));
    }

    /** The share, as a page shows it. */
    String share() {
      return all == 0 ? "" : String.format(Locale.ROOT, "%.1f %%", 100.0 * within / all);
    }

    /** Count within, count, mean and deviation. */
    String csv() {
      return String.format(Locale.ROOT, "%d,%d,%.3f,%.3f", within, all, mean(), deviation());
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%5.1f%% %5.2f ±%5.2f", 100.0 * within / all, mean(), deviation());
    }
  }
}
