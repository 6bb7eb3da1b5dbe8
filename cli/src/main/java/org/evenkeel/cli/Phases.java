// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.awt.Color;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.evenkeel.activation.Activation;
import org.evenkeel.meanfield.FixedPoint;
import org.evenkeel.meanfield.MeanField;
import org.knowm.xchart.XYChart;

/**
 * The phase diagram of an activation (Poole et al. 2016, figure 1; Schoenholz et al. 2017): for each
 * σ_w² and σ_b² whether inputs become one another, are torn apart, or the signal knows no bounds; and
 * the line between the first two.
 */
final class Phases {

  private static final double[] SCALES = {1, 2, 4, 5, 10, 20, 40, 50, 100, 200, 500};
  private static final double MOST_BIAS = 0.5;
  private static final int LINE_POINTS = 11;

  /** Second moments that are looked at on the way to a fixed point. */
  private static final int STEPS = 361;

  /** Columns and rows of the map in a table, and of that in a picture. */
  private static final int COLUMNS = 41;

  private static final int ROWS = 11;
  private static final int FINE = 4;

  /** What becomes of inputs; the sign is that in the map. */
  enum Phase {
    ORDERED('·', 'o', new Color(0xA6CEE3)),
    CHAOTIC('#', '#', new Color(0xFBD08A)),
    CRITICAL('+', '+', new Color(0xFFFFFF)),
    UNBOUNDED('↑', '^', new Color(0xD9D9D9));

    private final char sign;
    private final char ascii;
    private final Color color;

    Phase(char sign, char ascii, Color color) {
      this.sign = sign;
      this.ascii = ascii;
      this.color = color;
    }

    char sign() {
      return Output.unicode() ? sign : ascii;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Activation activation;
  private final double mostWeight;
  private final List<MeanField> line;

  /** Moments of the activation, of which any σ_w² and σ_b² are a sum. */
  private final double[] moments;

  private final double[] slopes;

  private Phases(Activation activation) {
    this.activation = activation;
    this.line = line(activation, LINE_POINTS);
    double critical = line.isEmpty() ? 2 : line.get(line.size() / 2).weightVariance();
    this.mostWeight =
        Arrays.stream(SCALES).filter(scale -> scale >= 1.6 * critical).findFirst().orElse(1000);
    this.moments = IntStream.range(0, STEPS).mapToDouble(q -> activation.secondMoment(q(q))).toArray();
    this.slopes =
        IntStream.range(0, STEPS).mapToDouble(q -> activation.slopeSecondMoment(q(q))).toArray();
  }

  static Phases of(Activation activation) {
    return new Phases(activation);
  }

  /** The critical line, at so many biases from none to the most; where there is one. */
  private static List<MeanField> line(Activation activation, int count) {
    List<MeanField> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double share = (double) i / (count - 1);
      double bias = MOST_BIAS * (count == LINE_POINTS ? share : share * share * share);
      try {
        points.add(MeanField.criticalAt(activation, bias));
      } catch (IllegalArgumentException none) {
        continue; // no σ_w² is critical with this bias
      }
    }
    return points;
  }

  /** Second moments from 1e-9 to 1e9; number {@code STEPS / 2} is 1. */
  private static double q(int step) {
    return Math.pow(10, (step - STEPS / 2) * 9.0 / (STEPS / 2));
  }

  /** The phase that a signal of second moment 1 comes into. */
  Phase phase(double weightVariance, double biasVariance) {
    int step = STEPS / 2;
    double change = change(step, weightVariance, biasVariance);
    double before = change;
    int direction = change > 0 ? 1 : -1;
    while (change * direction > 0) {
      step += direction;
      if (step == STEPS) {
        return Phase.UNBOUNDED;
      } else if (step < 0) {
        return phase(weightVariance * slopes[0]);
      }
      before = change;
      change = change(step, weightVariance, biasVariance);
    }
    if (change == 0) {
      return phase(weightVariance * slopes[step]);
    }
    double passed = before / (before - change);
    double slope = slopes[step - direction] * (1 - passed) + slopes[step] * passed;
    return phase(weightVariance * slope);
  }

  private static Phase phase(double chi) {
    return Math.abs(chi - 1) < 1e-9 ? Phase.CRITICAL : chi < 1 ? Phase.ORDERED : Phase.CHAOTIC;
  }

  private double change(int step, double weightVariance, double biasVariance) {
    double after = weightVariance * moments[step] + biasVariance;
    double before = q(step);
    return Math.abs(after - before) < 1e-12 * before ? 0 : after - before;
  }

