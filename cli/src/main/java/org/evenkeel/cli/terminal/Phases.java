// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.terminal;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.evenkeel.activation.Activation;
import org.evenkeel.meanfield.FixedPoint;
import org.evenkeel.meanfield.MeanField;
import org.evenkeel.meanfield.PhaseDiagram;
import org.evenkeel.meanfield.PhaseDiagram.Phase;
import org.evenkeel.meanfield.PhaseGrid;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Table;

/** A phase diagram as a map. */
public final class Phases {

  private static final int COLUMNS = 41;
  private static final int ROWS = PhaseGrid.ROWS;

  private final Activation activation;
  private final PhaseGrid grid;

  private Phases(Activation activation) {
    this.activation = activation;
    this.grid = PhaseGrid.of(activation);
  }

  public static Phases of(Activation activation) {
    return new Phases(activation);
  }

  private static char sign(Terminal terminal, Phase phase) {
    return switch (phase) {
      case ORDERED -> terminal.unicode() ? '·' : '.';
      case CRITICAL -> '+';
      case CHAOTIC -> '#';
      case UNBOUNDED -> '↑';
    };
  }

  private static String label(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT);
  }

  public void table(Terminal terminal) {
    PhaseDiagram map = grid.diagram(COLUMNS, ROWS);
    terminal.print("phases of " + activation.name());
    terminal.print("");
    terminal.print("σ_b²");
    for (int row = ROWS - 1; row >= 0; row--) {
      StringBuilder signs = new StringBuilder();
      map.rows().get(row).forEach(point -> signs.append(sign(terminal, point.phase())));
      terminal.print("%s  %s".formatted(Numbers.fixed(map.biasVariances().get(row), 2), signs));
    }
    terminal.print("      " + scale());
    terminal.print("");
    for (Phase phase : Phase.values()) {
      if (map.rows().stream().flatMap(List::stream).anyMatch(point -> point.phase() == phase)) {
        terminal.print(
            "%s %s: %s"
                .formatted(sign(terminal, phase), PhaseGrid.name(phase), PhaseGrid.meaning(phase)));
      }
    }
    terminal.print("");
    if (grid.line().isEmpty()) {
      terminal.print("No σ_w² is critical here.");
    } else {
      terminal.print(criticalLine());
    }
  }

  private String scale() {
    StringBuilder scale = new StringBuilder("0");
    for (int half = 1; half <= 2; half++) {
      String number = Numbers.number(half * grid.mostWeight() / 2).replaceAll("\\.?0+$", "");
      int place = half * (COLUMNS - 1) / 2;
      scale.append(" ".repeat(Math.max(1, place - scale.length()))).append(number);
    }
    return scale + "  σ_w²";
  }

  private Table criticalLine() {
    return new Table.Columns<MeanField>()
        .with("σ_b²", field -> Numbers.fixed(field.biasVariance(), 2))
        .with("critical σ_w²", field -> Numbers.fixed(field.weightVariance(), 5))
        .with("q*", field -> at(field, point -> Numbers.number(point.q()), "-"))
        .with("slope", field -> at(field, point -> Numbers.number(point.slope()), "-"))
        .with("fixed point", field -> at(field, point -> label(point.stability()), "none"))
        .of(grid.line());
  }

  private static String at(MeanField field, Function<FixedPoint, String> cell, String none) {
    return PhaseGrid.criticalPoint(field).map(cell).orElse(none);
  }
}
