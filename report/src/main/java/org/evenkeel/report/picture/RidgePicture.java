// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.report.chart.Chart.RidgeChart;
import org.evenkeel.report.chart.Chart.RidgeChart.Row;
import org.evenkeel.report.chart.ChartAxis;

/** The drawing of a ridge chart: histograms of equal height, the first layer on top. */
final class RidgePicture implements Drawing {

  /** The most layers that are drawn; more are thinned. */
  private static final int MOST = 40;

  private static final double PEAK = 1.7;

  private final RidgeChart data;
  private final String title;
  private final List<Row> rows;
  private final Plane plane;

  RidgePicture(RidgeChart data, String title) {
    this.data = data;
    int step = (data.rows().size() + MOST - 1) / MOST;
    this.rows =
        IntStream.range(0, data.rows().size())
            .filter(i -> i % step == 0)
            .mapToObj(data.rows()::get)
            .toList();
    this.title = step > 1 ? (title.isEmpty() ? "" : title + ", ") + "one layer in " + step : title;
    AxisScale x =
        AxisScale.of(data.x(), rows.stream().flatMap(row -> Stream.of(row.low(), row.high())));
    ChartAxis names =
        new ChartAxis(
            "", ChartAxis.Scale.CATEGORY, null, null, rows.stream().map(Row::name).toList());
    int count = Math.max(1, rows.size());
    AxisScale y = new AxisScale(names, count + 0.5, 0.5 - PEAK);
    double height = Math.max(160, (count + PEAK) * Math.max(14, Math.min(28, 420.0 / count)));
    plane = new Plane(x, y, this.title.isEmpty() ? 0 : 20, Math.rint(height), 24);
  }

  @Override
  public int height() {
    return plane.bottom() + 14;
  }

  @Override
  public void paint(Graphics2D graphics) {
    Plane.title(graphics, title);
    plane.grid(graphics);
    for (int i = 0; i < rows.size(); i++) {
      row(graphics, rows.get(i), i + 1);
    }
    plane.axes(graphics);
  }

  private void row(Graphics2D graphics, Row row, double number) {
    long most = row.counts().stream().mapToLong(Long::longValue).max().orElse(0);
    double foot = plane.atY(number);
    double peak = PEAK * plane.height / (rows.size() + PEAK);
    if (most == 0 || !(row.low() < row.high())) {
      return;
    }
    Path2D shape = new Path2D.Double();
    double width = (row.high() - row.low()) / row.counts().size();
    shape.moveTo(plane.insideX(row.low()), foot);
    for (int bin = 0; bin < row.counts().size(); bin++) {
      double y = foot - peak * row.counts().get(bin) / most;
      shape.lineTo(plane.insideX(row.low() + bin * width), y);
      shape.lineTo(plane.insideX(row.low() + (bin + 1) * width), y);
    }
    shape.lineTo(plane.insideX(row.high()), foot);
    Path2D area = new Path2D.Double(shape);
    area.closePath();
    graphics.setColor(Color.WHITE);
    graphics.fill(area);
    graphics.setColor(Palette.faint(Palette.of(data.color()), 110));
    graphics.fill(area);
    graphics.setColor(Palette.of(data.color()));
    graphics.setStroke(new BasicStroke(1.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    graphics.draw(shape);
  }
}
