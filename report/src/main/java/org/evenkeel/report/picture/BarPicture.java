// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.Objects;
import java.util.stream.Stream;
import org.evenkeel.report.chart.Axis;
import org.evenkeel.report.chart.BarChart;
import org.evenkeel.report.chart.BarChart.Bar;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Bars with intervals, by XChart: each is a thick stroke. */
final class BarPicture {

  private static final double SHARE_OF_ROW = 0.55;

  private BarPicture() {}

  static XYChart of(BarChart data) {
    int count = data.bars().size();
    Axis names =
        new Axis("", Axis.Scale.LINEAR, null, null, data.bars().stream().map(Bar::name).toList());
    Scaled x =
        Scaled.of(
            data.value(),
            Stream.concat(
                Stream.of(0.0),
                data.bars().stream()
                    .flatMap(bar -> Stream.of(bar.value(), bar.low(), bar.high()))
                    .filter(Objects::nonNull)));
    Scaled y = new Scaled(names, 0.4, count + 0.6);
    XYChart chart = XyPicture.frame(data.title(), x, y);
    chart
        .getStyler()
        .setYAxisTickLabelsFormattingFunction(
            place -> {
              double fromTop = count + 1 - place;
              return y.label(fromTop);
            });
    chart.getStyler().setLegendVisible(false);
    for (int i = 0; i < count; i++) {
      bar(chart, data.bars().get(i), count - i, count, x);
    }
    return chart;
  }

  private static void bar(XYChart chart, Bar bar, int row, int rows, Scaled x) {
    Color color = Palette.of(bar.color());
    double zero = Math.max(x.low(), Math.min(x.high(), 0));
    double[] level = {row, row};
    double end = zero;
    if (bar.value() != null) {
      end = x.at(bar.value());
      float thick = (float) Math.min(28, SHARE_OF_ROW * Picture.PLOT_HEIGHT / rows);
      Picture.line(chart, "bar " + row, new double[] {zero, end}, level, color);
      chart
          .getSeries("bar " + row)
          .setLineStyle(new BasicStroke(thick, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
    }
    if (bar.low() != null && bar.high() != null) {
      Picture.line(
          chart,
          "interval " + row,
          new double[] {x.at(bar.low()), x.at(bar.high())},
          level,
          Color.BLACK);
      chart.getSeries("interval " + row).setMarker(SeriesMarkers.PLUS).setMarkerColor(Color.BLACK);
      end = Math.max(end, x.at(bar.high()));
    }
    if (bar.note() != null && !bar.note().isEmpty()) {
      double room = 0.22 * (x.high() - x.low());
      chart.addAnnotation(
          new AnnotationText(
              Scaled.shortened(bar.note(), 40), Math.min(end + room, x.high() - room), row, false));
    }
    if (bar.value() == null && bar.low() == null) { // keeps its place
      Picture.line(chart, "bar " + row, new double[] {zero, zero}, level, color);
    }
  }
}
