// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
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
  void paint(Graphics2D graphics, List<Series> all, boolean halo) {
    Shape clip = graphics.getClip();
    graphics.clip(plane.area());
    all.forEach(series -> band(graphics, series));
    for (Series series : all) {
      if (series.style() != Style.POINTS) {
        line(graphics, series);
      }
    }
    graphics.setClip(clip);
    for (Series series : all) {
      if (series.style() == Style.POINTS || series.style() == Style.LINE_AND_POINTS) {
        points(graphics, series, halo);
      } else {
        lost(graphics, series);
      }
    }
  }

  /** Draws a band, piece by piece between the gaps. */
  private void band(Graphics2D graphics, Series series) {
    if (series.low().isEmpty() || series.high().isEmpty()) {
      return;
    }
    List<double[]> piece = new ArrayList<>();
    for (int i = 0; i <= series.x().size(); i++) {
      double[] edges =
          i == series.x().size()
              ? new double[] {Double.NaN}
              : new double[] {
                plane.atX(series.x().get(i)),
                plane.atY(series.low().get(i)),
                plane.atY(series.high().get(i))
              };
      if (known(edges)) {
        piece.add(edges);
        continue;
      }
      if (piece.size() > 1) {
        Path2D around = new Path2D.Double();
        around.moveTo(piece.get(0)[0], piece.get(0)[2]);
        piece.forEach(one -> around.lineTo(one[0], one[2]));
        for (int back = piece.size() - 1; back >= 0; back--) {
          around.lineTo(piece.get(back)[0], piece.get(back)[1]);
        }
        around.closePath();
        graphics.setColor(Palette.faint(Palette.of(series.color()), BAND));
        graphics.fill(around);
      }
      piece.clear();
    }
  }

  private static boolean known(double... places) {
    return DoubleStream.of(places).noneMatch(Double::isNaN);
  }

  private void line(Graphics2D graphics, Series series) {
    Path2D path = new Path2D.Double();
    boolean on = false;
    for (int i = 0; i < series.x().size(); i++) {
      double x = plane.atX(series.x().get(i));
      double y = plane.atY(series.y().get(i));
      if (!known(x, y) || !plane.x.finite(series.x().get(i))) {
        on = false;
      } else if (on) {
        path.lineTo(x, y);
      } else {
        path.moveTo(x, y);
        on = true;
      }
    }
    if (path.getCurrentPoint() != null) {
      graphics.setColor(Palette.of(series.color()));
      graphics.setStroke(Markers.stroke(series.style()));
      graphics.draw(path);
    }
  }

  /** Draws values beyond an end as triangles at the edge that point outwards. */
  private void points(Graphics2D graphics, Series series, boolean halo) {
    Path2D shapes = new Path2D.Double(Path2D.WIND_NON_ZERO);
    double size = plane.width / Math.max(1, series.x().size()) < CROWDED ? SMALLER : 1;
    Point2D edge = null;
    for (int i = 0; i < series.x().size(); i++) {
      Double x = series.x().get(i);
      Double y = series.y().get(i);
      Point2D at = new Point2D.Double(plane.insideX(x), plane.insideY(y));
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
      graphics.setColor(Color.WHITE);
      graphics.setStroke(new BasicStroke(3f));
      graphics.draw(shapes);
    }
    graphics.setColor(Palette.of(series.color()));
    graphics.fill(shapes);
  }

  /** Draws one triangle in the middle of each piece of a line that is beyond an end. */
  private void lost(Graphics2D graphics, Series series) {
    int from = 0;
    for (int i = 0; i <= series.x().size(); i++) {
      int before = i == 0 ? 0 : side(series, i - 1);
      int now = i == series.x().size() ? 0 : side(series, i);
      if (now != before) {
        if (before != 0) {
          int middle = (from + i - 1) / 2;
          double x = plane.insideX(series.x().get(middle));
          double y = plane.top + (before > 0 ? 0 : plane.height);
          graphics.setColor(Palette.of(series.color()));
          graphics.fill(Markers.outwards(x, y, 0, -before));
        }
        from = i;
      }
      if (now == 0 && i < series.x().size() && series.y().get(i) != null) {
        double x = plane.atX(series.x().get(i));
        double y = plane.atY(series.y().get(i));
        if (known(x, y)) {
          drawn.add(new Point2D.Double(x, y));
        }
      }
    }
  }

  private int side(Series series, int i) {
    return series.x().get(i) == null ? 0 : plane.y.beyond(series.y().get(i));
  }
}
