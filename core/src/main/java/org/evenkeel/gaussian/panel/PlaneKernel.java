// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian.panel;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleUnaryOperator;
import org.evenkeel.gaussian.GaussLegendre;
import org.evenkeel.gaussian.NormalDistribution;
import org.jspecify.annotations.Nullable;

/**
 * E[g(u) g(v)] for u and v that are N(0, q) and have correlation cos θ, for every q of a {@link
 * LogPanel}, of a function g that may jump at named places, changes over lengths of 1 or more
 * between them and grows no faster than a power.
 *
 * <pre>
 * m, e  (u + v)/2 and (u - v)/2, which are independent N(0, M) and N(0, E)
 * M, E  q cos²(θ/2) and q sin²(θ/2)
 * A(e)  E[g(m + e) g(m - e)] over m
 * </pre>
 *
 * <p>g is evaluated once, on nodes in the plane of m and e. For each e those in m are cut where g
 * jumps, at its kinks less e and plus e; A is smooth but where two of these cross. What is left
 * depends on M and E alone and is smooth in their logarithms. Angles beyond π/2 are those of u and
 * -v, where e and m change places.
 */
public final class PlaneKernel {

  private static final GaussLegendre RULE = new GaussLegendre(16);

  private static final double[] NODES = new double[RULE.size()];

  /** The factors that carry a value at a place of a panel to its nodes. */
  private static final double[] CARRYING = new double[RULE.size()];

  static {
    for (int i = 0; i < NODES.length; i++) {
      NODES[i] = RULE.node(i);
      CARRYING[i] = (i % 2 == 0 ? 1 : -1) * Math.sqrt((1 - NODES[i] * NODES[i]) * RULE.weight(i));
    }
  }

  private static final Chebyshev MEANS = new Chebyshev(20);

  /** In standard deviations. */
  private static final double RANGE = 9;

  /** The longest panel, over which g changes as 16 nodes can tell. */
  private static final double LONGEST = 2;

  /** The longest panel in units of the least √M, over which the density is a polynomial. */
  private static final double DENSITY = 1.5;

  /** Growth of the panels of e. */
  private static final double GROWTH = 2;

  /** Deviations beyond which a Gaussian adds nothing. */
  private static final double NOTHING = 12;

  private final DoubleUnaryOperator g;
  private final double[] kinks;
  private final int panel;
  private final double variance; // the least

  /** The least ln E, rounded down. */
  private final int least;

  private volatile @Nullable Side near;
  private volatile @Nullable Side opposite;

  /**
   * The kernel over a panel.
   *
   * @param kinks where g jumps, or its derivative does
   */
  public PlaneKernel(DoubleUnaryOperator g, int panel, double... kinks) {
    this.g = g;
    this.kinks = kinks.clone();
    this.panel = panel;
    this.variance = LogPanel.points(panel)[0];
    double sine = StrictMath.sin(KernelPanel.leastAngle(panel) / 2);
    this.least = LogPanel.of(variance * sine * sine);
  }

  /** E[g(u) g(v)] for a q of the panel. */
  public double at(double q, double angle) {
    return angle <= StrictMath.PI / 2
        ? near().at(q, angle)
        : opposite().at(q, StrictMath.PI - angle);
  }

  private Side near() {
    Side side = near;
    if (side == null) {
      side = new Side(false);
      near = side;
    }
    return side;
  }

  private Side opposite() {
    Side side = opposite;
    if (side == null) {
      side = new Side(true);
      opposite = side;
    }
    return side;
  }

  /** The kernel for angles up to π/2, of g(u) g(v) or of g(u) g(-v). */
  private final class Side {

    private final boolean opposite;

    /** The edges of panels of m, all of one length, with the densities at their nodes. */
    private final int panels;

    private final double length;
    private final double[][] densities; // over the nodes of m, for each point of ln M

    private final double leastMean;
    private final double means; // the length of the interval of ln M
    private final double[] nodes; // of e
    private final double[] weights;
    private final double[][] products; // A at the nodes of e, for each point of ln M
    private final double[] carried = new double[NODES.length];
    private final Map<Integer, double[][]> known = new ConcurrentHashMap<>();

    Side(boolean opposite) {
      this.opposite = opposite;
      double most = StrictMath.exp(panel + 1);
      leastMean = panel - StrictMath.log(2);
      means = panel + 1 - leastMean;
      double end = RANGE * Math.sqrt(most);
      double longest = Math.min(LONGEST, DENSITY * Math.sqrt(variance / 2));
      panels = 2 * (int) Math.ceil(end / longest);
      length = 2 * end / panels;
      densities = new double[MEANS.size()][panels * NODES.length];
      for (int k = 0; k < densities.length; k++) {
        double deviation = Math.sqrt(StrictMath.exp(leastMean + means * MEANS.point(k)));
        for (int i = 0; i < densities[k].length; i++) {
          double m = mean(i / NODES.length, NODES[i % NODES.length]);
          densities[k][i] = NormalDistribution.density(m / deviation) / deviation;
        }
      }
      double[] edges = edges(Math.sqrt(StrictMath.exp(least)), RANGE * Math.sqrt(most / 2));
      nodes = new double[(edges.length - 1) * NODES.length];
      weights = new double[nodes.length];
      products = new double[MEANS.size()][nodes.length];
      for (int i = 0; i < nodes.length; i++) {
        double from = edges[i / NODES.length];
        double half = (edges[i / NODES.length + 1] - from) / 2;
        nodes[i] = from + half * (1 + NODES[i % NODES.length]);
        weights[i] = half * RULE.weight(i % NODES.length);
        double[] along = along(nodes[i]);
        for (int k = 0; k < products.length; k++) {
          products[k][i] = LogPanel.sum(along, densities[k]);
        }
      }
    }

