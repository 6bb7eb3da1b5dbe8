// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.chart.XyChart;
import org.evenkeel.report.chart.XyChart.Mark;
import org.evenkeel.report.chart.XyChart.Of;
import org.evenkeel.report.chart.XyChart.Zone;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Lines and points over a plane, by XChart. */
final class XyPicture {

  /** Starts are told apart by more than their color. */
  private static final List<Marker> MARKERS =
      List.of(
          SeriesMarkers.CIRCLE,
          SeriesMarkers.SQUARE,
          SeriesMarkers.DIAMOND,
          SeriesMarkers.CROSS,
          SeriesMarkers.PLUS);

  private static final int MARKER = 7;
  private static final int LONGEST_NAME = 40;

  private final XYChart chart;
  private final Scaled x;
  private final Scaled y;
  private final Set<String> inLegend = new HashSet<>();
  private int names;

  private XyPicture(XYChart chart, Scaled x, Scaled y) {
    this.chart = chart;
    this.x = x;
    this.y = y;
  }

  static XYChart of(XyChart data) {
    Scaled x = Scaled.of(data.x(), data.series().stream().flatMap(series -> series.x().stream()));
    Scaled y =
        Scaled.of(
            data.y(),
            data.series().stream()
                .flatMap(
                    series ->
                        Stream.of(series.y(), series.low(), series.high()).flatMap(List::stream)));
    XyPicture picture = new XyPicture(frame(data.title(), x, y), x, y);
    data.zones().forEach(picture::zone);
    data.series().stream().filter(series -> !series.low().isEmpty()).forEach(picture::band);
    data.series().forEach(picture::series);
    data.marks().forEach(picture::mark);
    return picture.chart;
  }

  /** A chart with axes and nothing in it. */
  static XYChart frame(String title, Scaled x, Scaled y) {
    XYChart chart = Picture.chart(title, x.axis().label(), y.axis().label());
    chart.getStyler().setXAxisMin(x.low()).setXAxisMax(x.high());
    chart.getStyler().setYAxisMin(y.low()).setYAxisMax(y.high());
    chart.getStyler().setXAxisTickLabelsFormattingFunction(x::label);
    chart.getStyler().setYAxisTickLabelsFormattingFunction(y::label);
    return chart;
  }

  private void zone(Zone zone) {
    Scaled across = zone.of() == Of.X ? x : y;
    double from = zone.from() == null ? across.low() : across.at(zone.from());
    double to = zone.to() == null ? across.high() : across.at(zone.to());
    if (!(from < to)) {
      return;
    }
    double[] xs =
        zone.of() == Of.X
            ? new double[] {from, to, to, from}
            : new double[] {x.low(), x.high(), x.high(), x.low()};
    double[] ys =
        zone.of() == Of.X
            ? new double[] {y.low(), y.low(), y.high(), y.high()}
            : new double[] {from, from, to, to};
    polygon(xs, ys, Palette.of(zone.tone()));
    double middle = (from + to) / 2;
    text(
        zone.name(),
        zone.of() == Of.X ? middle : x.low() + 0.9 * (x.high() - x.low()),
        zone.of() == Of.X ? y.low() + 0.95 * (y.high() - y.low()) : middle);
  }

  private void text(String text, double atX, double atY) {
    if (!text.isEmpty()) {
      chart.addAnnotation(
          new AnnotationText(Scaled.shortened(text, LONGEST_NAME), atX, atY, false));
    }
  }

  private void polygon(double[] xs, double[] ys, Color color) {
    XYSeries area = chart.addSeries("area " + names++, xs, ys);
    area.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
    area.setMarker(SeriesMarkers.NONE).setLineColor(color).setFillColor(color);
    area.setLineStyle(new BasicStroke(0f)).setShowInLegend(false);
  }

  /** A band, piece by piece between the gaps. */
  private void band(Series series) {
    List<Double> xs = new ArrayList<>();
    List<Double> lows = new ArrayList<>();
    List<Double> highs = new ArrayList<>();
    for (int i = 0; i <= series.x().size(); i++) {
      boolean gap =
          i == series.x().size() || series.low().get(i) == null || series.high().get(i) == null;
      if (!gap) {
        xs.add(x.at(series.x().get(i)));
        lows.add(y.at(series.low().get(i)));
        highs.add(y.at(series.high().get(i)));
      } else {
        if (xs.size() > 1) {
          piece(xs, lows, highs, Palette.faint(Palette.of(series.color()), 0.78));
        }
        xs.clear();
        lows.clear();
        highs.clear();
      }
    }
  }

