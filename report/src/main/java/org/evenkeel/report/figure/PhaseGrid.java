// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.evenkeel.activation.Activation;
import org.evenkeel.meanfield.FixedPoint;
import org.evenkeel.meanfield.MeanField;
import org.evenkeel.meanfield.PhaseDiagram;
import org.evenkeel.meanfield.PhaseDiagram.Phase;

/** Over which σ_w² and σ_b² the phases of an activation are shown, and its critical line there. */
public final class PhaseGrid {

  /** σ_b² goes from 0 to here. */
  public static final double MOST_BIAS = 0.5;

  /** Rows of a coarse map, and points of the critical line. */
  public static final int ROWS = 11;

  /** σ_w² goes to the first of these that has the critical line well inside. */
  private static final double[] SCALES = {1, 2, 4, 5, 10, 20, 40, 50, 100, 200, 500};

  private static final double INSIDE = 1.6;
  private static final double LARGEST = 1000;

  private final Activation activation;
  private final List<MeanField> line = new ArrayList<>();
  private final double mostWeight;

  private PhaseGrid(Activation activation, double least) {
    this.activation = activation;
    for (int row = 0; row < ROWS; row++) {
      try {
        line.add(MeanField.criticalAt(activation, MOST_BIAS * row / (ROWS - 1)));
      } catch (IllegalArgumentException none) {
        // With this bias no σ_w² is critical.
      }
    }
    double critical = line.isEmpty() ? 2 : line.get(line.size() / 2).weightVariance();
    double reach = Math.max(INSIDE * critical, least);
    mostWeight = Arrays.stream(SCALES).filter(scale -> scale >= reach).findFirst().orElse(LARGEST);
  }

  /** The grid of an activation. */
  public static PhaseGrid of(Activation activation) {
    return new PhaseGrid(activation, 0);
  }

  /** The grid of an activation, wide enough for some σ_w² too, unless they are above 1,000. */
  public static PhaseGrid reaching(Activation activation, double weightVariance) {
    return new PhaseGrid(activation, weightVariance);
  }

  /** The activation. */
  public Activation activation() {
    return activation;
  }

  /** Where σ_w² ends. */
  public double mostWeight() {
    return mostWeight;
  }

  /** The critical line at evenly spaced σ_b², where it has one; empty if nothing is critical. */
  public List<MeanField> line() {
    return List.copyOf(line);
  }

  /** The diagram over the grid. */
  public PhaseDiagram diagram(int columns, int rows) {
    return PhaseDiagram.of(
        activation,
        new PhaseDiagram.Axis(0, mostWeight, columns),
        new PhaseDiagram.Axis(0, MOST_BIAS, rows));
  }

  /** The fixed point with χ₁ = 1 of a place on the line; empty if it has none there. */
  public static Optional<FixedPoint> criticalPoint(MeanField field) {
    return field.fixedPoints().stream()
        .filter(point -> Math.abs(field.chi(point.q()) - 1) < 1e-6)
        .findFirst();
  }

  /** A phase's name. */
  public static String name(Phase phase) {
    return phase.name().toLowerCase(Locale.ROOT);
  }

  /** What happens in a phase. */
  public static String meaning(Phase phase) {
    return switch (phase) {
      case ORDERED -> "inputs become one another, gradients vanish";
      case CRITICAL -> "the edge of chaos";
      case CHAOTIC -> "inputs are torn apart, gradients explode";
      case UNBOUNDED -> "the signal grows for ever";
    };
  }
}