    private double mean(int number, double node) {
      return length * (number - panels / 2 + (1 + node) / 2);
    }

    /** The edges of panels of e: where the cuts in m cross, A has kinks. */
    private double[] edges(double first, double end) {
      TreeSet<Double> edges = new TreeSet<>();
      edges.add(0.0);
      for (double edge = first; edge < end; edge += Math.min(LONGEST, (GROWTH - 1) * edge)) {
        edges.add(edge);
      }
      edges.add(end);
      for (double one : kinks) {
        for (double other : kinks) {
          double crossing = Math.abs(opposite ? one + other : one - other) / 2;
          if (crossing < end) {
            edges.add(crossing);
          }
        }
      }
      return edges.stream().mapToDouble(edge -> edge).toArray();
    }

    private double product(double m, double e) {
      return opposite
          ? (g.applyAsDouble(e + m) * g.applyAsDouble(e - m)
                  + g.applyAsDouble(m - e) * g.applyAsDouble(-e - m))
              / 2
          : g.applyAsDouble(m + e) * g.applyAsDouble(m - e);
    }

    /**
     * The weighted products at the nodes of m; in a panel that is cut the sums over its parts, with
     * the density's polynomial.
     */
    private double[] along(double e) {
      double[] cuts = cuts(e);
      double[] along = new double[panels * NODES.length];
      for (int number = 0; number < panels; number++) {
        double from = mean(number, -1);
        double to = mean(number, 1);
        double start = from;
        for (double cut : cuts) {
          if (cut > start && cut < to) {
            add(along, number, start, cut, e);
            start = cut;
          }
        }
        if (start == from) {
          for (int i = 0; i < NODES.length; i++) {
            double m = mean(number, NODES[i]);
            along[number * NODES.length + i] = length / 2 * RULE.weight(i) * product(m, e);
          }
        } else {
          add(along, number, start, to, e);
        }
      }
      return along;
    }

    /** Where a product jumps along m, ascending. */
    private double[] cuts(double e) {
      int sides = opposite ? 4 : 2;
      double[] cuts = new double[sides * kinks.length];
      for (int i = 0; i < cuts.length; i++) {
        double kink = kinks[i / sides] * (i % sides < 2 ? 1 : -1);
        cuts[i] = i % 2 == 0 ? kink - e : kink + e;
      }
      Arrays.sort(cuts);
      return cuts;
    }

    private void add(double[] along, int number, double from, double to, double e) {
      double half = (to - from) / 2;
      for (int i = 0; i < NODES.length; i++) {
        double m = from + half * (1 + NODES[i]);
        double value = half * RULE.weight(i) * product(m, e);
        spread(along, number, 2 * (m - mean(number, 0)) / length, value);
      }
    }

    private void spread(double[] along, int number, double x, double value) {
      int first = number * NODES.length;
      double sum = 0;
      for (int l = 0; l < NODES.length; l++) {
        double step = x - NODES[l];
        if (step == 0) {
          along[first + l] += value;
          return;
        }
        carried[l] = CARRYING[l] / step;
        sum += carried[l];
      }
      double share = value / sum;
      for (int l = 0; l < NODES.length; l++) {
        along[first + l] += share * carried[l];
      }
    }

    /** E[A(e)] at the points of an interval of ln E, for each point of ln M. */
    private double[][] deviations(int number) {
      double[] variances = LogPanel.points(number);
      double[][] sums = new double[products.length][variances.length];
      double[] weighted = new double[nodes.length];
      for (int j = 0; j < variances.length; j++) {
        double deviation = Math.sqrt(variances[j]);
        int reached = 0;
        for (; reached < nodes.length && nodes[reached] < NOTHING * deviation; reached++) {
          double density = NormalDistribution.density(nodes[reached] / deviation) / deviation;
          weighted[reached] = 2 * weights[reached] * density;
        }
        for (int k = 0; k < products.length; k++) {
          for (int i = 0; i < reached; i++) {
            sums[k][j] += weighted[i] * products[k][i];
          }
        }
      }
      return sums;
    }

    double at(double q, double angle) {
      double sine = StrictMath.sin(angle / 2);
      double apart = Math.max(StrictMath.log(q * sine * sine), least);
      double together = q * (1 - sine * sine);
      double[][] sums = known.computeIfAbsent((int) Math.floor(apart), this::deviations);
      double[] factors = LogPanel.factorsAt(apart);
      double[] across = MEANS.factors((StrictMath.log(together) - leastMean) / means);
      double sum = 0;
      for (int k = 0; k < across.length; k++) {
        sum += across[k] * LogPanel.sum(factors, sums[k]);
      }
      return sum;
    }
  }
}
