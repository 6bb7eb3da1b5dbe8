// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.Objects;
import java.util.stream.Stream;
import org.evenkeel.report.chart.Chart.BarChart;
import org.evenkeel.report.chart.Chart.BarChart.Bar;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.picture.Lettering.Align;
import org.evenkeel.text.Numbers;

/** The drawing of a bar chart. */
final class BarPicture implements Drawing {

  private static final int ROW = 30;
  private static final int BAR = 16;

  private final BarChart data;
  private final String title;
  private final Plane plane;

  BarPicture(BarChart data, String title) {
    this.data = data;
    this.title = title;
    Stream<Double> values =
        data.bars().stream()
            .flatMap(bar -> Stream.of(bar.value(), bar.low(), bar.high()).filter(Objects::nonNull));
    boolean log = data.value().scale() == ChartAxis.Scale.LOG;
    AxisScale x = AxisScale.of(data.value(), log ? values : Stream.concat(Stream.of(0.0), values));
    if (!log && data.value().low() == null && data.bars().stream().noneMatch(BarPicture::below)) {
      x = new AxisScale(x.axis(), 0, Math.max(x.high(), Double.MIN_NORMAL));
    }
    ChartAxis names =
        new ChartAxis(
            "", ChartAxis.Scale.CATEGORY, null, null, data.bars().stream().map(Bar::name).toList());
    int rows = Math.max(1, data.bars().size());
    // The axis of names points down, so that the first bar is on top.
    AxisScale y = new AxisScale(names, rows + 0.5, 0.5);
    plane = new Plane(x, y, title.isEmpty() ? 0 : 20, ROW * rows, 110);
  }

  private static boolean below(Bar bar) {
    return Stream.of(bar.value(), bar.low(), bar.high())
        .anyMatch(value -> value != null && value < 0);
  }

  @Override
  public int height() {
    return plane.bottom() + 14;
  }

  @Override
  public void paint(Graphics2D graphics) {
    Plane.title(graphics, title);
    plane.grid(graphics);
    for (int i = 0; i < data.bars().size(); i++) {
      bar(graphics, data.bars().get(i), plane.top + ROW * (i + 0.5));
    }
    plane.axes(graphics);
  }

  private void bar(Graphics2D graphics, Bar bar, double middle) {
    Color color = Palette.of(bar.color());
    double zero = plane.left + plane.width * (plane.x.log() ? 0 : plane.x.inside(0.0));
    double right = zero;
    boolean known = bar.value() != null && !Double.isNaN(bar.value());
    if (known) {
      int beyond = plane.x.beyond(bar.value());
      double end = plane.insideX(bar.value());
      graphics.setColor(color);
      graphics.fill(
          new Rectangle2D.Double(
              Math.min(zero, end), middle - BAR / 2.0, Math.abs(end - zero), BAR));
      right = Math.max(zero, end);
      if (beyond > 0 || (beyond < 0 && !plane.x.log())) {
        graphics.fill(
            Markers.polygon(
                end, middle - BAR / 2.0, end + 9 * beyond, middle, end, middle + BAR / 2.0));
        right += beyond > 0 ? 9 : 0;
      }
    }
    if (bar.low() != null && bar.high() != null) {
      double from = plane.insideX(bar.low());
      double to = plane.insideX(bar.high());
      for (int over = 0; over < 2; over++) {
        graphics.setColor(over == 0 ? Color.WHITE : Palette.INK);
        graphics.setStroke(new BasicStroke(over == 0 ? 4f : 1.5f));
        graphics.draw(new Line2D.Double(from, middle, to, middle));
        graphics.draw(new Line2D.Double(from, middle - 5, from, middle + 5));
        graphics.draw(new Line2D.Double(to, middle - 5, to, middle + 5));
      }
      right = Math.max(right, to);
    }
    // Drawn separately, because a note in a right-to-left script would reverse the order.
    String value = known ? Numbers.number(bar.value()) : "";
    write(graphics, value, Palette.INK, right + 8, middle);
    double after = known ? Lettering.width(value, Lettering.SMALL) + 8 : 0;
    String note = bar.note() != null ? bar.note() : known ? "" : "no value";
    write(graphics, note, Palette.SOFT, right + 8 + after, middle);
  }

  private static void write(
      Graphics2D graphics, String text, Color color, double left, double middle) {
    String fitting = Lettering.fit(text, Lettering.SMALL, WIDTH - 6 - left);
    Lettering.write(graphics, fitting, Lettering.SMALL, color, left, middle + 4.5, Align.LEFT);
  }
}
