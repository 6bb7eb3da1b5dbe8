// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian.panel;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleUnaryOperator;
import org.evenkeel.gaussian.GaussLegendre;

/**
 * The kernels of a smooth function f that becomes straight on both sides, at second moments q that
 * are large beside the length over which it bends.
 *
 * <pre>
 * u, v   N(0, q) with a correlation of 1 - d
 * g      f'', or f' if f is bounded: what is left of it beyond {@value #REACH} is below rounding
 * E, M   the variances qd/2 of (u - v)/2 and q(2 - d)/2 of (u + v)/2, which are independent
 * A(e)   ∫ g(m + e) g(m - e) e^(-m²/2M) dm, a table over e at Chebyshev points of 1/M
 * T(d)   E[g(u) g(v)] = E[A(√E z)]/√(2πM), z ~ N(0, 1)
 * </pre>
 *
 * <p>By Price's theorem E[f'(u) f'(v)] is T if f is bounded, else E[f'²] - q ∫ T over the distances
 * below d; and E[(f(u) - f(v))²]/2 is q times the integral of that. A(e) costs no more than a table
 * of g, E[A(√E z)] is interpolated in ln E, and the integrals are smooth in the angle arccos(1 -
 * d).
 */
public final class WideKernel {

  /** The least second moment. */
  public static final double LEAST = StrictMath.exp(2);

  private static final int REACH = 20;
  private static final int PER_UNIT = 8;
  private static final int NODES = REACH * PER_UNIT;
  private static final double STEP = 1.0 / PER_UNIT;

  /** The least variance of (u + v)/2. */
  private static final double LEAST_MEAN = LEAST / 2;

  private static final Chebyshev INVERSES = new Chebyshev(16);
  private static final GaussLegendre RULE = new GaussLegendre(16);

  /** The order of the differences, by which f'' follows from f'. */
  private static final int DIFFERENCES = 16;

  /** Growth of the intervals of an integral over angles. */
  private static final double GROWTH = 4;

  /** ln E below which E[A(√E z)] no longer changes. */
  private static final double ALIKE = -36;

  private static final double LEAST_GAP = StrictMath.exp(ALIKE);

  /** Part of A that may lie beyond the ends of the table, or between its nodes. */
  private static final double TOLERANCE = 1e-13;

  private final boolean bounded;
  private final double[][] products; // A at e = 0, STEP, …, for each point of 1/M
  private final double[][] spectra; // its cosine transform at multiples of π/REACH
  private final Map<Integer, double[][]> means = new ConcurrentHashMap<>();

  private WideKernel(boolean bounded, double[] g) {
    this.bounded = bounded;
    products = new double[INVERSES.size()][];
    spectra = new double[products.length][];
    for (int i = 0; i < products.length; i++) {
      products[i] = products(g, INVERSES.point(i) / (2 * LEAST_MEAN));
      spectra[i] = spectrum(products[i]);
    }
  }

  /**
   * The kernels; empty if f bends too sharply for the table, or over too long a way.
   *
   * @param derivative f'
   * @param bounded whether f' tends to 0 on both sides, not only f''
   */
  public static Optional<WideKernel> of(DoubleUnaryOperator derivative, boolean bounded) {
    int more = bounded ? 0 : DIFFERENCES;
    double[] slopes = new double[4 * NODES + 1 + 2 * more];
    for (int i = 0; i < slopes.length; i++) {
      slopes[i] = derivative.applyAsDouble((i - more - 2 * NODES) * STEP);
    }
    WideKernel kernel = new WideKernel(bounded, bounded ? slopes : differences(slopes));
    double[] product = kernel.products[0];
    double[] spectrum = kernel.spectra[0];
    boolean resolved =
        Math.abs(product[NODES]) <= TOLERANCE * product[0]
            && Math.abs(spectrum[NODES]) <= TOLERANCE * spectrum[0];
    return resolved ? Optional.of(kernel) : Optional.empty();
  }

  /** The derivative from values on a grid, by central differences. */
  private static double[] differences(double[] values) {
    double[] differences = new double[values.length - 2 * DIFFERENCES];
    double weight = 2; // ±2 (N!)²/((N - n)! (N + n)!), over n in the sum
    for (int n = 1; n <= DIFFERENCES; n++) {
      weight *= (DIFFERENCES - n + 1.0) / (DIFFERENCES + n) * (n == 1 ? 1 : -1);
      for (int i = 0; i < differences.length; i++) {
        int at = i + DIFFERENCES;
        differences[i] += weight / n / (2 * STEP) * (values[at + n] - values[at - n]);
      }
    }
    return differences;
  }

  /** A, for g from -2 REACH to 2 REACH. */
  private static double[] products(double[] g, double inverse) {
    double[] weights = new double[NODES + 1];
    for (int l = 0; l <= NODES; l++) {
      double m = l * STEP;
      weights[l] = (l == 0 ? 0.5 : 1) * STEP * StrictMath.exp(-inverse * m * m);
    }
    double[] products = new double[NODES + 1];
    for (int k = 0; k <= NODES; k++) {
      double sum = 0;
      for (int l = 0; l <= NODES; l++) {
        int above = 2 * NODES + l;
        int below = 2 * NODES - l;
        sum += weights[l] * (g[above + k] * g[above - k] + g[below + k] * g[below - k]);
      }
      products[k] = sum;
    }
    return products;
  }

