// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.evenkeel.gaussian.GaussianExpectation.Estimate;

/**
 * The expectation E[g(u, v)] of a symmetric function of two normal variables u and v of mean 0, one
 * variance q and correlation c, by adaptive quadrature.
 *
 * <p>With c = cos θ, u = √q r cos(ψ - θ/2) and v = √q r cos(ψ + θ/2), where r has the density r
 * e^(-r²/2) and ψ is uniform; by symmetry half a turn is enough. It is cut into sectors at the axes
 * u = 0 and v = 0 and where kinks of u and of v cross, a sector into bands along its kinks, so that
 * g is smooth on every cell, and stays so when the axes close up (c near 1) or open (c near -1). A
 * cell is summed by the product of two Kronrod rules; the one that errs most is halved in the
 * direction in which it errs.
 *
 * <p>Results are within 1e-10 of E|g|, and mostly within 1e-13, for g with the kinks or jumps that
 * the caller names; so they are for g that is smooth, and for steps at 0 up to 1000 times steeper
 * than 1/√q. What is narrower than about 0.05 √q and lies neither at 0 nor at a named kink may be
 * missed.
 *
 * <p>A function is given by the mean m = (u + v)/2 and half the difference e = (u - v)/2 of its
 * arguments, which is tiny when c is near 1 and would be lost in u and v themselves.
 */
public final class GaussianPlane {

  /** Beyond it r e^(-r²/2) is below 1e-20. */
  private static final double RANGE = 10;

  /** The initial subdivision of a band. */
  private static final double[] CUTS = {0, 0.4, 0.65, 1};

  /** Error allowed in all, relative to E|g|. */
  private static final double TOLERANCE = 1e-10;

  /** Remaining error of each half, as a part of the difference between the halves and the whole. */
  private static final double RESIDUAL = 0.1;

  /** Limit for functions that are noise at that scale, or too steep. */
  private static final int MOST_CELLS = 1500;

  /** Rounding errors of one sum, relative to E|g|. */
  private static final double ROUNDING = 0x1p-49;

  private final DoubleBinaryOperator g;
  private final double cos; // of θ/2, times √q
  private final double sin;
  private final double scale;
  private final boolean steep;

  private GaussianPlane(DoubleBinaryOperator g, double q, double distance) {
    this.g = g;
    this.scale = Math.sqrt(q);
    this.cos = scale * Math.sqrt(1 - distance / 2);
    this.sin = scale * Math.sqrt(distance / 2);
    this.steep = steep();
  }

  /** An edge of bands: the arc r = RANGE, the origin r = 0, or a kink of u (v) at {@code kink}. */
  private record Edge(double kink, int side) {

    static final Edge ORIGIN = new Edge(0, 0);
    static final Edge ARC = new Edge(Double.POSITIVE_INFINITY, 1);

    /** r(ψ), given the parts that u and v have of r. */
    double radius(double mean, double half) {
      double r = side == 0 ? 0 : kink / (mean + side * half);
      return r >= 0 && r < RANGE ? r : RANGE;
    }
  }

  /** A band of a sector in which g is smooth, mapped to the unit square. */
  private record Band(double from, double to, Edge inner, Edge outer) {}

  /** Part of a band: shares of its angle and of its width, and the sum over it. */
  private record Cell(
      Band band,
      double from,
      double to,
      double low,
      double high,
      double value,
      double magnitude,
      double angularError,
      double radialError) {

    double error() {
      return angularError + radialError;
    }

    /** The same with errors of at least these. */
    Cell atLeast(double angular, double radial) {
      return new Cell(
          band,
          from,
          to,
          low,
          high,
          value,
          magnitude,
          Math.max(angularError, angular),
          Math.max(radialError, radial));
    }
  }

  /**
   * E[g(u, v)].
   *
   * @param g the function, of (u + v)/2 and (u - v)/2, even in the second
   * @param q variance of u and of v
   * @param distance 1 - c for their correlation c, within [0, 2]
   * @param kinks where g or one of its derivatives jumps in u, and in v
   */
  public static double of(DoubleBinaryOperator g, double q, double distance, double... kinks) {
    return estimate(g, q, distance, kinks).value();
  }

