// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.evenkeel.activation.FlatParts;
import org.evenkeel.signal.Histogram;
import org.evenkeel.signal.InputSignal;

/** What one layer's output says: its second moment, and how its units and examples compare. */
public final class Moments implements AutoCloseable {

  private static final int MAX_PAIRS = 64;

  /** The engine hands out memory of up to 2 GB. */
  private static final long LONGEST = 1L << 28;

  /** So many values show how all of them are spread: a share of a half to within 0.4 %. */
  private static final int SAMPLE = 1 << 16;

  private final Values values;
  private final int examples;

  /** Units, or channels, of one example. */
  private final int units;

  /** How far apart two units of one example and position lie. */
  private final int stride;

  private Moments(Values values, int examples, int units, int stride) {
    this.values = values;
    this.examples = examples;
    this.units = units;
    this.stride = stride;
  }

  /**
   * The values of a layer's output, its units along the given axis and its examples along the
   * first.
   */
  static Moments of(NDArray array, int unitAxis, NDManager scope) {
    Shape shape = array.getShape();
    int stride = 1;
    for (int axis = unitAxis + 1; axis < shape.dimension(); axis++) {
      stride = Math.multiplyExact(stride, Math.toIntExact(shape.get(axis)));
    }
    return new Moments(
        Values.of(array, scope),
        Math.toIntExact(shape.get(0)),
        Math.toIntExact(shape.get(unitAxis)),
        stride);
  }

  /** E[x²], summed in double and always in the same order: the same values give the same bits. */
  public static double secondMoment(NDArray array) {
    if (array.size() > LONGEST) {
      try (NDArray squares = array.square();
          NDArray mean = squares.mean()) {
        return mean.getFloat();
      }
    }
    try (Values values = Values.of(array, array.getManager())) {
      return values.sumOfSquares(0, values.size()) / values.size();
    }
  }

  /** How an array's values are spread; null where it is too large to be read. */
  static Histogram histogram(NDArray array) {
    if (array.size() > LONGEST) {
      return null;
    }
    try (Values values = Values.of(array, array.getManager())) {
      return Histogram.of(values.sample(SAMPLE));
    }
  }

  /** E[x]. */
  static double mean(NDArray array) {
    if (array.size() > LONGEST) {
      try (NDArray mean = array.mean()) {
        return mean.getFloat();
      }
    }
    try (Values values = Values.of(array, array.getManager())) {
      return values.sum() / values.size();
    }
  }

  /** What these values are as a network's input. */
  InputSignal input() {
    return new InputSignal(
        secondMoment(), values.sum() / values.size(), correlation(), spread(), norms());
  }

  /** E[x²]; NaN if there is one among them. */
  double secondMoment() {
    return values.sumOfSquares(0, values.size()) / values.size();
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

  /** E[x·x'] / √(E[x²] E[x'²]) for neighboring examples, mean over the pairs that have a scale. */
  double correlation() {
    double[] correlations = correlations();
    return Arrays.stream(correlations).average().orElse(Double.NaN);
  }

  /** The standard deviation of {@link #correlation} over pairs; NaN if there are not two. */
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
    int pairs = 0;
    double first = values.sumOfSquares(0, length);
    for (int i = 0; i < found.length; i++) {
      int from = i * length;
      double second = values.sumOfSquares(from + length, from + 2 * length);
      double scale = Math.sqrt(first) * Math.sqrt(second);
      if (scale > 0 && Double.isFinite(scale)) {
        found[pairs++] = values.sumOfProducts(from, from + length, length) / scale;
      }
      first = second;
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
    float[] piece = Values.piece();
    int unit = 0;
    int left = stride; // values of this unit that are still to come
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
    float[] piece = Values.piece();
    long inside = 0;
    int count;
    for (int k = 0; k < values.size(); k += count) {
      count = values.read(k, values.size(), piece);
      inside += flat.count(piece, count);
    }
    return (double) inside / values.size();
  }

  @Override
  public void close() {
    values.close();
  }
}