  private static double[] spectrum(double[] products) {
    double[] cosines = new double[2 * NODES];
    for (int i = 0; i < cosines.length; i++) {
      cosines[i] = StrictMath.cos(StrictMath.PI * i / NODES);
    }
    double[] spectrum = new double[NODES + 1];
    for (int n = 0; n <= NODES; n++) {
      double sum = products[0] / 2;
      for (int k = 1; k <= NODES; k++) {
        sum += products[k] * cosines[n * k % cosines.length];
      }
      spectrum[n] = 2 * STEP * sum;
    }
    return spectrum;
  }

  /**
   * √(1 + E) E[A(√E z)] at the points of an interval of ln E, for each point of 1/M: by the table
   * where the Gaussian is wide beside its steps, else by the spectrum.
   */
  private double[][] means(int panel) {
    double[] points = LogPanel.points(panel);
    double[][] all = new double[products.length][points.length];
    for (int j = 0; j < points.length; j++) {
      boolean wide = points[j] >= 1;
      double[] weights = wide ? atDeviations(points[j]) : atFrequencies(points[j]);
      for (int i = 0; i < all.length; i++) {
        double mean = LogPanel.sum(weights, wide ? products[i] : spectra[i]);
        all[i][j] = Math.sqrt(1 + points[j]) * mean;
      }
    }
    return all;
  }

  private static double[] atDeviations(double variance) {
    double[] weights = new double[NODES + 1];
    double scale = 2 * STEP / Math.sqrt(2 * StrictMath.PI * variance);
    for (int k = 0; k <= NODES; k++) {
      double e = k * STEP;
      weights[k] = (k == 0 ? scale / 2 : scale) * StrictMath.exp(-e * e / (2 * variance));
    }
    return weights;
  }

  private static double[] atFrequencies(double variance) {
    double[] weights = new double[NODES + 1];
    for (int n = 0; n <= NODES; n++) {
      double frequency = n * StrictMath.PI / REACH;
      double part = StrictMath.exp(-variance * frequency * frequency / 2);
      weights[n] = (n == 0 ? 0.5 : 1) * part / REACH;
    }
    return weights;
  }

  /** T. */
  private double product(double q, double distance) {
    double variance = Math.max(q * distance / 2, LEAST_GAP);
    double mean = q * (2 - distance) / 2;
    double log = StrictMath.log(variance);
    double[] factors = LogPanel.factorsAt(log);
    int panel = (int) Math.floor(log);
    double[][] known = means.get(panel);
    if (known == null) {
      known = means.computeIfAbsent(panel, this::means);
    }
    double[] across = INVERSES.factors(LEAST_MEAN / mean);
    double sum = 0;
    for (int i = 0; i < across.length; i++) {
      sum += across[i] * LogPanel.sum(factors, known[i]);
    }
    return sum / Math.sqrt((1 + variance) * 2 * StrictMath.PI * mean);
  }

  /** By how much E[f'(u) f'(v)] falls with the angle; for f that is not bounded. */
  public double fall(double q, double angle) {
    return q * StrictMath.sin(angle) * product(q, KernelPanel.distance(angle));
  }

  /** Whether the kernels are known for that second moment and distance. */
  public static boolean reaches(double q, double distance) {
    return q * (2 - distance) >= LEAST;
  }

  /**
   * E[f'(u) f'(v)].
   *
   * @param slopes E[f'²] for that q
   */
  public double slopeKernel(double q, double distance, double slopes) {
    return bounded ? product(q, distance) : slopes - q * integrals(q, distance)[0];
  }

  /**
   * E[(f(u) - f(v))²]/2.
   *
   * @param slopes E[f'²] for that q
   */
  public double kernelGap(double q, double distance, double slopes) {
    double[] integrals = integrals(q, distance);
    return q * (bounded ? integrals[0] : distance * slopes - q * integrals[1]);
  }

  /** ∫ T and ∫ (d - δ) T over the distances δ from 0 to d. */
  private double[] integrals(double q, double distance) {
    double end = KernelPanel.angle(distance);
    double from = 0;
    double to = Math.min(end, 2 / Math.sqrt(q)); // where E is 1
    double plain = 0;
    double moving = 0;
    while (from < end) {
      double half = (to - from) / 2;
      for (int i = 0; i < RULE.size(); i++) {
        double angle = from + half * (1 + RULE.node(i));
        double sine = StrictMath.sin(angle / 2);
        double at = 2 * sine * sine;
        double part = half * RULE.weight(i) * StrictMath.sin(angle) * product(q, at);
        plain += part;
        // d - δ = 2 sin((Θ + θ)/2) sin((Θ - θ)/2)
        moving += part * 2 * StrictMath.sin((end + angle) / 2) * StrictMath.sin((end - angle) / 2);
      }
      from = to;
      to = Math.min(end, GROWTH * to);
    }
    return new double[] {plain, moving};
  }
}