  /** {@link #of} with an estimate of its error. Where g is not finite, neither is the result. */
  public static Estimate estimate(
      DoubleBinaryOperator g, double q, double distance, double... kinks) {
    return new GaussianPlane(g, q, distance).estimate(TOLERANCE, kinks);
  }

  /** {@link #of} a function that is known to a tolerance only, relative to E|g|. */
  public static double within(
      double tolerance, DoubleBinaryOperator g, double q, double distance, double... kinks) {
    return new GaussianPlane(g, q, distance)
        .estimate(Math.max(tolerance, TOLERANCE), kinks)
        .value();
  }

  private Estimate estimate(double tolerance, double[] kinks) {
    List<Cell> cells = cells(kinks);
    while (true) {
      double value = 0;
      double magnitude = 0;
      double error = 0;
      int worst = 0;
      for (int i = 0; i < cells.size(); i++) {
        Cell cell = cells.get(i);
        value += cell.value;
        magnitude += cell.magnitude;
        error += cell.error();
        worst = cell.error() > cells.get(worst).error() ? i : worst;
      }
      // Written so that NaN and infinity end the loop as well.
      if (!(error > tolerance * magnitude) || cells.size() >= MOST_CELLS) {
        return new Estimate(value / StrictMath.PI, (error + ROUNDING * magnitude) / StrictMath.PI);
      }
      Cell cell = cells.get(worst);
      boolean byAngle = cell.angularError > cell.radialError;
      double angle = byAngle ? (cell.from + cell.to) / 2 : cell.to;
      double radius = byAngle ? cell.high : (cell.low + cell.high) / 2;
      Cell one = sum(cell.band, cell.from, angle, cell.low, radius);
      Cell other =
          byAngle
              ? sum(cell.band, angle, cell.to, cell.low, cell.high)
              : sum(cell.band, cell.from, cell.to, radius, cell.high);
      // The error of the halves of an inaccurate cell may be underestimated by chance.
      double remaining = RESIDUAL * Math.abs(cell.value - one.value - other.value);
      double angular = byAngle ? remaining : RESIDUAL * cell.angularError;
      double radial = byAngle ? RESIDUAL * cell.radialError : remaining;
      cells.set(worst, one.atLeast(angular, radial));
      cells.add(other.atLeast(angular, radial));
    }
  }

  private List<Cell> cells(double[] allKinks) {
    List<Cell> cells = new ArrayList<>();
    double[] kinks = // sectors end at the axes anyway
        Arrays.stream(allKinks).filter(kink -> kink != 0).toArray();
    double[] angles = angles(kinks);
    for (int i = 1; i < angles.length; i++) {
      double from = angles[i - 1];
      double to = angles[i];
      if (from == to) {
        continue;
      }
      List<Edge> edges = edges(kinks, (from + to) / 2);
      for (int j = 1; j < edges.size(); j++) {
        for (int k = 1; k < CUTS.length; k++) {
          Band band = new Band(from, to, edges.get(j - 1), edges.get(j));
          cells.add(sum(band, 0, 1, CUTS[k - 1], CUTS[k]));
        }
      }
    }
    return cells;
  }

  /** The angles of the axes, and of points where kinks of u meet those of v or the arc. */
  private double[] angles(double[] kinks) {
    int n = kinks.length;
    double[] angles = new double[4 + 2 * n + n * (n - 1) / 2];
    angles[1] = StrictMath.PI;
    angles[2] = StrictMath.atan2(cos, sin);
    angles[3] = StrictMath.atan2(cos, -sin);
    int next = 4;
    double half = StrictMath.atan2(sin, cos);
    for (int i = 0; i < n; i++) {
      double aside = StrictMath.acos(Math.max(-1, Math.min(1, kinks[i] / (scale * RANGE))));
      angles[next++] = Math.abs(half - aside);
      angles[next++] = Math.min(half + aside, 2 * StrictMath.PI - (half + aside));
      for (int j = 0; j < i; j++) {
        double apart = Math.abs(kinks[i] - kinks[j]);
        angles[next++] = StrictMath.atan2(apart * cos, (kinks[i] + kinks[j]) * sin);
      }
    }
    Arrays.sort(angles);
    return angles;
  }

