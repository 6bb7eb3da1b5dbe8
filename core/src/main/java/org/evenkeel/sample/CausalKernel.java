// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.sample;

import java.util.Arrays;

/**
 * What inputs differ by, at each of the positions that causal attention sees and between two of
 * them. The first positions are means of few tokens, and all behind are means of them again: so
 * inputs differ most at the first positions, and there they differ by the same as behind.
 *
 * <pre>
 * D(s, s')  E[x_s·x_s'] of one input less that of two, at positions s and s'
 * d, b      its mean over s = s', and over s ≠ s'
 * T(s, s')  (D(s, s) + D(s', s'))/2 - D(s, s'), by which positions of one input differ
 * m(s)      E[x_s²], whose mean is m
 * t_k       positions 1 to T, about two in an octave, between which all is linear in ln t
 * </pre>
 */
public final class CausalKernel {

  /** The least second moment of a position, in units of the mean. */
  private static final double LEAST = 0.05;

  private final CausalCounts counts;
  private final double[] own;
  private final double[][] between;
  private final double[] lengths;

  /**
   * A kernel.
   *
   * @param own D(s, s)/d
   * @param between D(s, s')/b, with its continuation to s = s'
   * @param lengths (m(s) - m)/d
   */
  private CausalKernel(CausalCounts counts, double[] own, double[][] between, double[] lengths) {
    this.counts = counts;
    this.own = own;
    this.between = between;
    this.lengths = lengths;
  }

  /** The kernel of T positions that are all alike, as before attention. */
  public static CausalKernel flat(double tokens) {
    CausalCounts counts = CausalCounts.of(tokens);
    int size = counts.counts().length;
    double[] ones = new double[size];
    Arrays.fill(ones, 1);
    double[][] between = new double[size][size];
    for (double[] row : between) {
      Arrays.fill(row, 1);
    }
    return new CausalKernel(counts, ones, between, new double[size]);
  }

  /** T. */
  public double tokens() {
    return counts.counts()[counts.counts().length - 1];
  }

  /** D(T, T)/d, of the last position. */
  public double last() {
    return own[own.length - 1];
  }

  /**
   * A kernel with its means.
   *
   * @param kernel the kernel
   * @param own d
   * @param between b
   */
  public record Means(CausalKernel kernel, double own, double between) {}

  /** The kernel of a sum of two signals, by d and b of each. */
  public static CausalKernel sum(Means one, Means other) {
    double d = one.own + other.own;
    double b = one.between + other.between;
    double share = d > 0 ? one.own / d : 1;
    double shareBetween = b > 0 ? one.between / b : 1;
    CausalKernel a = one.kernel;
    int size = a.own.length;
    double[][] sum = new double[size][];
    for (int k = 0; k < size; k++) {
      sum[k] = mixed(a.between[k], other.kernel.between[k], shareBetween);
    }
    return new CausalKernel(
        a.counts,
        mixed(a.own, other.kernel.own, share),
        sum,
        mixed(a.lengths, other.kernel.lengths, share));
  }

  private static double[] mixed(double[] a, double[] b, double share) {
    double[] mixed = new double[a.length];
    for (int k = 0; k < a.length; k++) {
      mixed[k] = share * a[k] + (1 - share) * b[k];
    }
    return mixed;
  }

  /**
   * The kernel of positions that have been divided by their length.
   *
   * @param d in units of m
   * @param b in units of m
   */
  public Means normalized(double d, double b) {
    int size = own.length;
    double[] scale = new double[size];
    double[] normed = new double[size];
    double[][] normedBetween = new double[size][size];
    for (int k = 0; k < size; k++) {
      scale[k] = 1 / Math.sqrt(Math.max(LEAST, 1 + d * lengths[k]));
      normed[k] = d * own[k] * scale[k] * scale[k];
    }
    for (int k = 0; k < size; k++) {
      for (int l = 0; l < size; l++) {
        normedBetween[k][l] = b * between[k][l] * scale[k] * scale[l];
      }
    }
    return relative(normed, normedBetween, new double[size]);
  }

