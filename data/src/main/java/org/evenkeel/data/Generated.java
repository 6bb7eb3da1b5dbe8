// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Generated sets: points in the plane, and noise. Equal arguments give equal sets in all versions.
 *
 * <p>{@code circles} and {@code moons} follow scikit-learn's make_circles and make_moons: points
 * evenly along the curves, in random order, with normal noise added to both coordinates.
 *
 * <p>Everywhere {@code noise} is the standard deviation of the noise, at least 0, and {@code seed}
 * that of noise and order; an argument that is out of range is an {@link IllegalArgumentException}.
 */
public final class Generated {

  static final int MINIMUM_SIZE = 4;

  private Generated() {}

  /**
   * Two concentric circles around the origin: class 0 of radius 1, class 1 of radius {@code
   * factor}.
   *
   * @param size the number of points, at least 4; the outer circle has half of them, rounded down
   * @param factor the radius of the inner circle, from 0 up to but not including 1; 0.8 in
   *     scikit-learn
   */
  public static Examples circles(int size, double factor, double noise, long seed) {
    if (!(factor >= 0 && factor < 1)) {
      throw new IllegalArgumentException(
          "the inner circle's radius must be at least 0 and below 1: %s; 0.8 is usual"
              .formatted(factor));
    }
    Curves curves =
        (outerOrInner, k, count) -> {
          double radius = outerOrInner == 0 ? 1 : factor;
          double angle = 2 * Math.PI * k / count;
          return new double[] {radius * StrictMath.cos(angle), radius * StrictMath.sin(angle)};
        };
    return points("circles", 2, size, noise, seed, curves);
  }

  /**
   * Two interleaving half circles: class 0 at (cos t, sin t), class 1 at (1 - cos t, 1/2 - sin t),
   * t from 0 to π.
   *
   * @param size the number of points, at least 4; class 0 has half of them, rounded down
   */
  public static Examples moons(int size, double noise, long seed) {
    Curves curves =
        (moon, k, count) -> {
          double angle = Math.PI * k / (count - 1);
          double x = StrictMath.cos(angle);
          double y = StrictMath.sin(angle);
          return moon == 0 ? new double[] {x, y} : new double[] {1 - x, 0.5 - y};
        };
    return points("moons", 2, size, noise, seed, curves);
  }

  /**
   * Spiral arms around the origin, one class each: arm a of A is at radius t and angle 2π(t + a/A),
   * t evenly in (0, 1]. Each arm makes one turn.
   *
   * @param size the number of points, at least 2 for each arm
   * @param arms the number of arms A, at least 2
   * @param noise beyond 1/(2A) the arms mix
   */
  public static Examples spirals(int size, int arms, double noise, long seed) {
    if (arms < 2) {
      throw new IllegalArgumentException(
          "spirals need at least 2 arms to tell apart: %d; give it 2 or more".formatted(arms));
    }
    Curves curves =
        (arm, k, count) -> {
          double t = (k + 1.0) / count;
          double angle = 2 * Math.PI * (t + (double) arm / arms);
          return new double[] {t * StrictMath.cos(angle), t * StrictMath.sin(angle)};
        };
    return points("spirals", arms, size, noise, seed, curves);
  }

  /**
   * Noise without anything to learn: features from N(0, 1) and random classes.
   *
   * @param size the number of examples, at least 4
   * @param features the number of features, at least 1
   * @param classes the number of classes, at least 2
   */
  public static Examples noise(int size, int features, int classes, long seed) {
    return new NoiseShape(List.of(features), 0, classes, false).draw(size, seed);
  }

  /** One curve for each class. */
  @FunctionalInterface
  private interface Curves {
    /** The point k of count on the curve of a class. */
    double[] point(int curve, int k, int count);
  }

  private static Examples points(
      String name, int classes, int size, double noise, long seed, Curves curves) {
    requireSize(name, size, Math.max(MINIMUM_SIZE, 2 * classes), 2);
    requireNoise(name, noise);
    RandomSequence random = new RandomSequence(seed, name);
    int[] order = RandomSequence.permutation(seed, name, size);
    // Class c has the positions from c·size/classes up to those of the next class.
    IntUnaryOperator start = c -> (int) ((long) c * size / classes);
    float[] features = new float[2 * size];
    int[] labels = new int[size];
    for (int c = 0; c < classes; c++) {
      int from = start.applyAsInt(c);
      int count = start.applyAsInt(c + 1) - from;
      for (int k = 0; k < count; k++) {
        double[] point = curves.point(c, k, count);
        int row = order[from + k];
        features[2 * row] = (float) (point[0] + noise * random.normal());
        features[2 * row + 1] = (float) (point[1] + noise * random.normal());
        labels[row] = c;
      }
    }
    return new Examples(name, List.of(2), features, labels, Examples.numbered(classes));
  }

  /**
   * The memory that sets must fit into; in a browser, which does not tell it, the lab has another.
   */
  static final class Heap {

    private Heap() {}

    /** The most bytes that the heap can have. */
    static long most() {
      return Runtime.getRuntime().maxMemory();
    }
  }

  static void requireSize(String name, int size, int minimum, long features) {
    if (size < minimum) {
      throw new IllegalArgumentException(
          "%s needs at least %d examples: %d; request more".formatted(name, minimum, size));
    }
    // Examples are copied twice before training: when split and when standardized.
    long most = Math.min(Integer.MAX_VALUE - 8L, Heap.most() / 12);
    if (features > most / size) {
      throw new IllegalArgumentException(
          "a set must fit into memory, with at most %d numbers: %d examples of %s with %d features; request fewer, or give Java more memory with -Xmx"
              .formatted(most, size, name, features));
    }
  }

  static void requireNoise(String name, double noise) {
    if (!(noise >= 0 && noise <= 1e6)) {
      throw new IllegalArgumentException(
          "noise must be a standard deviation from 0 to 1e6: %s for %s; 0.05 is usual"
              .formatted(noise, name));
    }
  }
}
