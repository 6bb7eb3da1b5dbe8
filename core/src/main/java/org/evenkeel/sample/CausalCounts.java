// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.sample;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleUnaryOperator;

/**
 * Means over 1 to T of quantities of so many numbers, as those that causal attention sees: sums
 * over a few counts. Between counts that are 1/2 apart in powers of 2, t times a quantity is taken
 * for linear in ln t.
 */
final class CausalCounts {

  private static final Map<Double, CausalCounts> KNOWN = new ConcurrentHashMap<>();

  private final double[] counts;
  private final double[] mean;
  private final double[] behind;
  private final double[][] steps;
  private final double equal;
  private final double both;

  private CausalCounts(
      double[] counts,
      double[] mean,
      double[] behind,
      double[][] steps,
      double equal,
      double both) {
    this.counts = counts;
    this.mean = mean;
    this.behind = behind;
    this.steps = steps;
    this.equal = equal;
    this.both = both;
  }

  /** The counts, of which the last one is T. */
  double[] counts() {
    return counts;
  }

  /** The shares of the quantities in their mean over t. */
  double[] mean() {
    return mean;
  }

  /**
   * Their shares in the mean that weighs t by Σ 1/s over s beyond t, as the first one of two tokens
   * meets it; the quantities themselves are taken for linear there.
   */
  double[] behind() {
    return behind;
  }

  /** The means of quantities over the numbers up to each count, if they are linear in ln t. */
  double[] before(double[] values) {
    double[] means = new double[counts.length];
    double sum = values[0];
    means[0] = sum;
    for (int k = 1; k < counts.length; k++) {
      sum += steps[k][0] * values[k - 1] + steps[k][1] * values[k];
      means[k] = sum / counts[k];
    }
    return means;
  }

  /** The mean over 1 to T of a quantity that is linear in ln t. */
  double over(double[] values) {
    double sum = values[0];
    for (int k = 1; k < counts.length; k++) {
      sum += steps[k][0] * values[k - 1] + steps[k][1] * values[k];
    }
    return sum / counts[counts.length - 1];
  }

  /** The mean of 1/t. */
  double equal() {
    return equal;
  }

  /** The mean of 1/s over two tokens, s that of the second one. */
  double both() {
    return both;
  }

  /** The counts up to T. */
  static CausalCounts of(double tokens) {
    return KNOWN.computeIfAbsent(tokens, CausalCounts::computed);
  }

  private static CausalCounts computed(double tokens) {
    double[] beyond = new double[(int) tokens + 1]; // Σ 1/t behind a token
    double sum = 0;
    double equal = 1;
    for (int t = (int) tokens - 1; t > 0; t--) {
      beyond[t] = beyond[t + 1] + 1.0 / (t + 1);
      sum += beyond[t];
      equal += 1.0 / (t + 1);
    }
    double[] counts = counts(tokens);
    double[] mean = shares(counts, t -> 1 / (t * tokens));
    for (int k = 0; k < counts.length; k++) {
      mean[k] *= counts[k];
    }
    double all = sum;
    return new CausalCounts(
        counts,
        mean,
        shares(counts, t -> all == 0 ? 0 : beyond[(int) t] / all),
        steps(counts),
        equal / tokens,
        tokens > 1 ? 2 * sum / (tokens * (tokens - 1)) : 1);
  }

  /** The weights of a count and the one before it in the sum over the numbers between them. */
  private static double[][] steps(double[] counts) {
    double[][] steps = new double[counts.length][2];
    for (int k = 1; k < counts.length; k++) {
      double log = StrictMath.log(counts[k] / counts[k - 1]);
      for (double t = counts[k - 1] + 1; t <= counts[k]; t++) {
        double share = StrictMath.log(t / counts[k - 1]) / log;
        steps[k][0] += 1 - share;
        steps[k][1] += share;
      }
    }
    return steps;
  }

  private static double[] counts(double tokens) {
    double[] counts = new double[80];
    int found = 0;
    counts[found++] = 1;
    for (int octave = 2; counts[found - 1] < tokens; octave++) {
      double power = Math.rint(StrictMath.pow(2, octave / 2.0));
      double next = Math.min(Math.max(power, counts[found - 1] + 1), tokens);
      counts[found++] = next;
    }
    return Arrays.copyOf(counts, found);
  }

  /** The shares of quantities that are linear in ln t between counts, in their weighed sum. */
  private static double[] shares(double[] counts, DoubleUnaryOperator weight) {
    double[] shares = new double[counts.length];
    shares[0] = weight.applyAsDouble(1);
    for (int k = 1; k < counts.length; k++) {
      double from = counts[k - 1];
      double log = StrictMath.log(counts[k] / from);
      for (double t = from + 1; t <= counts[k]; t++) {
        double share = StrictMath.log(t / from) / log;
        shares[k - 1] += (1 - share) * weight.applyAsDouble(t);
        shares[k] += share * weight.applyAsDouble(t);
      }
    }
    return shares;
  }
}
