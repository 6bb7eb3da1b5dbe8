// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;

/**
 * Point sets in the plane, and noise, generated for the same seed for ever.
 *
 * <p>{@code circles} and {@code moons} follow scikit-learn's make_circles and make_moons: points
 * evenly along the curves, normal noise on both coordinates.
 */
public final class Generated {

  private static final double CIRCLES_FACTOR = 0.8;
  private static final double SPIRAL_TURNS = 1.5;
  private static final int NOISE_FEATURES = 64;
  private static final int NOISE_CLASSES = 10;

  private Generated() {}

  /**
   * Two circles around the origin: class 0 with radius 1, class 1 with radius 0.8.
   *
   * @param size the number of points; the outer circle has half of them, rounded down
   * @param noise the standard deviation of the noise
   * @param seed the seed of the noise
   */
  public static Examples circles(int size, double noise, long seed) {
    int outer = size / 2;
    return plane(
        "circles",
        size,
        noise,
        seed,
        i -> i < outer ? 0 : 1,
        i -> {
          double angle =
              2
                  * Math.PI
                  * (i < outer ? (double) i / outer : (double) (i - outer) / (size - outer));
          double radius = i < outer ? 1 : CIRCLES_FACTOR;
          return new double[] {radius * StrictMath.cos(angle), radius * StrictMath.sin(angle)};
        });
  }

  /**
   * Two half circles that reach into each other: (cos t, sin t) and (1 - cos t, 1/2 - sin t), t in
   * [0, π].
   *
   * @param size the number of points; the first has half of them, rounded down
   * @param noise the standard deviation of the noise
   * @param seed the seed of the noise
   */
  public static Examples moons(int size, double noise, long seed) {
    int first = size / 2;
    return plane(
        "moons",
        size,
        noise,
        seed,
        i -> i < first ? 0 : 1,
        i -> {
          boolean upper = i < first;
          int rank = upper ? i : i - first;
          int count = upper ? first : size - first;
          double angle = count == 1 ? 0 : Math.PI * rank / (count - 1);
          double x = StrictMath.cos(angle);
          double y = StrictMath.sin(angle);
          return upper ? new double[] {x, y} : new double[] {1 - x, 0.5 - y};
        });
  }

  /**
   * Two spiral arms: radius t at angle 2π(1.5·t + arm/2), t evenly in (0, 1].
   *
   * @param size the number of points; the first arm has half of them, rounded down
   * @param noise the standard deviation of the noise
   * @param seed the seed of the noise
   */
  public static Examples spirals(int size, double noise, long seed) {
    int first = size / 2;
    return plane(
        "spirals",
        size,
        noise,
        seed,
        i -> i < first ? 0 : 1,
        i -> {
          int arm = i < first ? 0 : 1;
          double t = arm == 0 ? (i + 1.0) / first : (i - first + 1.0) / (size - first);
          double angle = 2 * Math.PI * (SPIRAL_TURNS * t + arm / 2.0);
          return new double[] {t * StrictMath.cos(angle), t * StrictMath.sin(angle)};
        });
  }

  /**
   * Inputs without anything to learn: 64 features N(0, 1), ten classes in turn.
   *
   * @param size the number of examples
   * @param seed the seed
   */
  public static Examples noise(int size, long seed) {
    requireSize("noise", size);
    FloatBuffer features = FloatBuffer.allocate(Math.multiplyExact(size, NOISE_FEATURES));
    RandomFill.normal(Key.of(seed, "noise.features"), 0, features.duplicate(), 1);
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      labels[i] = i % NOISE_CLASSES;
    }
    return new Examples(
        "noise", List.of(NOISE_FEATURES), features.array(), labels, numbered(NOISE_CLASSES));
  }

  private static Examples plane(
      String name,
      int size,
      double noise,
      long seed,
      java.util.function.IntUnaryOperator label,
      IntFunction<double[]> point) {
    requireSize(name, size);
    if (!(noise >= 0 && noise < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "noise must be a finite number, at least 0: %s; 0.05 is usual".formatted(noise));
    }
    float[] draws = new float[2 * size];
    RandomFill.normal(Key.of(seed, name + ".noise"), 0, FloatBuffer.wrap(draws), 1);
    float[] features = new float[2 * size];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      double[] xy = point.apply(i);
      features[2 * i] = (float) (xy[0] + noise * draws[2 * i]);
      features[2 * i + 1] = (float) (xy[1] + noise * draws[2 * i + 1]);
      labels[i] = label.applyAsInt(i);
    }
    return new Examples(name, List.of(2), features, labels, numbered(2));
  }

  static void requireSize(String name, int size) {
    if (size < 4) {
      throw new IllegalArgumentException("%s needs at least 4 examples: %d".formatted(name, size));
    }
  }

  static List<String> numbered(int classes) {
    return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
  }
}