  private void piece(List<Double> xs, List<Double> lows, List<Double> highs, Color color) {
    List<Double> around = new ArrayList<>(xs);
    List<Double> back = new ArrayList<>(xs);
    Collections.reverse(back);
    around.addAll(back);
    List<Double> heights = new ArrayList<>(highs);
    List<Double> under = new ArrayList<>(lows);
    Collections.reverse(under);
    heights.addAll(under);
    polygon(array(around), array(heights), color);
  }

  static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private void series(Series series) {
    Color color = Palette.of(series.color());
    if (series.x().isEmpty() || series.y().stream().allMatch(value -> value == null)) {
      return;
    }
    XYSeries line = add(series.name(), x.all(series.x()), inside(series), color);
    line.setMarker(
        switch (series.style()) {
          case LINE, DASHED -> SeriesMarkers.NONE;
          case POINTS, LINE_AND_POINTS ->
              MARKERS.get(Math.floorMod(series.color(), MARKERS.size()));
        });
    float[] dashes = {7, 6};
    switch (series.style()) {
      case POINTS -> line.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
      case DASHED ->
          line.setLineStyle(
              new BasicStroke(1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dashes, 0));
      default ->
          line.setLineStyle(new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    }
    if (series.style() != Series.Style.LINE && series.style() != Series.Style.DASHED) {
      beyond(series, color);
    }
  }

  /** Where the values lie: points beyond an end are drawn as triangles, and lines end there. */
  private double[] inside(Series series) {
    double[] places = y.all(series.y());
    boolean points = series.style() == Series.Style.POINTS;
    for (int i = 0; i < places.length; i++) {
      boolean comesBack =
          (i > 0 && !isBeyond(series, i - 1)) || (i + 1 < places.length && !isBeyond(series, i + 1));
      if (isBeyond(series, i) && (points || !comesBack)) {
        places[i] = Double.NaN;
      }
    }
    return places;
  }

  private boolean isBeyond(Series series, int i) {
    return y.above(series.y().get(i)) || y.below(series.y().get(i));
  }

  private XYSeries add(String name, double[] xs, double[] ys, Color color) {
    boolean first = inLegend.add(name);
    String unique = Scaled.shortened(name, LONGEST_NAME) + "\u200B".repeat(0);
    XYSeries series = chart.addSeries("series " + names++, xs, ys);
    series.setMarkerColor(color).setLineColor(color);
    series.setLabel(Scaled.shortened(name, LONGEST_NAME)).setShowInLegend(first);
    return series;
  }

  /** What lies beyond an end is a triangle at the edge that points out of the picture. */
  private void beyond(Series series, Color color) {
    for (boolean up : new boolean[] {true, false}) {
      List<Double> xs = new ArrayList<>();
      List<Double> ys = new ArrayList<>();
      for (int i = 0; i < series.y().size(); i++) {
        Double value = series.y().get(i);
        if (series.x().get(i) != null && (up ? y.above(value) : y.below(value))) {
          xs.add(x.at(series.x().get(i)));
          ys.add(up ? y.high() : y.low());
        }
      }
      if (!xs.isEmpty()) {
        XYSeries edge = add(series.name(), array(xs), array(ys), color);
        edge.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        edge.setMarker(up ? SeriesMarkers.TRIANGLE_UP : SeriesMarkers.TRIANGLE_DOWN);
      }
    }
  }

  private void mark(Mark mark) {
    Scaled across = mark.of() == Of.X ? x : y;
    double at = across.at(mark.at());
    chart.addAnnotation(new AnnotationLine(at, mark.of() == Of.X, false));
    double wide = x.high() - x.low();
    double tall = y.high() - y.low();
    text(
        mark.name(),
        mark.of() == Of.X ? at + 0.01 * wide : x.low() + 0.8 * wide,
        mark.of() == Of.X ? y.low() + 0.06 * tall : at + 0.03 * tall);
  }

  static int markerSize() {
    return MARKER;
  }
}
