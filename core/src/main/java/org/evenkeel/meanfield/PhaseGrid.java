// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.meanfield;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.evenkeel.activation.Activation;
import org.evenkeel.meanfield.PhaseDiagram.Phase;

/** The range of σ_w² and σ_b² of an activation's phase diagram, with the critical line in it. */
public final class PhaseGrid {

  /** The upper end of the σ_b² axis, which begins at 0. */
  public static final double MOST_BIAS = 0.5;

  /** The number of rows of a coarse diagram, and of points of the critical line. */
  public static final int ROWS = 11;

  /** Candidates for the upper end of the σ_w² axis; the first with room for the line is taken. */
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
        // No σ_w² is critical with this bias variance.
      }
    }
    double critical = line.isEmpty() ? 2 : line.get(line.size() / 2).weightVariance();
    double reach = Math.max(INSIDE * critical, least);
    mostWeight = Arrays.stream(SCALES).filter(scale -> scale >= reach).findFirst().orElse(LARGEST);
  }

  /** The default grid of an activation. */
  public static PhaseGrid of(Activation activation) {
    return new PhaseGrid(activation, 0);
  }

  /** The grid of an activation that includes a given σ_w², up to 1,000. */
  public static PhaseGrid reaching(Activation activation, double weightVariance) {
    return new PhaseGrid(activation, weightVariance);
  }

  /** The activation. */
  public Activation activation() {
    return activation;
  }

  /** The upper end of the σ_w² axis. */
  public double mostWeight() {
    return mostWeight;
  }

  /** The critical points at evenly spaced σ_b²; empty if there are none. */
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

  /** The fixed point with χ₁ = 1 of a critical point; empty if there is none. */
  public static Optional<FixedPoint> criticalPoint(MeanField field) {
    return field.fixedPoints().stream()
        .filter(point -> Math.abs(field.chi(point.q()) - 1) < 1e-6)
        .findFirst();
  }

  /** A phase's name. */
  public static String name(Phase phase) {
    return phase.name().toLowerCase(Locale.ROOT);
  }

  /** An explanation of a phase, in words. */
  public static String meaning(Phase phase) {
    return switch (phase) {
      case ORDERED -> "inputs become one another, gradients vanish";
      case CRITICAL -> "the edge of chaos";
      case CHAOTIC -> "inputs are torn apart, gradients explode";
      case UNBOUNDED -> "the signal grows for ever";
    };
  }
}
