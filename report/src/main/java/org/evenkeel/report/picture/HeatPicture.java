// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.Color;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.evenkeel.report.chart.Chart.HeatMap;
import org.evenkeel.report.chart.Chart.HeatMap.Cell;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.picture.Pen.Align;

/** The drawing of a heat map. */
final class HeatPicture {

  private static final int HEIGHT = 380;
  private static final int SHADES = 60;
  private static final int SCALE = 16;

  private final HeatMap data;
  private final double[] columns;
  private final double[] rows;
  private final Axis value;
  private final boolean valued;
  final Plane plane;

  HeatPicture(HeatMap data) {
    this.data = data;
    columns = edges(data.x(), data.xs());
    rows = edges(data.y(), data.ys());
    valued =
        data.cells().stream()
            .anyMatch(cell -> cell != null && cell.region() == null && cell.value() != null);
    plane =
        new Plane(
            around(data.x(), columns, Series::x),
            around(data.y(), rows, Series::y),
            HEIGHT,
            valued ? 106 : 24);
    value =
        Axis.of(data.value(), data.cells().stream().filter(Objects::nonNull).map(Cell::value))
            .drawn(plane.bottom, plane.top);
  }

  /** The edges of the cells, halfway between their centers. */
  private static double[] edges(ChartAxis axis, List<Double> centers) {
    Axis scaled = Axis.of(axis, Stream.of());
    double[] places = centers.stream().mapToDouble(scaled::place).toArray();
    int last = places.length;
    if (last < 2) {
      double only = last == 1 ? places[0] : 0;
      return new double[] {only - 0.5, only + 0.5};
    }
    double[] edges = new double[last + 1];
    for (int i = 1; i < last; i++) {
      edges[i] = (places[i - 1] + places[i]) / 2;
    }
    edges[0] = places[0] - (edges[1] - places[0]);
    edges[last] = places[last - 1] + (places[last - 1] - edges[last - 1]);
    return edges;
  }

  /** An axis that includes all cells and series, unless its ends are given. */
  private Axis around(ChartAxis axis, double[] edges, Function<Series, List<Double>> part) {
    Axis given = Axis.of(axis, Stream.of());
    double low = edges[0];
    double high = edges[edges.length - 1];
    double margin = 0.02 * (high - low);
    for (Series series : data.over()) {
      for (Double one : part.apply(series)) {
        if (given.finite(one)) {
          low = given.place(one) < low ? given.place(one) - margin : low;
          high = given.place(one) > high ? given.place(one) + margin : high;
        }
      }
    }
    boolean open = !axis.names().isEmpty();
    return Axis.between(
        axis,
        axis.low() == null || open ? low : given.low(),
        axis.high() == null || open ? high : given.high());
  }

  Drawing drawing() {
    return new Drawing("", plane.height(), legend(), this::paint);
  }

  private Legend legend() {
    Legend legend = new Legend();
    data.regions().stream()
        .filter(
            region ->
                data.cells().stream()
                    .anyMatch(cell -> cell != null && region.name().equals(cell.region())))
        .forEach(region -> legend.add(region.name(), Palette.region(region.tone())));
    return legend.add(data.over());
  }

  private void paint(Pen pen) {
    pen.within(plane.area(), () -> cells(pen));
    plane.axes(pen);
    new Curves(plane).paint(pen, data.over(), true);
    if (valued) {
      scale(pen);
    }
  }

  /** Fills all cells of one color as one shape, with adjacent cells merged. */
  private void cells(Pen pen) {
    Map<Color, Path2D> shapes = new LinkedHashMap<>();
    int across = columns.length - 1;
    for (int row = 0; row < rows.length - 1; row++) {
      for (int column = 0; column < across; column++) {
        Color color = color(row, column);
        int from = column;
        while (column + 1 < across && color.equals(color(row, column + 1))) {
          column++;
        }
        Rectangle2D run = new Rectangle2D.Double();
        run.setFrameFromDiagonal(
            edge(plane.x, columns[from]),
            edge(plane.y, rows[row]),
            edge(plane.x, columns[column + 1]),
            edge(plane.y, rows[row + 1]));
        shapes.computeIfAbsent(color, one -> new Path2D.Double()).append(run, false);
      }
    }
    shapes.forEach(pen::fillExactly);
  }

  /** The point of an edge, rounded to half points, so that no gaps appear between cells. */
  private static double edge(Axis axis, double place) {
    return Math.rint(2 * axis.point((place - axis.low()) / (axis.high() - axis.low()))) / 2;
  }

  private Color color(int row, int column) {
    int index = row * (columns.length - 1) + column;
    Cell cell = index < data.cells().size() ? data.cells().get(index) : null;
    if (cell != null && cell.region() != null) {
      return data.regions().stream()
          .filter(region -> region.name().equals(cell.region()))
          .findFirst()
          .map(region -> Palette.region(region.tone()))
          .orElse(Palette.RAISED);
    }
    double share = cell == null ? Double.NaN : value.inside(cell.value());
    return Double.isNaN(share) ? Palette.RAISED : Palette.ramp(Math.rint(share * SHADES) / SHADES);
  }

  /** Draws the color scale on the right. */
  private void scale(Pen pen) {
    double left = plane.right + 18;
    for (int i = SHADES - 1; i >= 0; i--) {
      double upper = value.point((i + 1.0) / SHADES);
      // Each extends to the bottom, so that there are no seams.
      pen.fill(
          Palette.ramp((i + 0.5) / SHADES),
          new Rectangle2D.Double(left, upper, SCALE, plane.bottom - upper));
    }
    for (Tick tick : Tick.of(value, false)) {
      double at = value.point(tick.share());
      pen.line(Palette.SOFT, 1, left + SCALE, at, left + SCALE + 4, at);
      pen.text(
          tick.label(), 50, Lettering.SMALL, Palette.INK, left + SCALE + 7, at + 4.5, Align.LEFT);
    }
    pen.upwards(data.value().label(), HEIGHT, Drawing.WIDTH - 12.0, plane.top + HEIGHT / 2.0);
  }
}
