// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.evenkeel.report.chart.Chart.BarChart;
import org.evenkeel.report.chart.Chart.BarChart.Bar;
import org.evenkeel.report.picture.Pen.Align;
import org.evenkeel.text.Numbers;

/** The drawing of a bar chart. */
final class BarPicture {

  private static final int ROW = 30;
  private static final int BAR = 16;

  private final BarChart data;
  private final Plane plane;

  BarPicture(BarChart data) {
    this.data = data;
    List<Double> values =
        data.bars().stream()
            .flatMap(bar -> Stream.of(bar.value(), bar.low(), bar.high()).filter(Objects::nonNull))
            .toList();
    Axis x = Axis.of(data.value(), values.stream());
    if (!x.log()) {
      x = Axis.of(data.value(), Stream.concat(Stream.of(0.0), values.stream()));
      if (data.value().low() == null && values.stream().noneMatch(value -> value < 0)) {
        x = Axis.between(data.value(), 0, Math.max(x.high(), Double.MIN_NORMAL));
      }
    }
    Axis y = Axis.down(data.bars().stream().map(Bar::name).toList(), 0);
    plane = new Plane(x, y, ROW * Math.max(1, data.bars().size()), 110);
  }

  Drawing drawing() {
    return new Drawing("", plane.height(), new Legend(), this::paint);
  }

  private void paint(Pen pen) {
    plane.grid(pen);
    for (int i = 0; i < data.bars().size(); i++) {
      bar(pen, data.bars().get(i), plane.top + ROW * (i + 0.5));
    }
    plane.axes(pen);
  }

  private void bar(Pen pen, Bar bar, double middle) {
    Color color = Palette.of(bar.color());
    double zero = plane.x.log() ? plane.left : plane.x.atEdge(0.0);
    double right = zero;
    boolean known = bar.value() != null && !Double.isNaN(bar.value());
    if (known) {
      int beyond = plane.x.beyond(bar.value());
      double end = plane.x.atEdge(bar.value());
      double upper = middle - BAR / 2.0;
      pen.fill(
          color, new Rectangle2D.Double(Math.min(zero, end), upper, Math.abs(end - zero), BAR));
      right = Math.max(zero, end);
      if (beyond > 0 || (beyond < 0 && !plane.x.log())) {
        pen.fill(color, Markers.polygon(end, upper, end + 9 * beyond, middle, end, upper + BAR));
        right += beyond > 0 ? 9 : 0;
      }
    }
    if (bar.low() != null && bar.high() != null) {
      double from = plane.x.atEdge(bar.low());
      double to = plane.x.atEdge(bar.high());
      interval(pen, Color.WHITE, 4, from, to, middle);
      interval(pen, Palette.INK, 1.5, from, to, middle);
      right = Math.max(right, to);
    }
    // Drawn separately, because a note in a right-to-left script would reverse the order.
    String value = known ? Numbers.number(bar.value()) : "";
    write(pen, value, Palette.INK, right + 8, middle);
    double after = known ? Lettering.width(value, Lettering.SMALL) + 8 : 0;
    String note = bar.note() != null ? bar.note() : known ? "" : "no value";
    write(pen, note, Palette.SOFT, right + 8 + after, middle);
  }

  private static void interval(
      Pen pen, Color color, double width, double from, double to, double middle) {
    pen.line(color, width, from, middle, to, middle);
    pen.line(color, width, from, middle - 5, from, middle + 5);
    pen.line(color, width, to, middle - 5, to, middle + 5);
  }

  private static void write(Pen pen, String text, Color color, double left, double middle) {
    pen.text(
        text, Drawing.WIDTH - 6 - left, Lettering.SMALL, color, left, middle + 4.5, Align.LEFT);
  }
}
