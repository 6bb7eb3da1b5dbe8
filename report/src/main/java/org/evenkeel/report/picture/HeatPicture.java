// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.evenkeel.report.chart.Chart.HeatMap;
import org.evenkeel.report.chart.Chart.HeatMap.Cell;
import org.evenkeel.report.chart.Chart.HeatMap.Region;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.picture.Lettering.Align;

/** The drawing of a heat map. */
final class HeatPicture implements Drawing {

  private static final int HEIGHT = 380;
  private static final int SHADES = 60;
  private static final int SCALE = 16;

  private final HeatMap data;
  private final String title;
  private final double[] columns;
  private final double[] rows;
  private final AxisScale value;
  private final boolean valued;
  final Plane plane;
  private final Legend legend;

  HeatPicture(HeatMap data, String title) {
    this.data = data;
    this.title = title;
    columns = edges(data.x(), data.xs());
    rows = edges(data.y(), data.ys());
    value =
        AxisScale.of(data.value(), data.cells().stream().filter(Objects::nonNull).map(Cell::value));
    valued =
        data.cells().stream()
            .anyMatch(cell -> cell != null && cell.region() == null && cell.value() != null);
    plane =
        new Plane(
            around(data.x(), columns, data.over().stream().flatMap(one -> one.x().stream())),
            around(data.y(), rows, data.over().stream().flatMap(one -> one.y().stream())),
            title.isEmpty() ? 0 : 20,
            HEIGHT,
            valued ? 106 : 24);
    legend = new Legend(WIDTH - 40.0);
    data.regions().stream()
        .filter(
            region ->
                data.cells().stream()
                    .anyMatch(cell -> cell != null && region.name().equals(cell.region())))
        .forEach(region -> legend.add(region.name(), Palette.region(region.tone())));
    data.over().forEach(legend::add);
  }

  /** The edges of the cells, halfway between their centers. */
  private static double[] edges(ChartAxis axis, List<Double> centers) {
    AxisScale scaled = AxisScale.of(axis, Stream.of());
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

  /** The scale of an axis that includes all cells and series, unless its ends are given. */
  private static AxisScale around(ChartAxis axis, double[] edges, Stream<Double> over) {
    AxisScale given = AxisScale.of(axis, Stream.of());
    double[] places =
        over.filter(Objects::nonNull).mapToDouble(given::place).filter(Double::isFinite).toArray();
    double low = edges[0];
    double high = edges[edges.length - 1];
    double margin = 0.02 * (high - low);
    for (double place : places) {
      low = place < low ? place - margin : low;
      high = place > high ? place + margin : high;
    }
    boolean open = !axis.names().isEmpty();
    return new AxisScale(
        axis,
        axis.low() == null || open ? low : given.low(),
        axis.high() == null || open ? high : given.high());
  }

  @Override
  public int height() {
    return plane.bottom() + legend.height() + 14;
  }

  @Override
  public void paint(Graphics2D graphics) {
    Plane.title(graphics, title);
    Shape clip = graphics.getClip();
    graphics.clip(plane.area());
    cells(graphics);
    graphics.setClip(clip);
    plane.axes(graphics);
    new Curves(plane).paint(graphics, data.over(), true);
    if (valued) {
      scale(graphics);
    }
    legend.paint(graphics, 20, plane.bottom());
  }

  /** Fills all cells of one color as one shape, with adjacent cells merged. */
  private void cells(Graphics2D graphics) {
    Map<Color, Path2D> shapes = new LinkedHashMap<>();
    int across = columns.length - 1;
    for (int row = 0; row < rows.length - 1; row++) {
      for (int column = 0; column < across; column++) {
        Color color = color(row, column);
        int from = column;
        while (column + 1 < across && Objects.equals(color, color(row, column + 1))) {
          column++;
        }
        Rectangle2D run = new Rectangle2D.Double();
        run.setFrameFromDiagonal(x(from), y(row), x(column + 1), y(row + 1));
        shapes.computeIfAbsent(color, one -> new Path2D.Double()).append(run, false);
      }
    }
    Object smooth = graphics.getRenderingHint(RenderingHints.KEY_ANTIALIASING);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_OFF);
    shapes.forEach(
        (color, shape) -> {
          graphics.setColor(color);
          graphics.fill(shape);
        });
    graphics.setRenderingHint(
        RenderingHints.KEY_ANTIALIASING,
        smooth == null ? RenderingHints.VALUE_ANTIALIAS_DEFAULT : smooth);
  }

  /** Rounds to half points, so that no gaps appear between cells. */
  private double x(int edge) {
    double share = (columns[edge] - plane.x.low()) / (plane.x.high() - plane.x.low());
    return Math.rint(2 * (plane.left + plane.width * share)) / 2;
  }

  private double y(int edge) {
    double share = (rows[edge] - plane.y.low()) / (plane.y.high() - plane.y.low());
    return Math.rint(2 * (plane.top + plane.height * (1 - share))) / 2;
  }

  private Color color(int row, int column) {
    int index = row * (columns.length - 1) + column;
    Cell cell = index < data.cells().size() ? data.cells().get(index) : null;
    if (cell == null) {
      return Palette.RAISED;
    } else if (cell.region() != null) {
      return data.regions().stream()
          .filter(region -> region.name().equals(cell.region()))
          .findFirst()
          .map(Region::tone)
          .map(Palette::region)
          .orElse(Palette.RAISED);
    }
    double share = value.inside(cell.value());
    return Double.isNaN(share) ? Palette.RAISED : Palette.ramp(Math.rint(share * SHADES) / SHADES);
  }

  /** Draws the color scale on the right. */
  private void scale(Graphics2D graphics) {
    double left = plane.left + plane.width + 18;
    for (int i = SHADES - 1;
        i >= 0;
        i--) { // each extends to the bottom, so that there are no seams
      double upper = HEIGHT * (1 - (i + 1.0) / SHADES);
      graphics.setColor(Palette.ramp((i + 0.5) / SHADES));
      graphics.fill(new Rectangle2D.Double(left, plane.top + upper, SCALE, HEIGHT - upper));
    }
    graphics.setStroke(Plane.THIN);
    for (Tick tick : Tick.of(value, HEIGHT, false)) {
      double at = plane.top + HEIGHT * (1 - tick.share());
      graphics.setColor(Palette.SOFT);
      graphics.draw(new Line2D.Double(left + SCALE, at, left + SCALE + 4, at));
      Lettering.fitted(
          graphics, tick.label(), 50, Lettering.SMALL, left + SCALE + 7, at + 4.5, Align.LEFT);
    }
    Lettering.upwards(
        graphics, data.value().label(), HEIGHT, WIDTH - 12.0, plane.top + HEIGHT / 2.0);
  }
}
