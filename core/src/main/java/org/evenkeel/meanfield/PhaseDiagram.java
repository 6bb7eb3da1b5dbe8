// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.meanfield;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.evenkeel.activation.Activation;

/**
 * The phases of an activation over the plane of σ_w² and σ_b², and the critical line between them
 * (Poole et al. 2016, figure 1; Schoenholz et al. 2017, figure 1).
 *
 * @param activation f
 * @param weightVariances the columns: values of σ_w², ascending
 * @param biasVariances the rows: values of σ_b², ascending
 * @param rows a point for every row and column: {@code rows.get(i).get(j)} has {@code
 *     biasVariances.get(i)} and {@code weightVariances.get(j)}
 * @param criticalLine points on the line within the grid's bounds, by ascending q; one point only
 *     for the ReLU family, none if the line does not pass
 */
public record PhaseDiagram(
    Activation activation,
    List<Double> weightVariances,
    List<Double> biasVariances,
    List<List<Point>> rows,
    List<Point> criticalLine) {

  /** The distance to 1 below which χ is taken for 1. */
  private static final double MARGIN = 1e-6;

  private static final double LOWEST = 1e-6;
  private static final double HIGHEST = 1e6;
  private static final double STEP = Math.pow(10, 1.0 / 32);

  /** The phase of a network. */
  public enum Phase {
    /** χ below 1: two inputs become one, and gradients vanish. */
    ORDERED,
    /** χ is 1. */
    CRITICAL,
    /** χ above 1: two inputs move apart, and gradients explode. */
    CHAOTIC,
    /** The signal itself grows without bound. */
    UNBOUNDED
  }

  /**
   * A point of the plane.
   *
   * @param weightVariance σ_w²
   * @param biasVariance σ_b²
   * @param phase the phase there
   * @param q the second moment that a signal of second moment 1 tends to; null if unbounded
   * @param chi the factor on a gradient's second moment at q, or at 1 if unbounded
   * @param correlationDepth ξ_c at q, infinite on the critical line; null if unbounded
   */
  public record Point(
      double weightVariance,
      double biasVariance,
      Phase phase,
      Double q,
      double chi,
      Double correlationDepth) {

    private static Point of(MeanField field, DoubleUnaryOperator secondMoment) {
      double weight = field.weightVariance();
      double bias = field.biasVariance();
      return field
          .fixedPoint(1, secondMoment)
          .map(rest -> at(field, rest.q()))
          .orElseGet(() -> new Point(weight, bias, Phase.UNBOUNDED, null, field.chi(1), null));
    }

    private static Point at(MeanField field, double q) {
      double chi = field.chi(q);
      Phase phase = PhaseDiagram.phase(chi);
      return new Point(
          field.weightVariance(),
          field.biasVariance(),
          phase,
          q,
          chi,
          phase == Phase.CRITICAL ? Double.POSITIVE_INFINITY : field.correlationDepth(q));
    }
  }

  /** Keeps copies. */
  public PhaseDiagram {
    weightVariances = List.copyOf(weightVariances);
    biasVariances = List.copyOf(biasVariances);
    rows = rows.stream().map(List::copyOf).toList();
    criticalLine = List.copyOf(criticalLine);
  }

  private static Phase phase(double chi) {
    return Math.abs(chi - 1) <= MARGIN ? Phase.CRITICAL : chi < 1 ? Phase.ORDERED : Phase.CHAOTIC;
  }

  /** The phase of a network in which a signal begins with second moment 1. */
  public static Phase phase(MeanField field) {
    return field.fixedPoint(1).map(rest -> phase(field.chi(rest.q()))).orElse(Phase.UNBOUNDED);
  }

  /**
   * The diagram over evenly spaced variances, bounds included.
   *
   * @param weights bounds of σ_w², and how many columns
   * @param biases bounds of σ_b², and how many rows
   */
  public static PhaseDiagram of(Activation f, Axis weights, Axis biases) {
    // The search for a fixed point takes the same steps from 1 everywhere.
    Map<Double, Double> moments = new HashMap<>();
    DoubleUnaryOperator moment = q -> moments.computeIfAbsent(q, f::secondMoment);
    List<List<Point>> rows = new ArrayList<>();
    for (double bias : biases.values()) {
      List<Point> row = new ArrayList<>();
      for (double weight : weights.values()) {
        row.add(Point.of(new MeanField(f, weight, bias), moment));
      }
      rows.add(row);
    }
    return new PhaseDiagram(
        f, weights.values(), biases.values(), rows, criticalLine(f, weights, biases));
  }

  /**
   * An axis of the grid.
   *
   * @param from the lowest variance
   * @param to the highest
   * @param count how many, evenly spaced
   */
  public record Axis(double from, double to, int count) {

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if they are negative, not finite or not ascending, or count
     *     is below 2
     */
    public Axis {
      if (!(from >= 0 && from < to && to < Double.POSITIVE_INFINITY && count >= 2)) {
        throw new IllegalArgumentException(
            "an axis must run from at least 0 upwards in two steps or more: %s to %s in %d; 0 to 4 in 41 is usual for σ_w²"
                .formatted(from, to, count));
      }
    }

    List<Double> values() {
      List<Double> values = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        values.add(from + (to - from) * i / (count - 1));
      }
      return values;
    }

    boolean contains(double value) {
      return from <= value && value <= to;
    }
  }

  private static List<Point> criticalLine(Activation f, Axis weights, Axis biases) {
    List<Point> line = new ArrayList<>();
    addCritical(line, f, f.positivelyHomogeneous() ? 1 : 0, weights, biases);
    for (double q = LOWEST; q <= HIGHEST && !f.positivelyHomogeneous(); q *= STEP) {
      addCritical(line, f, q, weights, biases);
    }
    return line;
  }

  private static void addCritical(
      List<Point> line, Activation f, double q, Axis weights, Axis biases) {
    double weight = 1 / f.slopeSecondMoment(q);
    double bias = q - weight * f.secondMoment(q);
    // Rounding, where the line meets the axis.
    bias = Math.abs(bias) <= 1e-12 * q ? 0 : bias;
    if (weights.contains(weight) && biases.contains(bias)) {
      line.add(new Point(weight, bias, Phase.CRITICAL, q, 1, Double.POSITIVE_INFINITY));
    }
  }
}
