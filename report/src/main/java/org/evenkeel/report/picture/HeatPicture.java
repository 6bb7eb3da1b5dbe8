// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.report.chart.Axis;
import org.evenkeel.report.chart.HeatMap;
import org.evenkeel.report.chart.HeatMap.Cell;
import org.evenkeel.report.chart.HeatMap.Region;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.text.Numbers;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Values over a grid, by XChart: each row of cells of one color is a stroke as thick as a row. */
final class HeatPicture {

  private static final int SHADES = 24;
  private static final int LONGEST_NAME = 40;

  private final HeatMap data;
  private final Scaled x;
  private final Scaled y;
  private final Scaled value;
  private final Map<Color, List<double[]>> strokes = new LinkedHashMap<>();

  private HeatPicture(HeatMap data) {
    this.data = data;
    this.x = Scaled.of(data.x(), data.xs().stream());
    this.y = Scaled.of(data.y(), data.ys().stream());
    this.value = Scaled.of(data.value(), data.cells().stream().map(Cell::value));
  }

  static XYChart of(HeatMap data) {
    return new HeatPicture(data).chart();
  }

  private XYChart chart() {
    double[] columns = x.all(data.xs());
    double[] rows = y.all(data.ys());
    double width = columns.length > 1 ? (columns[1] - columns[0]) / 2 : 0.5;
    double height = rows.length > 1 ? (rows[1] - rows[0]) / 2 : 0.5;
    Scaled wide = new Scaled(data.x(), columns[0] - width, columns[columns.length - 1] + width);
    Scaled tall = new Scaled(data.y(), rows[0] - height, rows[rows.length - 1] + height);
    XYChart chart = XyPicture.frame(data.title(), wide, tall);
    for (int row = 0; row < rows.length; row++) {
      for (int column = 0; column < columns.length; column++) {
        Cell cell = data.cells().get(row * columns.length + column);
        Color color = color(cell);
        if (color != null) {
          strokes
              .computeIfAbsent(color, one -> new ArrayList<>())
              .add(new double[] {columns[column] - width, columns[column] + width, rows[row]});
        }
      }
    }
    boolean valued = data.cells().stream().anyMatch(cell -> cell.region() == null);
    for (Map.Entry<Color, List<double[]>> one : strokes.entrySet()) {
      draw(chart, one.getKey(), one.getValue(), rows.length);
    }
    if (valued && !data.value().label().isEmpty()) {
      scale(chart, wide, tall);
    }
    data.over().forEach(series -> over(chart, series, wide, tall));
    return chart;
  }

  private Color color(Cell cell) {
    if (cell.region() != null) {
      return data.regions().stream()
          .filter(region -> region.name().equals(cell.region()))
          .findFirst()
          .map(Region::tone)
          .map(Palette::of)
          .orElse(null);
    }
    return cell.value() == null ? null : shade(cell.value());
  }

  /** Low values are bright. */
  private Color shade(double found) {
    double share = (value.at(found) - value.low()) / (value.high() - value.low());
    return Palette.shade(1 - Math.rint(share * SHADES) / SHADES);
  }

  private void draw(XYChart chart, Color color, List<double[]> cells, int rows) {
    List<Double> xs = new ArrayList<>();
    List<Double> ys = new ArrayList<>();
    double[] last = null;
    for (double[] cell : cells) {
      boolean goesOn = last != null && last[2] == cell[2] && Math.abs(last[1] - cell[0]) < 1e-9;
      if (goesOn) {
        xs.set(xs.size() - 2, cell[1]);
      } else {
        xs.addAll(List.of(cell[0], cell[1], Double.NaN));
        ys.addAll(List.of(cell[2], cell[2], Double.NaN));
      }
      last = cell;
    }
    Region region =
        data.regions().stream()
            .filter(one -> Palette.of(one.tone()).equals(color))
            .findFirst()
            .orElse(null);
    String name = region == null ? "shade " + color.getRGB() : region.name();
    Picture.area(chart, name, XyPicture.array(xs), XyPicture.array(ys), color, rows);
    chart.getSeries(name).setShowInLegend(region != null);
  }

  /** The ends of the scale, in the legend. */
  private void scale(XYChart chart, Scaled wide, Scaled tall) {
    for (double share : new double[] {0, 0.5, 1}) {
      double place = value.low() + share * (value.high() - value.low());
      double shown = data.value().scale() == Axis.Scale.LOG ? Math.pow(10, place) : place;
      XYSeries key =
          chart.addSeries(
              "%s %s".formatted(data.value().label(), Numbers.number(shown, 2)),
              new double[] {wide.low()},
              new double[] {tall.low() - 1});
      key.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
      key.setMarker(SeriesMarkers.SQUARE).setMarkerColor(Palette.shade(1 - share));
    }
  }

  private static void over(XYChart chart, Series series, Scaled wide, Scaled tall) {
    boolean line = series.style() == Series.Style.LINE || series.style() == Series.Style.DASHED;
    if (series.x().isEmpty()) {
      return;
    }
    Color color = line ? Color.BLACK : Palette.of(series.color());
    XYSeries drawn =
        chart.addSeries(
            "over " + chart.getSeriesCollection().size(),
            wide.all(series.x()),
            tall.all(series.y()));
    drawn.setLabel(Scaled.shortened(series.name(), LONGEST_NAME));
    drawn.setMarkerColor(color).setLineColor(color);
    if (line) {
      drawn.setMarker(SeriesMarkers.NONE).setLineStyle(new BasicStroke(2f));
    } else {
      drawn.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
      drawn.setMarker(SeriesMarkers.CIRCLE);
    }
  }
}