  /** What bounds the bands of the sector around an angle, from the origin outwards. */
  private List<Edge> edges(double[] kinks, double angle) {
    double mean = cos * StrictMath.cos(angle);
    double half = sin * StrictMath.sin(angle);
    List<Edge> edges = new ArrayList<>(List.of(Edge.ORIGIN, Edge.ARC));
    for (double kink : kinks) {
      for (int side = -1; side <= 1; side += 2) {
        Edge edge = new Edge(kink, side);
        if (edge.radius(mean, half) < RANGE) {
          edges.add(edge);
        }
      }
    }
    edges.sort((one, other) -> Double.compare(one.radius(mean, half), other.radius(mean, half)));
    return edges;
  }

  private Cell sum(Band band, double from, double to, double low, double high) {
    double value = 0;
    double magnitude = 0;
    double radial = 0;
    double[] rings = new double[GaussKronrod.SIZE]; // by radius, lest errors of two cancel
    for (int i = 0; i < GaussKronrod.SIZE; i++) {
      double share = from + (to - from) / 2 * (1 + GaussKronrod.node(i));
      double angle = band.from + (band.to - band.from) * place(share);
      double mean = cos * StrictMath.cos(angle);
      double half = sin * StrictMath.sin(angle);
      double start = band.inner.radius(mean, half);
      double width = band.outer.radius(mean, half) - start;
      double area =
          (band.to - band.from) * placeSlope(share) * width * (to - from) * (high - low) / 4;
      double ray = 0;
      double rayMagnitude = 0;
      double rayError = 0;
      for (int j = 0; j < GaussKronrod.SIZE; j++) {
        double part = low + (high - low) / 2 * (1 + GaussKronrod.node(j));
        double r = start + width * part * part;
        double density = area * r * StrictMath.exp(-r * r / 2) * (2 * part);
        double term = density * g.applyAsDouble(r * mean, r * half);
        ray += GaussKronrod.weight(j) * term;
        rayMagnitude += GaussKronrod.weight(j) * Math.abs(term);
        rayError += GaussKronrod.excess(j) * term;
        rings[j] += GaussKronrod.excess(i) * term;
      }
      value += GaussKronrod.weight(i) * ray;
      magnitude += GaussKronrod.weight(i) * rayMagnitude;
      radial += GaussKronrod.weight(i) * Math.abs(rayError);
    }
    double angular = 0;
    for (int j = 0; j < GaussKronrod.SIZE; j++) {
      angular += GaussKronrod.weight(j) * Math.abs(rings[j]);
    }
    return new Cell(
        band,
        from,
        to,
        low,
        high,
        value,
        magnitude,
        GaussKronrod.error(angular, magnitude),
        GaussKronrod.error(radial, magnitude));
  }

  /** Where in a sector a node lies: for a steep g crowded at both axes, by 3t² - 2t³. */
  private double place(double t) {
    return steep ? t * t * (3 - 2 * t) : t;
  }

  private double placeSlope(double t) {
    return steep ? 6 * t * (1 - t) : 1;
  }

  /**
   * Whether g changes near an axis by more than a quarter of what it changes over all: then plain
   * nodes may pass over the step of a steep activation.
   */
  private boolean steep() {
    double near = change(scale / 16);
    double far = change(scale);
    return !(near < far / 4);
  }

  private double change(double u) {
    double v = scale / 16;
    double at = g.applyAsDouble(v / 2, v / 2);
    return Math.max(
        Math.abs(g.applyAsDouble((u + v) / 2, (u - v) / 2) - at),
        Math.abs(g.applyAsDouble((v - u) / 2, (u + v) / 2) - at));
  }
}
