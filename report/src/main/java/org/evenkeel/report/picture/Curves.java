// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.chart.Series.Style;

/** The drawing of series: bands, lines, points, and triangles at the edge for values beyond it. */
final class Curves {

  private static final int BAND = 46;

  /** The distance between points below which they are drawn smaller. */
  private static final double CROWDED = 6;

  private static final double SMALLER = 0.5;

  /** The smallest distance between triangles at an edge. */
  private static final double APART = 8;

  private final Plane plane;
  private final List<Point2D> drawn = new ArrayList<>();

  Curves(Plane plane) {
    this.plane = plane;
  }

  /** The positions of the points, which labels avoid. */
  List<Point2D> drawn() {
    return drawn;
  }

  /** Draws the series; points have an outline on a heat map. */
  void paint(Pen pen, List<Series> all, boolean halo) {
    pen.within(
        plane.area(),
        () -> {
          all.stream().filter(series -> !series.low().isEmpty()).forEach(one -> band(pen, one));
          all.stream()
              .filter(series -> series.style() != Style.POINTS)
              .forEach(one -> line(pen, one));
        });
    for (Series series : all) {
      if (series.style() == Style.POINTS || series.style() == Style.LINE_AND_POINTS) {
        points(pen, series, halo);
      } else {
        lost(pen, series);
      }
    }
  }

  /** The runs of consecutive points of one kind; those of kind 0 are left out. */
  private static List<int[]> runs(Series series, IntUnaryOperator kind) {
    List<int[]> runs = new ArrayList<>();
    int before = 0;
    for (int i = 0; i < series.x().size(); i++) {
      int now = kind.applyAsInt(i);
      if (now != 0 && now == before) {
        runs.get(runs.size() - 1)[1] = i;
      } else if (now != 0) {
        runs.add(new int[] {i, i});
      }
      before = now;
    }
    return runs;
  }

  private static boolean known(double... places) {
    return DoubleStream.of(places).noneMatch(Double::isNaN);
  }

  /** Draws a band, piece by piece between the gaps. */
  private void band(Pen pen, Series series) {
    double[] x = series.x().stream().mapToDouble(plane.x::at).toArray();
    double[] low = series.low().stream().mapToDouble(plane.y::at).toArray();
    double[] high = series.high().stream().mapToDouble(plane.y::at).toArray();
    for (int[] run : runs(series, i -> known(x[i], low[i], high[i]) ? 1 : 0)) {
      if (run[0] < run[1]) {
        Path2D around = new Path2D.Double();
        around.moveTo(x[run[0]], high[run[0]]);
        IntStream.rangeClosed(run[0] + 1, run[1]).forEach(i -> around.lineTo(x[i], high[i]));
        for (int i = run[1]; i >= run[0]; i--) {
          around.lineTo(x[i], low[i]);
        }
        pen.fill(Palette.faint(Palette.of(series.color()), BAND), around);
      }
    }
  }

  private void line(Pen pen, Series series) {
    double[] x = series.x().stream().mapToDouble(plane.x::at).toArray();
    double[] y = series.y().stream().mapToDouble(plane.y::at).toArray();
    Path2D path = new Path2D.Double();
    IntUnaryOperator kind = i -> known(x[i], y[i]) && plane.x.finite(series.x().get(i)) ? 1 : 0;
    for (int[] run : runs(series, kind)) {
      path.moveTo(x[run[0]], y[run[0]]);
      IntStream.rangeClosed(run[0] + 1, run[1]).forEach(i -> path.lineTo(x[i], y[i]));
    }
    if (path.getCurrentPoint() != null) {
      pen.draw(Palette.of(series.color()), Markers.round(2), path);
    }
  }

  /** Draws values beyond an end as triangles at the edge that point outwards. */
  private void points(Pen pen, Series series, boolean halo) {
    Path2D shapes = new Path2D.Double(Path2D.WIND_NON_ZERO);
    double size =
        (plane.right - plane.left) / Math.max(1, series.x().size()) < CROWDED ? SMALLER : 1;
    Point2D edge = null;
    for (int i = 0; i < series.x().size(); i++) {
      Double x = series.x().get(i);
      Double y = series.y().get(i);
      Point2D at = new Point2D.Double(plane.x.atEdge(x), plane.y.atEdge(y));
      if (!known(at.getX(), at.getY())) {
        continue;
      }
      drawn.add(at);
      int right = plane.x.beyond(x);
      int up = plane.y.beyond(y);
      if (up == 0 && right == 0) {
        shapes.append(Markers.point(series.color(), at.getX(), at.getY(), size), false);
      } else if (edge == null || edge.distance(at) > APART) { // crowded triangles are thinned
        edge = at;
        shapes.append(
            Markers.outwards(at.getX(), at.getY(), up == 0 ? right : 0, up == 0 ? 0 : -up), false);
      }
    }
    if (shapes.getCurrentPoint() == null) {
      return;
    }
    if (halo) {
      pen.draw(Color.WHITE, new BasicStroke(3f), shapes);
    }
    pen.fill(Palette.of(series.color()), shapes);
  }

  /** Draws one triangle in the middle of each piece of a line that is beyond an end. */
  private void lost(Pen pen, Series series) {
    IntUnaryOperator side = i -> series.x().get(i) == null ? 0 : plane.y.beyond(series.y().get(i));
    for (int[] run : runs(series, side)) {
      int up = side.applyAsInt(run[0]);
      double x = plane.x.atEdge(series.x().get((run[0] + run[1]) / 2));
      pen.fill(
          Palette.of(series.color()),
          Markers.outwards(x, up > 0 ? plane.top : plane.bottom, 0, -up));
    }
    for (int i = 0; i < series.x().size(); i++) {
      Point2D at = new Point2D.Double(plane.x.at(series.x().get(i)), plane.y.at(series.y().get(i)));
      if (side.applyAsInt(i) == 0 && known(at.getX(), at.getY())) {
        drawn.add(at);
      }
    }
  }
}
