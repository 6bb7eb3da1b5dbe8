// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.sample;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.evenkeel.gaussian.NormalDistribution;

/**
 * The shares that positive numbers have in their sum, if their logarithms are independent and
 * normal: as the weights of a softmax are, and what examples have in a batch's mean.
 *
 * <pre>
 * n     count of the numbers
 * λ²    variance of their logarithms l_i = λ z_i
 * s_i   the shares, exp(l_i)/Σ exp(l_j)
 * A_k   E[x^k exp(-x)] of x = exp(u + λz)
 * </pre>
 *
 * <p>Expectations of shares are integrals over one variable, as 1/S^k is the integral of t^(k-1)
 * exp(-tS)/(k-1)!: with t = exp(u), {@code E[Σs²] = n ∫ A_2 A_0^(n-1) du}. Both the integrals over
 * u and those over z are sums over even steps, which share a grid. Between steps of asinh(λ) the
 * moments' logarithms are linear in λ².
 */
public final class SampleShares {

  /** The steps of asinh(λ) in a unit. */
  private static final int STEPS = 24;

  /** The step of u, and the largest one of z. */
  private static final double GRID = 0.5;

  /** The range of z. */
  private static final double REACH = 8.5;

  /** How far below 0 values of u matter for the largest counts. */
  private static final double COUNTS = 26;

  /** The deviation beyond which all that a share lacks shrinks like 1/λ. */
  private static final double FAR = 16;

  /** The squared length of an error that is none but for rounding. */
  private static final double NOTHING = 1e-9;

  /** The quantiles of N(0, 1) at the middles of equal shares, by their number. */
  private static final Map<Double, double[]> QUANTILES = new ConcurrentHashMap<>();

  private static final Map<Integer, double[][]> INTEGRANDS = new ConcurrentHashMap<>();

  /** By the count, then by the step of λ. */
  private static final Map<Double, Moments[]> KNOWN = new ConcurrentHashMap<>();

  private static final int MOST_STEPS = (int) (STEPS * asinh(FAR)) + 2;

  private SampleShares() {}

  /**
   * Expectations of shares.
   *
   * @param count n
   * @param squares E[Σs²]
   * @param cubes E[Σs³]
   * @param together E[(Σs²)²]
   * @param pairs E[Σ s_i s_j l_i l_j]/λ² over i ≠ j
   * @param logarithm E[(Σ s l)²]/λ²
   */
  public record Moments(
      double count, double squares, double cubes, double together, double pairs, double logarithm) {

    private static Moments equal(double count) {
      double one = 1 / count;
      return new Moments(count, one, one * one, one * one, 0, one);
    }

    /**
     * The mean square by which a softmax hands back the gradient of a weighted mean of independent
     * values: {@code Σ s_i² E[(v_i - Σ s_j v_j)²] = Σs² - 2 Σs³ + (Σs²)²}.
     */
    public double slopes() {
      return Math.max(0, squares - 2 * cubes + together);
    }

    private Moments mixed(Moments other, double share) {
      return new Moments(
          count,
          power(squares, other.squares, share),
          power(cubes, other.cubes, share),
          power(together, other.together, share),
          (1 - share) * pairs + share * other.pairs,
          (1 - share) * logarithm + share * other.logarithm);
    }

    private static double power(double a, double b, double share) {
      return StrictMath.exp((1 - share) * StrictMath.log(a) + share * StrictMath.log(b));
    }

    private Moments further(double factor) {
      return new Moments(
          count,
          1 - factor * (1 - squares),
          1 - factor * (1 - cubes),
          1 - factor * (1 - together),
          factor * pairs,
          logarithm);
    }
  }

