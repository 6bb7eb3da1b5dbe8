// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.evenkeel.activation.FlatParts;
import org.evenkeel.signal.Histogram;
import org.evenkeel.signal.InputSignal;
import org.jspecify.annotations.Nullable;

/** The statistics of one layer's output: moments, and how its units and examples compare. */
public final class OutputStatistics implements AutoCloseable {

  private static final int MAX_PAIRS = 64;

  /** The most values that the engine gives access to, 2 GB of them. */
  private static final long LONGEST = 1L << 28;

  /** The size of a sample for a histogram: a share of one half has standard error 0.6 %. */
  private static final int SAMPLE = 1 << 13;

  private final TensorValues values;
  private final int examples;

  /** The number of units, or channels. */
  private final int units;

  /** The distance between two units of one example and position. */
  private final int stride;

  private OutputStatistics(TensorValues values, int examples, int units, int stride) {
    this.values = values;
    this.examples = examples;
    this.units = units;
    this.stride = stride;
  }

  /** The statistics of a layer's output with its examples along the first axis. */
  static OutputStatistics of(NDArray array, int unitAxis, NDManager scope) {
    Shape shape = array.getShape();
    int stride = 1;
    for (int axis = unitAxis + 1; axis < shape.dimension(); axis++) {
      stride = Math.multiplyExact(stride, Math.toIntExact(shape.get(axis)));
    }
    int examples = Math.toIntExact(shape.get(0));
    int units = Math.toIntExact(shape.get(unitAxis));
    return new OutputStatistics(TensorValues.of(array, scope), examples, units, stride);
  }

  /** E[x²], summed in double in a fixed order, so that the same values give the same bits. */
  public static double secondMoment(NDArray array) {
    if (array.size() > LONGEST) {
      try (NDArray squares = array.square();
          NDArray mean = squares.mean()) {
        return mean.getFloat();
      }
    }
    try (TensorValues values = TensorValues.of(array, array.getManager())) {
      return values.sumOfSquares(0, values.size()) / values.size();
    }
  }

  /** The histogram of a sample of an array's values alone; null for arrays beyond 2 GB. */
  static @Nullable Histogram histogram(NDArray array) {
    if (array.size() > LONGEST) {
      return null;
    }
    try (TensorValues values = TensorValues.of(array, array.getManager())) {
      return Histogram.ofSample(values.sample(SAMPLE), values.size(), Double.NaN);
    }
  }

  /** E[x]. */
  static double mean(NDArray array) {
    if (array.size() > LONGEST) {
      try (NDArray mean = array.mean()) {
        return mean.getFloat();
      }
    }
    try (TensorValues values = TensorValues.of(array, array.getManager())) {
      return values.sum() / values.size();
    }
  }

  /** The statistics of these values as the input of a network. */
  InputSignal input() {
    return InputSignal.measured(
        secondMoment(), values.sum() / values.size(), correlation(), spread(), norms());
  }

  /** E[x²]; NaN if a value is NaN. */
  double secondMoment() {
    return values.sumOfSquares(0, values.size()) / values.size();
  }

  /** E[x] and E[x²], in one pass, with the bits of two. */
  double[] moments() {
    double[] sums = values.sums();
    return new double[] {sums[0] / values.size(), sums[1] / values.size()};
  }

  /** The histogram of a sample of at most 8,192 values, over a range by the moment of all. */
  Histogram histogram(double secondMoment) {
    return Histogram.ofSample(values.sample(SAMPLE), values.size(), secondMoment);
  }

  /** The number of positions at which a unit appears in one example. */
  int positions() {
    return values.size() / (examples * units);
  }

  /** The relative standard deviation over examples of an example's own mean square. */
  double norms() {
    int length = values.size() / examples;
    double mean = secondMoment() * length;
    double sum = 0;
    for (int i = 0; i < examples; i++) {
      double off = values.sumOfSquares(i * length, (i + 1) * length) / mean - 1;
      sum += off * off;
    }
    return Math.sqrt(sum / examples);
  }

  /** E[x·x'] / √(E[x²] E[x'²]) of neighboring examples, mean over the pairs with a scale. */
  double correlation() {
    double[] correlations = correlations();
    return Arrays.stream(correlations).average().orElse(Double.NaN);
  }

  /** The standard deviation of {@link #correlation} over pairs; NaN for fewer than two. */
  double spread() {
    double[] correlations = correlations();
    if (correlations.length < 2) {
      return Double.NaN;
    }
    double mean = Arrays.stream(correlations).average().orElseThrow();
    double sum = Arrays.stream(correlations).map(c -> (c - mean) * (c - mean)).sum();
    return Math.sqrt(sum / (correlations.length - 1));
  }

  private double[] correlations() {
    int length = values.size() / examples;
    double[] found = new double[Math.min(examples - 1, MAX_PAIRS)];
    double[] squares = new double[found.length + 1];
    double[] products = new double[found.length];
    values.addRows(length, squares, products);
    int pairs = 0;
    for (int i = 0; i < found.length; i++) {
      double scale = Math.sqrt(squares[i]) * Math.sqrt(squares[i + 1]);
      if (scale > 0 && Double.isFinite(scale)) {
        found[pairs++] = products[i] / scale;
      }
    }
    return Arrays.copyOf(found, pairs);
  }

  /** Whether all units are equal, for every example and position. */
  boolean copies() {
    int block = units * stride;
    for (int from = 0; from < values.size(); from += block) {
      for (int k = from + stride; k < from + block; k++) {
        if (values.get(k) != values.get(k - stride)) {
          return false;
        }
      }
    }
    return units > 1;
  }

  /** The share of units where an activation has slope 0 for every example and position. */
  double deadShare(FlatParts dead) {
    boolean[] alive = new boolean[units];
    int found = 0;
    float[] piece = TensorValues.piece();
    int unit = 0;
    int left = stride; // remaining values of this unit
    int count;
    for (int k = 0; k < values.size() && found < units; k += count) {
      count = values.read(k, values.size(), piece);
      for (int i = 0; i < count; i++) {
        if (!alive[unit] && !dead.contains(piece[i])) {
          alive[unit] = true;
          found++;
        }
        if (--left == 0) {
          left = stride;
          unit = unit + 1 == units ? 0 : unit + 1;
        }
      }
    }
    return (double) (units - found) / units;
  }

  /** The share of values in flat parts. */
  double share(FlatParts flat) {
    int[] piece = new int[TensorValues.PIECE];
    long inside = 0;
    int count;
    for (int k = 0; k < values.size(); k += count) {
      count = values.readBits(k, values.size(), piece);
      inside += flat.countBits(piece, count);
    }
    return (double) inside / values.size();
  }

  @Override
  public void close() {
    values.close();
  }
}