  void table(Output output) {
    output.print("phases of " + activation.name());
    output.print("");
    output.print("σ_b²");
    for (int row = ROWS - 1; row >= 0; row--) {
      double bias = MOST_BIAS * row / (ROWS - 1);
      StringBuilder signs = new StringBuilder();
      for (int column = 0; column < COLUMNS; column++) {
        signs.append(phase(mostWeight * column / (COLUMNS - 1), bias).sign());
      }
      output.print("%s  %s".formatted(Report.fixed(bias, 2), signs));
    }
    String half = Report.number(mostWeight / 2);
    String most = Report.number(mostWeight);
    output.print(
        "      0%s%s%s%s  σ_w²"
            .formatted(
                " ".repeat(COLUMNS / 2 - 1),
                half,
                " ".repeat(COLUMNS - 1 - COLUMNS / 2 - half.length()),
                most));
    output.print("");
    output.print(
        "%s ordered: inputs become one another, gradients vanish".formatted(Phase.ORDERED.sign()));
    output.print(
        "%s chaotic: inputs are torn apart, gradients explode".formatted(Phase.CHAOTIC.sign()));
    output.print("%s critical: the edge of chaos".formatted(Phase.CRITICAL.sign()));
    output.print(
        "%s unbounded: the signal grows for ever".formatted(Phase.UNBOUNDED.sign()));
    output.print("");
    if (line.isEmpty()) {
      output.print("There is no critical line here.");
      return;
    }
    Table table = Table.of("σ_b²", "critical σ_w²", "q*", "slope", "fixed point");
    for (MeanField point : line) {
      FixedPoint fixed = fixedPoint(point);
      table.row(
          Report.fixed(point.biasVariance(), 2),
          Report.fixed(point.weightVariance(), 5),
          fixed == null ? "-" : Report.number(fixed.q()),
          fixed == null ? "-" : Report.number(fixed.slope()),
          fixed == null ? "none" : fixed.stability().name().toLowerCase(Locale.ROOT));
    }
    table.print(output::print);
  }

  /** The critical fixed point: the one with χ₁ = 1. */
  private static FixedPoint fixedPoint(MeanField point) {
    return point.fixedPoints().stream()
        .filter(fixed -> Math.abs(point.chi(fixed.q()) - 1) < 1e-6)
        .findFirst()
        .orElse(null);
  }

  JsonObject json() {
    JsonObject document = new JsonObject();
    document.addProperty("activation", activation.name());
    JsonArray grid = new JsonArray();
    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < COLUMNS; column++) {
        double weight = mostWeight * column / (COLUMNS - 1);
        double bias = MOST_BIAS * row / (ROWS - 1);
        JsonObject cell = new JsonObject();
        cell.addProperty("weightVariance", weight);
        cell.addProperty("biasVariance", bias);
        cell.addProperty("phase", phase(weight, bias).toString());
        grid.add(cell);
      }
    }
    document.add("grid", grid);
    JsonArray critical = new JsonArray();
    for (MeanField point : line) {
      JsonObject json = new JsonObject();
      json.addProperty("weightVariance", point.weightVariance());
      json.addProperty("biasVariance", point.biasVariance());
      FixedPoint fixed = fixedPoint(point);
      if (fixed != null) {
        json.addProperty("fixedPoint", fixed.q());
        json.addProperty("stability", fixed.stability().name().toLowerCase(Locale.ROOT));
        json.addProperty("slope", fixed.slope());
      }
      critical.add(json);
    }
    document.add("criticalLine", critical);
    return document;
  }

  /** Draws the diagram. */
  void draw(Path file) {
    XYChart chart =
        Picture.chart("Phases of " + activation.name(), "σ_w² = n_in·Var(w)", "σ_b² = Var(b)");
    int rows = FINE * (ROWS - 1) + 1;
    for (Phase phase : List.of(Phase.ORDERED, Phase.CHAOTIC, Phase.UNBOUNDED)) {
      List<Double> x = new ArrayList<>();
      List<Double> y = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        strokes(phase, MOST_BIAS * row / (rows - 1), x, y);
      }
      if (!x.isEmpty()) {
        Picture.area(chart, phase.toString(), array(x), array(y), phase.color, rows);
      }
    }
    List<MeanField> curve = line(activation, FINE * LINE_POINTS);
    if (!curve.isEmpty()) {
      Picture.line(
          chart,
          "critical",
          curve.stream().mapToDouble(MeanField::weightVariance).toArray(),
          curve.stream().mapToDouble(MeanField::biasVariance).toArray(),
          Picture.BLACK);
    }
    chart.getStyler().setXAxisMin(0.0).setXAxisMax(mostWeight);
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(MOST_BIAS);
    Picture.write(chart, file);
  }

  /** Where a row of the diagram is in a phase: from, to, and a gap. */
  private void strokes(Phase phase, double bias, List<Double> x, List<Double> y) {
    int columns = 2 * FINE * (COLUMNS - 1);
    Double from = null;
    for (int column = 0; column <= columns; column++) {
      double weight = mostWeight * column / columns;
      boolean in = column < columns && phase(weight, bias) == phase;
      if (in && from == null) {
        from = weight;
      } else if (!in && from != null) {
        x.addAll(List.of(from, weight, Double.NaN));
        y.addAll(List.of(bias, bias, Double.NaN));
        from = null;
      }
    }
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
