// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.Color;
import java.awt.geom.Path2D;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.report.chart.Chart.RidgeChart;
import org.evenkeel.report.chart.Chart.RidgeChart.Row;

/** The drawing of a ridge chart: histograms of equal height, the first layer on top. */
final class RidgePicture {

  /** The most layers that are drawn; more are thinned. */
  private static final int MOST = 40;

  private static final double PEAK = 1.7;

  private final RidgeChart data;
  private final int step;
  private final List<Row> rows;
  private final Plane plane;

  RidgePicture(RidgeChart data) {
    this.data = data;
    step = (data.rows().size() + MOST - 1) / MOST;
    rows =
        IntStream.range(0, data.rows().size())
            .filter(i -> i % step == 0)
            .mapToObj(data.rows()::get)
            .toList();
    int count = Math.max(1, rows.size());
    double height = Math.max(160, (count + PEAK) * Math.max(14, Math.min(28, 420.0 / count)));
    plane =
        new Plane(
            Axis.of(data.x(), rows.stream().flatMap(row -> Stream.of(row.low(), row.high()))),
            Axis.down(rows.stream().map(Row::name).toList(), PEAK),
            Math.rint(height),
            24);
  }

  Drawing drawing() {
    String remark = step > 1 ? "one layer in " + step : "";
    return new Drawing(remark, plane.height(), new Legend(), this::paint);
  }

  private void paint(Pen pen) {
    plane.grid(pen);
    for (int i = 0; i < rows.size(); i++) {
      row(pen, rows.get(i), i + 1);
    }
    plane.axes(pen);
  }

  private void row(Pen pen, Row row, double number) {
    long most = row.counts().stream().mapToLong(Long::longValue).max().orElse(0);
    if (most == 0 || !(row.low() < row.high())) {
      return;
    }
    double foot = plane.y.at(number);
    double peak = PEAK * (plane.bottom - plane.top) / (rows.size() + PEAK);
    double width = (row.high() - row.low()) / row.counts().size();
    Path2D shape = new Path2D.Double();
    shape.moveTo(plane.x.atEdge(row.low()), foot);
    for (int bin = 0; bin < row.counts().size(); bin++) {
      double y = foot - peak * row.counts().get(bin) / most;
      shape.lineTo(plane.x.atEdge(row.low() + bin * width), y);
      shape.lineTo(plane.x.atEdge(row.low() + (bin + 1) * width), y);
    }
    shape.lineTo(plane.x.atEdge(row.high()), foot);
    Color color = Palette.of(data.color());
    pen.fill(Color.WHITE, shape);
    pen.fill(Palette.faint(color, 110), shape);
    pen.draw(color, Markers.round(1.2), shape);
  }
}
