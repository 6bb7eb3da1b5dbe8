// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.train;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.evenkeel.data.Examples;

/** The metrics that are known by name. */
public enum Metrics implements Metric {
  /** The loss of the training, without label smoothing. */
  LOSS("validation loss", false, false),
  /** The share of examples whose class has the highest score. */
  ACCURACY("accuracy", true, false),
  /** The mean over the classes of 2·tp/(2·tp + fp + fn); a class without examples is left out. */
  F1("F1", true, false),
  /**
   * The probability that an example of a class has a higher score for it than one of the others, a
   * tie counting half, as a mean over the classes (one against the rest); for two classes it is the
   * area under the ROC curve.
   */
  AUC("AUC", true, false),
  /** The mean distance of output and target. */
  ABSOLUTE_ERROR("absolute error", false, true),
  /** 1 less the mean squared error as a share of the targets' variance. */
  R2("R²", true, true);

  private final String label;
  private final boolean higher;
  private final boolean regression;

  Metrics(String label, boolean higher, boolean regression) {
    this.label = label;
    this.higher = higher;
    this.regression = regression;
  }

  /** The metric of a name such as {@code absolute-error}; empty if there is none. */
  public static Optional<Metrics> known(String name) {
    String constant = name.toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(values()).filter(one -> one.name().equals(constant)).findFirst();
  }

  @Override
  public void requireFit(Examples examples) {
    if (this != LOSS && examples.isRegression() != regression) {
      throw new IllegalArgumentException(
          "the metric %s is one of %s: %s has %s; choose another"
              .formatted(
                  this,
                  regression ? "numbers to be told" : "classes",
                  examples.name(),
                  regression ? "classes" : "numbers to be told"));
    }
  }

  @Override
  public double of(Predictions predictions) {
    return switch (this) {
      case LOSS -> throw new IllegalStateException("the loss is known without predictions");
      case ACCURACY ->
          IntStream.range(0, predictions.size())
              .mapToDouble(i -> label(predictions, i) == predictions.predicted(i) ? 1 : 0)
              .average()
              .orElseThrow();
      case F1 -> overClasses(predictions, Metrics::f1);
      case AUC -> overClasses(predictions, Metrics::auc);
      case ABSOLUTE_ERROR ->
          IntStream.range(0, predictions.size())
              .mapToDouble(i -> Math.abs(error(predictions, i)))
              .average()
              .orElseThrow();
      case R2 -> r2(predictions);
    };
  }

  private static int label(Predictions predictions, int example) {
    return predictions.examples().labels()[example];
  }

  private static double error(Predictions predictions, int example) {
    return predictions.output(example, 0) - (double) predictions.examples().targets()[example];
  }

  private static double r2(Predictions predictions) {
    double squares =
        IntStream.range(0, predictions.size())
            .mapToDouble(i -> error(predictions, i) * error(predictions, i))
            .average()
            .orElseThrow();
    return 1 - squares / predictions.examples().targetVariance();
  }

  @FunctionalInterface
  private interface OfClass {
    double of(Predictions predictions, int of);
  }

  /** The mean over the classes that the metric is a number for. */
  private static double overClasses(Predictions predictions, OfClass one) {
    int classes = predictions.examples().classes();
    return IntStream.range(0, classes)
        .mapToDouble(k -> one.of(predictions, k))
        .filter(value -> !Double.isNaN(value))
        .average()
        .orElse(Double.NaN);
  }

  private static double f1(Predictions predictions, int of) {
    int right = 0;
    int wrong = 0;
    boolean any = false;
    for (int i = 0; i < predictions.size(); i++) {
      boolean is = label(predictions, i) == of;
      boolean said = predictions.predicted(i) == of;
      any |= is;
      right += is && said ? 1 : 0;
      wrong += is != said ? 1 : 0;
    }
    return any ? 2.0 * right / (2.0 * right + wrong) : Double.NaN;
  }

  /** By ranks, in n log n: (Σ ranks of the class - n₁(n₁ + 1)/2)/(n₁ n₀). */
  private static double auc(Predictions predictions, int of) {
    Integer[] order = IntStream.range(0, predictions.size()).boxed().toArray(Integer[]::new);
    Arrays.sort(order, (a, b) -> Float.compare(predictions.score(a, of), predictions.score(b, of)));
    double ranks = 0;
    double members = 0;
    for (int from = 0; from < order.length; ) {
      int to = from;
      double here = 0;
      while (to < order.length
          && predictions.score(order[to], of) == predictions.score(order[from], of)) {
        here += label(predictions, order[to]) == of ? 1 : 0;
        to++;
      }
      to = Math.max(to, from + 1); // NaN is not equal to itself
      ranks += here * (from + 1 + to) / 2.0;
      members += here;
      from = to;
    }
    double others = order.length - members;
    return members == 0 || others == 0
        ? Double.NaN
        : (ranks - members * (members + 1) / 2) / (members * others);
  }

  @Override
  public boolean higherIsBetter() {
    return higher;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public double minimized(double measure) {
    return higher ? 1 - measure : measure;
  }

  @Override
  public String minimizedLabel() {
    return higher ? "1 - " + label : label;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
