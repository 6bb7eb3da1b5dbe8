// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.geom.Rectangle2D;
import java.util.List;
import org.evenkeel.report.picture.Pen.Align;

/** The plot area of a chart with its two axes; its origin is the upper left corner of the chart. */
final class Plane {

  private static final double LEFT = 10;
  private static final double TOP = 10;

  final Axis x;
  final Axis y;
  final double left;
  final double right;
  final double top = TOP;
  final double bottom;
  private final List<Tick> acrossTicks;
  private final List<Tick> upTicks;

  /** A plot area for axes with labels, with free width on the right. */
  Plane(Axis across, Axis up, double height, double free) {
    bottom = TOP + height;
    y = up.drawn(bottom, top);
    upTicks = Tick.of(y, false);
    double labels =
        upTicks.stream()
            .mapToDouble(tick -> Lettering.width(tick.label(), Lettering.SMALL))
            .max()
            .orElse(0);
    left = Math.rint(LEFT + (y.axis().label().isEmpty() ? 0 : 20) + labels + 10);
    right = left + Math.rint(Drawing.WIDTH - free - left);
    x = across.drawn(left, right);
    acrossTicks = Tick.of(x, true);
  }

  /** The height of the chart above the legend. */
  int height() {
    return (int) Math.ceil(bottom + 24 + (x.axis().label().isEmpty() ? 0 : 20));
  }

  Rectangle2D area() {
    return new Rectangle2D.Double(left, top, right - left, bottom - top);
  }

  /** Draws the grid lines. */
  void grid(Pen pen) {
    if (y.axis().names().isEmpty()) {
      upTicks.stream()
          .mapToDouble(tick -> y.point(tick.share()))
          .forEach(at -> pen.line(Palette.RULE, 1, left, at, right, at));
    }
    if (x.axis().names().isEmpty()) {
      acrossTicks.stream()
          .mapToDouble(tick -> x.point(tick.share()))
          .forEach(at -> pen.line(Palette.RULE, 1, at, top, at, bottom));
    }
  }

  /** Draws the axes with their labels. */
  void axes(Pen pen) {
    pen.line(Palette.SOFT, 1, left, top, left, bottom);
    pen.line(Palette.SOFT, 1, left, bottom, right, bottom);
    for (Tick tick : upTicks) {
      double at = y.point(tick.share());
      pen.line(Palette.SOFT, 1, left - 4, at, left, at);
      pen.small(tick.label(), Palette.INK, left - 8, at + 4.5, Align.RIGHT);
    }
    for (Tick tick : acrossTicks) {
      double at = x.point(tick.share());
      pen.line(Palette.SOFT, 1, at, bottom, at, bottom + 4);
      double half = Lettering.width(tick.label(), Lettering.SMALL) / 2;
      double middle = Math.min(at, Drawing.WIDTH - 3 - half);
      pen.small(tick.label(), Palette.INK, middle, bottom + 17, Align.CENTER);
    }
    pen.text(
        x.axis().label(),
        right - left,
        Lettering.PLAIN,
        Palette.INK,
        (left + right) / 2,
        bottom + 37,
        Align.CENTER);
    double height = bottom - top;
    pen.upwards(y.axis().label(), height + 20, LEFT + 13, top + height / 2);
  }
}
