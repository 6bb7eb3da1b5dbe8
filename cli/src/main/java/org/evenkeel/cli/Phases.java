// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.evenkeel.activation.Activation;
import org.evenkeel.meanfield.FixedPoint;
import org.evenkeel.meanfield.MeanField;
import org.evenkeel.meanfield.PhaseDiagram;
import org.evenkeel.meanfield.PhaseDiagram.Axis;
import org.evenkeel.meanfield.PhaseDiagram.Phase;
import org.evenkeel.report.result.Json;
import org.evenkeel.report.text.Numbers;

/** A phase diagram as a map for the terminal, as JSON and as a picture. */
final class Phases {

  private static final double MOST_BIAS = 0.5;

  /** σ_w² goes to the first of these that has the critical line well inside. */
  private static final double[] SCALES = {1, 2, 4, 5, 10, 20, 40, 50, 100, 200, 500};

  private static final double INSIDE = 1.6;

  /** Places in the map, and in a picture. */
  private static final int COLUMNS = 41;

  private static final int ROWS = 11;
  private static final int FINE_COLUMNS = 101;
  private static final int FINE_ROWS = 31;

  private final Activation activation;

  /** The critical line at the biases of the map's rows, where it has one. */
  private final List<MeanField> line = new ArrayList<>();

  private final double mostWeight;

  private Phases(Activation activation) {
    this.activation = activation;
    for (int row = 0; row < ROWS; row++) {
      try {
        line.add(MeanField.criticalAt(activation, MOST_BIAS * row / (ROWS - 1)));
      } catch (IllegalArgumentException none) {
        // With this bias no σ_w² is critical.
      }
    }
    double critical = line.isEmpty() ? 2 : line.get(line.size() / 2).weightVariance();
    mostWeight =
        Arrays.stream(SCALES).filter(scale -> scale >= INSIDE * critical).findFirst().orElse(1000);
  }

  static Phases of(Activation activation) {
    return new Phases(activation);
  }

  private PhaseDiagram diagram(int columns, int rows) {
    return PhaseDiagram.of(
        activation, new Axis(0, mostWeight, columns), new Axis(0, MOST_BIAS, rows));
  }

  private static char sign(Phase phase) {
    return switch (phase) {
      case ORDERED -> Output.unicode() ? '·' : '.';
      case CRITICAL -> '+';
      case CHAOTIC -> '#';
      case UNBOUNDED -> '↑';
    };
  }

  private static String meaning(Phase phase) {
    return switch (phase) {
      case ORDERED -> "ordered: inputs become one another, gradients vanish";
      case CRITICAL -> "critical: the edge of chaos";
      case CHAOTIC -> "chaotic: inputs are torn apart, gradients explode";
      case UNBOUNDED -> "unbounded: the signal grows for ever";
    };
  }

  private static Color color(Phase phase) {
    return switch (phase) {
      case ORDERED -> new Color(0xA6CEE3);
      case CRITICAL -> Color.WHITE;
      case CHAOTIC -> new Color(0xFBD08A);
      case UNBOUNDED -> new Color(0xD9D9D9);
    };
  }

  private static String label(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT);
  }

  void table(Output output) {
    PhaseDiagram map = diagram(COLUMNS, ROWS);
    output.print("phases of " + activation.name());
    output.print("");
    output.print("σ_b²");
    for (int row = ROWS - 1; row >= 0; row--) {
      StringBuilder signs = new StringBuilder();
      map.rows().get(row).forEach(point -> signs.append(sign(point.phase())));
      output.print("%s  %s".formatted(Numbers.fixed(map.biasVariances().get(row), 2), signs));
    }
    output.print("      " + scale());
    output.print("");
    for (Phase phase : Phase.values()) {
      if (map.rows().stream().flatMap(List::stream).anyMatch(point -> point.phase() == phase)) {
        output.print(sign(phase) + " " + meaning(phase));
      }
    }
    output.print("");
    if (line.isEmpty()) {
      output.print("No σ_w² is critical here.");
    } else {
      criticalLine().print(output);
    }
  }

  private String scale() {
    StringBuilder scale = new StringBuilder("0");
    for (int half = 1; half <= 2; half++) {
      String number = Numbers.number(half * mostWeight / 2).replaceAll("\\.?0+$", "");
      int place = half * (COLUMNS - 1) / 2;
      scale.append(" ".repeat(Math.max(1, place - scale.length()))).append(number);
    }
    return scale + "  σ_w²";
  }

  private Table criticalLine() {
    Table table = Table.of("σ_b²", "critical σ_w²", "q*", "slope", "fixed point");
    for (MeanField field : line) {
      FixedPoint point = criticalPoint(field);
      table.row(
          Numbers.fixed(field.biasVariance(), 2),
          Numbers.fixed(field.weightVariance(), 5),
          point == null ? "-" : Numbers.number(point.q()),
          point == null ? "-" : Numbers.number(point.slope()),
          point == null ? "none" : label(point.stability()));
    }
    return table;
  }

  /** The fixed point with χ₁ = 1; null if the line has none there. */
  private static FixedPoint criticalPoint(MeanField field) {
    return field.fixedPoints().stream()
        .filter(point -> Math.abs(field.chi(point.q()) - 1) < 1e-6)
        .findFirst()
        .orElse(null);
  }

  JsonObject json() {
    JsonObject document = new JsonObject();
    document.addProperty("activation", activation.name());
    JsonArray grid = new JsonArray();
    diagram(COLUMNS, ROWS).rows().forEach(row -> row.forEach(point -> grid.add(json(point))));
    document.add("grid", grid);
    JsonArray critical = new JsonArray();
    for (MeanField field : line) {
      JsonObject json = new JsonObject();
      json.addProperty("weightVariance", field.weightVariance());
      json.addProperty("biasVariance", field.biasVariance());
      FixedPoint point = criticalPoint(field);
      if (point != null) {
        json.addProperty("fixedPoint", point.q());
        json.addProperty("stability", label(point.stability()));
        json.addProperty("slope", point.slope());
      }
      critical.add(json);
    }
    document.add("criticalLine", critical);
    return document;
  }

  private static JsonObject json(PhaseDiagram.Point point) {
    JsonObject json = new JsonObject();
    json.addProperty("weightVariance", point.weightVariance());
    json.addProperty("biasVariance", point.biasVariance());
    json.addProperty("phase", label(point.phase()));
    if (point.q() != null) {
      json.addProperty("fixedPoint", point.q());
    }
    json.addProperty("chi", point.chi());
    if (point.correlationDepth() != null) {
      json.add("correlationDepth", Json.number(point.correlationDepth()));
    }
    return json;
  }
}
