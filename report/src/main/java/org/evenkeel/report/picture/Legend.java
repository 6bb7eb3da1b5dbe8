// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.picture.Lettering.Align;

/** The legend of a chart, on as many lines as needed. */
final class Legend {

  private static final int LINE = 22;
  private static final int SIGN = 34;
  private static final int GAP = 18;
  private static final double LONGEST = 220;

  private final double width;
  private final Map<String, List<Sign>> entries = new LinkedHashMap<>();

  /** A legend of a given width. */
  Legend(double width) {
    this.width = width;
  }

  private interface Sign {
    void paint(Graphics2D graphics, double x, double y);
  }

  /** The entries of series; series of the same name share one. */
  void add(Series series) {
    Color color = Palette.of(series.color());
    Sign sign =
        switch (series.style()) {
          case LINE, DASHED -> (graphics, x, y) -> line(graphics, series.style(), color, x, y);
          case POINTS ->
              (graphics, x, y) -> {
                graphics.setColor(color);
                graphics.fill(Markers.point(series.color(), x + SIGN / 2.0 - 3, y, 1));
              };
          case LINE_AND_POINTS ->
              (graphics, x, y) -> {
                line(graphics, Series.Style.LINE, color, x, y);
                graphics.fill(Markers.point(series.color(), x + SIGN / 2.0 - 3, y, 1));
              };
        };
    entry(series.name(), sign);
  }

  private static void line(
      Graphics2D graphics, Series.Style style, Color color, double x, double y) {
    graphics.setColor(color);
    graphics.setStroke(Markers.stroke(style));
    graphics.draw(new Line2D.Double(x, y, x + SIGN - 6, y));
  }

  /** An entry with a patch of color. */
  void add(String name, Color color) {
    entry(
        name,
        (graphics, x, y) -> {
          graphics.setColor(color);
          graphics.fill(new Rectangle2D.Double(x + 8, y - 6, 18, 12));
        });
  }

  private void entry(String name, Sign sign) {
    if (!name.isBlank()) {
      entries.computeIfAbsent(name, one -> new ArrayList<>()).add(sign);
    }
  }

  private static String label(String name) {
    return Lettering.fit(name, Lettering.PLAIN, LONGEST);
  }

  private static double size(String name) {
    return SIGN + Lettering.width(label(name), Lettering.PLAIN) + GAP;
  }

  private List<List<String>> lines() {
    List<List<String>> lines = new ArrayList<>();
    double left = 0;
    for (String name : entries.keySet()) {
      if (left < size(name) - GAP) {
        lines.add(new ArrayList<>());
        left = width;
      }
      lines.get(lines.size() - 1).add(name);
      left -= size(name);
    }
    return lines;
  }

  int height() {
    return entries.isEmpty() ? 0 : 8 + LINE * lines().size();
  }

  /** Draws the legend, centered. */
  void paint(Graphics2D graphics, double left, double top) {
    double y = top + 8 + LINE / 2.0;
    for (List<String> line : lines()) {
      double whole = line.stream().mapToDouble(Legend::size).sum() - GAP;
      double x = left + (width - whole) / 2;
      for (String name : line) {
        for (Sign sign : entries.get(name)) {
          sign.paint(graphics, x, y);
        }
        Lettering.write(
            graphics, label(name), Lettering.PLAIN, Palette.INK, x + SIGN, y + 4.5, Align.LEFT);
        x += size(name);
      }
      y += LINE;
    }
  }
}
