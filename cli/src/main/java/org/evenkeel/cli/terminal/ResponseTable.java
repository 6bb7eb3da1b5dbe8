// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.terminal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.space.Setting;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Table;
import org.evenkeel.text.Table.Column;

/** The response of the validation loss to the multiplier: a curve, and a map with a second axis. */
final class ResponseTable {

  private static final int BAR = 24;

  private ResponseTable() {}

  static void print(Terminal terminal, StudyResult study) {
    List<Surface.Prediction> curve = study.estimates().response();
    if (curve.isEmpty()) {
      return;
    }
    StudyResult.LossMap map = study.estimates().map();
    Optional<String> other = Optional.ofNullable(map).map(StudyResult.LossMap::second);
    terminal.print("");
    double highest = curve.stream().mapToDouble(Surface.Prediction::value).max().orElse(1);
    terminal.print(
        new Table.Columns<Surface.Prediction>()
            .with("multiplier", p -> Numbers.number(p.setting().number(StudyResult.MULTIPLIER), 2))
            .with("loss", p -> Numbers.fixed(p.value(), 3))
            .with(
                "95 % interval",
                p ->
                    Numbers.fixed(p.interval().low(), 3)
                        + " to "
                        + Numbers.fixed(p.interval().high(), 3))
            .with(
                Column.of("at " + other.orElse("")).ranked(1),
                p -> other.map(name -> at(p.setting(), name)).orElse(""))
            .with("", p -> "▪".repeat((int) Math.max(1, Math.round(BAR * p.value() / highest))))
            .of(curve));
    other.ifPresent(name -> map(terminal, study, name, highest));
  }

  private static String at(Setting setting, String name) {
    return setting.has(name) ? Numbers.number(setting.number(name), 2) : "-";
  }

  /**
   * The map, shaded from its lowest value to the highest of the curve. Values beyond the curve are
   * uncertain, so they share the lightest shade.
   */
  private static void map(Terminal terminal, StudyResult study, String name, double high) {
    StudyResult.LossMap map = study.estimates().map();
    List<List<Surface.Cell>> cells = map.rows();
    List<List<Surface.Cell>> rows = new ArrayList<>(cells);
    Collections.reverse(rows);
    double low =
        cells.stream()
            .flatMap(List::stream)
            .mapToDouble(Surface.Cell::value)
            .min()
            .orElse(Double.POSITIVE_INFINITY);
    String shades = terminal.unicode() ? "█▓▒░·" : "#*+-.";
    terminal.print("");
    terminal.print(
        name
            + " (up) by multiplier (right), "
            + study.minimized()
            + (map.held().isEmpty() ? "" : " at the best " + map.slice())
            + ":");
    for (List<Surface.Cell> row : rows) {
      StringBuilder line = new StringBuilder();
      line.append("%9s ".formatted(Numbers.number(((Number) row.get(0).y()).doubleValue(), 2)));
      for (Surface.Cell cell : row) {
        String mark =
            switch (cell.outcome()) {
              case "diverged" -> "x";
              case "vanished", "hopeless" -> "o";
              default -> {
                double share = high > low ? (cell.value() - low) / (high - low) : 0;
                int shade =
                    (int) Math.min(shades.length() - 1.0, Math.max(0, share) * shades.length());
                yield shades.substring(shade, shade + 1);
              }
            };
        line.append("  ").append(mark).append(mark);
      }
      terminal.line(line.toString());
    }
    StringBuilder feet = new StringBuilder(" ".repeat(10));
    for (int i = 0; i < rows.get(0).size(); i += 3) {
      feet.append(
          "%-12s"
              .formatted(
                  "  " + Numbers.number(((Number) rows.get(0).get(i).x()).doubleValue(), 2)));
    }
    terminal.line(feet.toString());
    terminal.print(
        "          %s lowest, %s highest; x diverges, o cannot work or vanishes"
            .formatted(shades.charAt(0), shades.charAt(shades.length() - 1)));
  }
}