  /** A kernel of values that are not relative, and become so. */
  private Means relative(double[] d, double[][] b, double[] lengths) {
    double mean = counts.over(d);
    double meanBetween = meanBetween(b);
    CausalKernel flat = mean > 0 && meanBetween > 0 ? this : flat(tokens());
    if (meanBetween > 0) {
      for (double[] row : b) {
        divide(row, meanBetween);
      }
    }
    if (mean > 0) {
      divide(d, mean);
      divide(lengths, mean);
    }
    return new Means(
        new CausalKernel(
            counts,
            mean > 0 ? d : flat.own,
            meanBetween > 0 ? b : flat.between,
            mean > 0 ? lengths : flat.lengths),
        mean,
        meanBetween);
  }

  private static void divide(double[] values, double by) {
    for (int k = 0; k < values.length; k++) {
      values[k] /= by;
    }
  }

  private double meanBetween(double[][] values) {
    double tokens = tokens();
    double[] rows = new double[values.length];
    double[] alone = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      rows[k] = counts.over(values[k]);
      alone[k] = values[k][k];
    }
    return tokens > 1 ? (tokens * counts.over(rows) - counts.over(alone)) / (tokens - 1) : 0;
  }

  /** The means of D(s, s')/b over s up to one t and s' up to another. */
  private double[][] means() {
    int size = own.length;
    double[][] half = new double[size][];
    for (int k = 0; k < size; k++) {
      half[k] = counts.before(between[k]);
    }
    double[][] means = new double[size][];
    for (int k = 0; k < size; k++) {
      double[] column = new double[size];
      for (int s = 0; s < size; s++) {
        column[s] = half[s][k];
      }
      means[k] = counts.before(column);
    }
    return means;
  }

  /**
   * Means of values by causal attention.
   *
   * @param out the kernel behind it
   * @param apart the mean of (1 - Σa²) T over queries, by which means of tokens become shorter
   * @param weightOfOwn the mean of Σa² D(s, s)/d over the tokens that a query sees, in units of the
   *     mean Σa²
   * @param weightOfTokens the same of T in units of its mean
   */
  public record Attended(Means out, double apart, double weightOfOwn, double weightOfTokens) {}

  /**
   * Means of values by causal attention, {@code D(t, t') = Σ a_s a'_s' D(s, s')}: of weights that
   * have nothing to do with the values, Σa² of them meet one token twice.
   *
   * @param field the weights
   * @param d before it
   * @param b before it
   * @param correlation of the logits of two queries
   * @param positions how much more than inputs positions have of what they differ by
   */
  public Attended attended(
      AttentionField field, double d, double b, double correlation, double positions) {
    int size = own.length;
    double[] t = counts.counts();
    double[] alone = new double[size];
    for (int k = 0; k < size; k++) {
      alone[k] = b * between[k][k];
    }
    double[] seen = counts.before(own); // of d
    double[] seenAlone = counts.before(alone);
    double[][] both = means();
    double[] outOwn = new double[size];
    double[][] out = new double[size][size];
    double[] shorter = new double[size];
    double ofOwn = 0;
    double ofTokens = 0;
    double squares = 0;
    for (int k = 0; k < size; k++) {
      double square = field.squares(k);
      double shared = field.overlap().products(k, correlation);
      for (int l = k; l < size; l++) {
        double apart = t[l] > 1 ? (t[l] * b * both[k][l] - seenAlone[k]) / (t[l] - 1) : alone[0];
        double same = Math.min(l == k ? square : 1, shared / t[l]);
        out[k][l] = (1 - same) * apart + same * d * seen[k];
        out[l][k] = out[k][l];
        if (l == k) {
          double different = d * seen[k] - apart;
          outOwn[k] = apart + square * different;
          shorter[k] = (1 - square) * different;
          ofTokens += counts.mean()[k] * square * different;
          ofOwn += counts.mean()[k] * square * seen[k];
          squares += counts.mean()[k] * square;
        }
      }
    }
    double apart = counts.over(shorter);
    for (int k = 0; k < size; k++) {
      shorter[k] = (1 + positions) * (apart - shorter[k]);
    }
    return new Attended(
        relative(outOwn, out, shorter),
        apart,
        ofOwn / squares,
        d - b > 0 ? ofTokens / squares / (d - b) : 1);
  }
}
