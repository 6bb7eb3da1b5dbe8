// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.sample;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleUnaryOperator;
import org.evenkeel.gaussian.NormalDistribution;

/**
 * The shares that positive numbers have in their sum, if their logarithms lie at the quantiles of a
 * normal distribution: as the weights of a softmax do, and what examples have in a batch's mean.
 *
 * <pre>
 * n    count of the numbers
 * λ²   variance of their logarithms
 * s_i  the shares, exp(λ z_i)/Σ exp(λ z_j) with z_i the quantile of (i - 1/2)/n
 * </pre>
 */
public final class SampleShares {

  /** The count up to which shares are summed one by one. */
  private static final double LONGEST = 1024;

  /** The squared length of an error that is none but for rounding. */
  private static final double NOTHING = 1e-9;

  /** The quantiles of N(0, 1) at the middles of equal shares, by their number. */
  private static final Map<Double, double[]> QUANTILES = new ConcurrentHashMap<>();

  private SampleShares() {}

  /** Σs², 1 in so many if all have the same; NaN if the variance is not known. */
  public static double squares(double count, double variance) {
    return sums(count, variance)[0];
  }

  /**
   * The mean square by which a softmax of s hands back the gradient of a weighted mean of so many
   * independent values: {@code Σ s_i² E[(v_i - Σ s_j v_j)²] = Σs² - 2 Σs³ + (Σs²)²}.
   */
  public static double slopes(double count, double variance) {
    double[] sums = sums(count, variance);
    return Math.max(0, sums[0] - 2 * sums[1] + sums[0] * sums[0]);
  }

  /**
   * The variance of the cosine of two errors s - e_a and s - e_b of one softmax, over pairs of
   * labels a ≠ b: {@code (Σs² - s_a - s_b)/√((1 - 2s_a + Σs²)(1 - 2s_b + Σs²))}.
   */
  public static double errors(double count, double variance) {
    double squares = squares(count, variance);
    double[] quantiles = QUANTILES.computeIfAbsent(count, SampleShares::quantiles);
    double deviation = Math.sqrt(variance);
    double most = deviation * NormalDistribution.quantile(1 - 0.5 / count);
    double sum = 0;
    for (double quantile : quantiles) {
      sum += StrictMath.exp(deviation * quantile - most);
    }
    double[] sums = new double[5]; // of w, ws, ws², and of √w, √w s
    double same = 0;
    double sameMean = 0;
    for (double quantile : quantiles) {
      double share = StrictMath.exp(deviation * quantile - most) / sum;
      double length = 1 - 2 * share + squares;
      double weight = length > NOTHING ? 1 / length : 0; // else there is no error
      double root = Math.sqrt(weight);
      sums[0] += weight;
      sums[1] += weight * share;
      sums[2] += weight * share * share;
      sums[3] += root;
      sums[4] += root * share;
      double alone = weight * (squares - 2 * share);
      same += alone * alone;
      sameMean += alone;
    }
    double pairs = count * (count - 1);
    double square =
        squares * squares * sums[0] * sums[0]
            + 2 * sums[2] * sums[0]
            - 4 * squares * sums[1] * sums[0]
            + 2 * sums[1] * sums[1];
    double mean = squares * sums[3] * sums[3] - 2 * sums[4] * sums[3];
    double average = (mean - sameMean) / pairs;
    return Math.max(0, (square - same) / pairs - average * average);
  }

  /** Σs² and Σs³. */
  private static double[] sums(double count, double variance) {
    if (Double.isNaN(variance)) {
      return new double[] {Double.NaN, Double.NaN};
    }
    double deviation = Math.sqrt(variance);
    double most = deviation * NormalDistribution.quantile(1 - 0.5 / count);
    double sum = 0;
    double squares = 0;
    double cubes = 0;
    for (double quantile : QUANTILES.computeIfAbsent(count, SampleShares::quantiles)) {
      double weight = StrictMath.exp(deviation * quantile - most);
      sum += weight;
      squares += weight * weight;
      cubes += weight * weight * weight;
    }
    return new double[] {squares / (sum * sum), cubes / (sum * sum * sum)};
  }

  private static double[] quantiles(double count) {
    if (count == Math.rint(count)) {
      return NormalDistribution.quantiles((int) count);
    }
    double[] quantiles = new double[(int) Math.ceil(count)];
    for (int i = 0; i < quantiles.length; i++) {
      quantiles[i] = NormalDistribution.quantile((i + 0.5) / count);
    }
    return quantiles;
  }

  /** {@link #causalSquares} of equal numbers: the mean of 1/t over t. */
  public static double causalEqual(double count) {
    double sum = 0;
    for (int t = 1; t <= count; t++) {
      sum += 1.0 / t;
    }
    return sum / count;
  }

  /**
   * The mean over t of Σs² where the t-th of so many numbers is one of t. Between counts that
   * double, and beyond the longest, Σs² is taken for a power of t.
   */
  public static double causalSquares(double count, double variance) {
    return causalMean(count, variance, squares -> squares);
  }

  /** The mean over t of a function of that Σs². */
  public static double causalMean(double count, double variance, DoubleUnaryOperator g) {
    double from = 1;
    double before = 1;
    double power = 0;
    double sum = g.applyAsDouble(1);
    while (from < count) {
      double to = Math.min(2 * from, count);
      double shares =
          from < LONGEST ? squares(to, variance) : before * StrictMath.pow(to / from, power);
      power = StrictMath.log(shares / before) / StrictMath.log(to / from);
      for (double t = from + 1; t <= to; t++) {
        sum += g.applyAsDouble(before * StrictMath.pow(t / from, power));
      }
      from = to;
      before = shares;
    }
    return sum / count;
  }
}