  /** The expectations for so many numbers. NaN if the variance is not known. */
  public static Moments of(double count, double variance) {
    if (Double.isNaN(variance)) {
      return new Moments(count, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
    double deviation = Math.sqrt(Math.max(0, variance));
    double near = Math.min(deviation, FAR);
    int step = (int) (STEPS * asinh(near));
    Moments low = at(count, step);
    double from = square(deviation(step));
    double to = square(deviation(step + 1));
    double share = (near * near - from) / (to - from);
    Moments mixed = share == 0 ? low : low.mixed(at(count, step + 1), share);
    return deviation > FAR ? mixed.further(FAR / deviation) : mixed;
  }

  /** E[Σs²], 1 in so many if all have the same; NaN if the variance is not known. */
  public static double squares(double count, double variance) {
    return of(count, variance).squares();
  }

  /**
   * Σs² of numbers whose logarithms are the quantiles of their distribution, as in a typical draw.
   * It takes no integral, and so many exponentials.
   */
  public static double typicalSquares(double count, double variance) {
    if (variance == 0 || count <= 1 || Double.isNaN(variance)) {
      return count <= 1 ? 1 : 1 / count + variance;
    }
    double[] quantiles = QUANTILES.computeIfAbsent(count, SampleShares::quantiles);
    double deviation = Math.sqrt(variance);
    double most = deviation * quantiles[quantiles.length - 1];
    double sum = 0;
    double ofSquares = 0;
    for (double quantile : quantiles) {
      double weight = Math.exp(deviation * quantile - most);
      sum += weight;
      ofSquares += weight * weight;
    }
    return ofSquares / (sum * sum);
  }

  /**
   * The variance of the cosine of two errors s - e_a and s - e_b of one softmax, over pairs of
   * labels a ≠ b: {@code (Σs² - s_a - s_b)/√((1 - 2s_a + Σs²)(1 - 2s_b + Σs²))}.
   */
  public static double errors(double count, double variance) {
    double[] quantiles = QUANTILES.computeIfAbsent(count, SampleShares::quantiles);
    double deviation = Math.sqrt(variance);
    double most = deviation * NormalDistribution.quantile(1 - 0.5 / count);
    double sum = 0;
    double ofSquares = 0;
    for (double quantile : quantiles) {
      double weight = StrictMath.exp(deviation * quantile - most);
      sum += weight;
      ofSquares += weight * weight;
    }
    double squares = ofSquares / (sum * sum); // of the same shares as the rest
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

  /**
   * The mean squared cosine of the errors p - y and p' - y' of two softmaxes with random labels:
   * the labels have y·y' = 1 in 1 of C pairs, and p·p' is the softmax's Σp² at the logits' common
   * part, beside what p_y of the labels vary.
   *
   * @param second second moment of the logits
   * @param shared that of what those of two examples have in common
   */
  public static double squaredCosine(double classes, double second, double shared) {
    double together = squares(classes, shared) - 2 / classes;
    double length = squares(classes, second) - 2 / classes + 1;
    double other = together / length;
    double same = (together + 1) / length;
    double varied = errors(classes, shared);
    return (1 - 1 / classes) * (other * other + varied) + same * same / classes;
  }

  /**
   * The errors s - e_y of many softmaxes, whose logarithms have something in common.
   *
   * @param product the mean product of two errors, in units of their squared length
   * @param along n cos² of what they have in common with what the logarithms have
   * @param deviation the standard deviation of ln Σ(s - 1/n)² over draws of the logarithms
   */
  public record Errors(double product, double along, double deviation) {}

  /**
   * The errors of two softmaxes: Σ s s' is {@code (n Σs²)^κ/n} for a correlation κ of the
   * logarithms. Where Σs² is large the errors are long, so that their mean ratio is less than the
   * ratio of means.
   *
   * @param variance that of the logarithms
   * @param common what they have in common, κ times it
   */
  public static Errors errorsOfTokens(double count, double variance, double common) {
    Moments all = of(count, variance);
    Moments shared = of(count, common);
    double excess = all.squares() - 1 / count;
    double length = excess + 1 - 1 / count;
    double varied = all.together() - all.squares() * all.squares();
    double product = (Math.pow(count * all.squares(), common / variance) - 1) / count / length;
    double together = shared.squares() - 1 / count;
    return new Errors(
        product * (1 - (1 - 1 / count) * varied / (excess * length * length)),
        together > 0 ? (shared.logarithm() - 1 / count) / together : count + 1,
        Math.sqrt(Math.log1p(Math.max(0, varied) / (excess * excess))));
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

  /**
   * The variances λ²χ²/d, χ² with d degrees of freedom, by Gauss's rule of two nodes: as logits are
   * products of a query with keys, and queries of few units differ in length.
   *
   * @param share of the high one
   */
  record Lengths(double high, double low, double share) {

    static Lengths of(double degrees, double variance) {
      double half = Math.sqrt(2 / degrees);
      double root = Math.sqrt(1 + half * half);
      return new Lengths(
          variance * (1 + half * (root + half)),
          variance * (1 - half * (root - half)),
          (root - half) / (2 * root));
    }

    /** The mean of a quantity that has these values for the high and the low one. */
    double mean(double ofHigh, double ofLow) {
      return share * ofHigh + (1 - share) * ofLow;
    }
  }

  private static double asinh(double x) {
    return StrictMath.log(x + Math.sqrt(x * x + 1));
  }

  private static double deviation(int step) {
    double e = StrictMath.exp((double) step / STEPS);
    return (e - 1 / e) / 2;
  }

  private static double square(double x) {
    return x * x;
  }

  private static Moments at(double count, int step) {
    if (step == 0 || count == 1) {
      return Moments.equal(count);
    }
    Moments[] ofCount = KNOWN.computeIfAbsent(count, any -> new Moments[MOST_STEPS]);
    Moments known = ofCount[step];
    if (known == null) {
      known = integrated(count, INTEGRANDS.computeIfAbsent(step, SampleShares::integrands));
      ofCount[step] = known;
    }
    return known;
  }

  private static Moments integrated(double n, double[][] integrands) {
    double[] sums = new double[5];
    for (double[] a : integrands) {
      if (a[0] > 0) {
        double rest = StrictMath.pow(a[0], n - 2);
        double others = rest * a[0];
        sums[0] += a[2] * others;
        sums[1] += a[3] * others;
        sums[2] += a[4] * others + (n - 1) * a[2] * a[2] * rest;
        sums[3] += a[1] * a[1] * rest;
        sums[4] += a[5] * others;
      }
    }
    double scale = n * GRID;
    double pairs = scale * (n - 1) * sums[3];
    return new Moments(
        n,
        scale * sums[0],
        scale * sums[1] / 2,
        scale * sums[2] / 6,
        Math.max(0, pairs),
        pairs + scale * sums[4]);
  }

  /**
   * A_0, E[z x exp(-x)], A_2, A_3, A_4 and E[z² x² exp(-x)] for each u.
   *
   * @param step of λ
   */
  private static double[][] integrands(int step) {
    double deviation = deviation(step);
    int parts = (int) Math.ceil(1 / deviation);
    double fine = GRID / parts;
    double ofNormal = fine / deviation;
    int nodes = (int) Math.ceil(REACH / ofNormal);
    int below = (int) Math.ceil((COUNTS + Math.min(square(deviation), REACH * deviation)) / GRID);
    int above = (int) Math.ceil((4 + REACH * deviation) / GRID);
    double[] x = new double[(below + above) * parts + 2 * nodes + 1];
    double[] exp = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = StrictMath.exp((i - below * parts - nodes) * fine);
      exp[i] = StrictMath.exp(-x[i]);
    }
    double[] normal = new double[2 * nodes + 1];
    for (int j = 0; j < normal.length; j++) {
      double z = (j - nodes) * ofNormal;
      normal[j] = StrictMath.exp(-z * z / 2) * ofNormal / Math.sqrt(2 * Math.PI);
    }
    double[][] integrands = new double[below + above + 1][6];
    for (int i = 0; i < integrands.length; i++) {
      double[] a = integrands[i];
      for (int j = 0; j < normal.length; j++) {
        int at = i * parts + j;
        double z = (j - nodes) * ofNormal;
        double weighted = normal[j] * exp[at];
        a[0] += weighted;
        a[1] += weighted * x[at] * z;
        double second = weighted * x[at] * x[at];
        a[2] += second;
        a[3] += second * x[at];
        a[4] += second * x[at] * x[at];
        a[5] += second * z * z;
      }
    }
    return integrands;
  }

  /** The mean over t of E[Σs²] where the t-th of so many numbers is one of t. */
  public static double causalSquares(double count, double variance) {
    CausalCounts counts = CausalCounts.of(count);
    double sum = 0;
    for (int k = 0; k < counts.counts().length; k++) {
      sum += counts.mean()[k] * squares(counts.counts()[k], variance);
    }
    return sum;
  }
}
