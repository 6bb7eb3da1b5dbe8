// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab.browser;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.activation.Activation;
import org.evenkeel.meanfield.MeanField;
import org.evenkeel.meanfield.PhaseDiagram;
import org.evenkeel.meanfield.PhaseGrid;

/** The phase diagram of an activation as the page shows it. */
final class Phases {

  private static final int COLUMNS = 32;
  private static final int ROWS = 11;

  private Phases() {}

  /** The phases over the plane, rows from σ_b² 0 on, and the critical line. */
  static Map<String, Object> of(Activation f) {
    PhaseGrid grid = PhaseGrid.of(f.interpolated());
    List<List<String>> phases = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      List<String> along = new ArrayList<>();
      for (int column = 0; column < COLUMNS; column++) {
        double weight = grid.mostWeight() * column / (COLUMNS - 1);
        double bias = PhaseGrid.MOST_BIAS * row / (ROWS - 1);
        MeanField field = new MeanField(grid.activation(), weight, bias);
        along.add(PhaseGrid.name(PhaseDiagram.phase(field)));
      }
      phases.add(along);
    }
    List<double[]> line = new ArrayList<>();
    for (MeanField critical : grid.line()) {
      line.add(new double[] {critical.weightVariance(), critical.biasVariance()});
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("mostWeight", grid.mostWeight());
    all.put("mostBias", PhaseGrid.MOST_BIAS);
    all.put("phases", phases);
    all.put("line", line);
    return all;
  }
}
