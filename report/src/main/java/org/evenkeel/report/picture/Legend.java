// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.picture.Pen.Align;

/** The legend of a chart, centered, on as many lines as needed. */
final class Legend {

  private static final double WIDTH = Drawing.WIDTH - 40;
  private static final int LINE = 22;
  private static final int SIGN = 34;
  private static final int GAP = 18;
  private static final double LONGEST = 220;

  private final Map<String, List<Sign>> entries = new LinkedHashMap<>();

  private interface Sign {
    void paint(Pen pen, double x, double y);
  }

  /** The entries of series; series of the same name share one. */
  Legend add(List<Series> all) {
    for (Series series : all) {
      Color color = Palette.of(series.color());
      if (series.style() != Series.Style.POINTS) {
        entry(
            series.name(),
            (pen, x, y) -> pen.draw(color, Markers.round(2), Markers.path(x, y, x + SIGN - 6, y)));
      }
      if (series.style() == Series.Style.POINTS || series.style() == Series.Style.LINE_AND_POINTS) {
        entry(
            series.name(),
            (pen, x, y) ->
                pen.fill(color, Markers.point(series.color(), x + SIGN / 2.0 - 3, y, 1)));
      }
    }
    return this;
  }

  /** An entry with a patch of color. */
  Legend add(String name, Color color) {
    entry(name, (pen, x, y) -> pen.fill(color, new Rectangle2D.Double(x + 8, y - 6, 18, 12)));
    return this;
  }

  private void entry(String name, Sign sign) {
    if (!name.isBlank()) {
      entries.computeIfAbsent(name, one -> new ArrayList<>()).add(sign);
    }
  }

  private static double size(String name) {
    String label = Lettering.fit(name, Lettering.PLAIN, LONGEST);
    return SIGN + Lettering.width(label, Lettering.PLAIN) + GAP;
  }

  private List<List<String>> lines() {
    List<List<String>> lines = new ArrayList<>();
    double left = 0;
    for (String name : entries.keySet()) {
      if (left < size(name) - GAP) {
        lines.add(new ArrayList<>());
        left = WIDTH;
      }
      lines.get(lines.size() - 1).add(name);
      left -= size(name);
    }
    return lines;
  }

  int height() {
    return entries.isEmpty() ? 0 : 8 + LINE * lines().size();
  }

  /** Draws the legend below the origin. */
  void paint(Pen pen) {
    double y = 8 + LINE / 2.0;
    for (List<String> line : lines()) {
      double whole = line.stream().mapToDouble(Legend::size).sum() - GAP;
      double x = (Drawing.WIDTH - whole) / 2;
      for (String name : line) {
        for (Sign sign : entries.get(name)) {
          sign.paint(pen, x, y);
        }
        pen.text(name, LONGEST, Lettering.PLAIN, Palette.INK, x + SIGN, y + 4.5, Align.LEFT);
        x += size(name);
      }
      y += LINE;
    }
  }
}
