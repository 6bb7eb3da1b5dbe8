// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.evenkeel.report.picture.Lettering.Align;

/** The plot area of a chart with its two axes; its origin is the upper left corner of the chart. */
final class Plane {

  static final BasicStroke THIN = new BasicStroke(1f);

  private static final double LEFT = 10;
  private static final double LONGEST_LABEL = 130;

  final AxisScale x;
  final AxisScale y;
  final double left;
  final double top;
  final double width;
  final double height;
  private final List<Tick> acrossTicks;
  private final List<Tick> upTicks;

  /** A plot area for axes with labels, below a title's height and with free width on the right. */
  Plane(AxisScale x, AxisScale y, double title, double height, double right) {
    this.x = x;
    this.y = y;
    this.height = height;
    top = title + 10;
    upTicks = Tick.of(y, height, false);
    double labels =
        upTicks.stream()
            .mapToDouble(
                tick ->
                    Lettering.width(
                        Lettering.fit(tick.label(), Lettering.SMALL, LONGEST_LABEL),
                        Lettering.SMALL))
            .max()
            .orElse(0);
    left = Math.rint(LEFT + (y.axis().label().isEmpty() ? 0 : 20) + labels + 10);
    width = Math.rint(Drawing.WIDTH - right - left);
    acrossTicks = Tick.of(x, width, true);
  }

  /** The height of the chart above the legend. */
  int bottom() {
    return (int) Math.ceil(top + height + 24 + (x.axis().label().isEmpty() ? 0 : 20));
  }

  double atX(Double value) {
    return left + width * x.share(value);
  }

  double atY(Double value) {
    return top + height * (1 - y.share(value));
  }

  /** The position of a value, or of the end of the axis that it is beyond. */
  double insideX(Double value) {
    return left + width * x.inside(value);
  }

  /** The vertical position of a value, or of the end of the axis that it is beyond. */
  double insideY(Double value) {
    return top + height * (1 - y.inside(value));
  }

  Rectangle2D area() {
    return new Rectangle2D.Double(left, top, width, height);
  }

  /** Draws the grid lines. */
  void grid(Graphics2D graphics) {
    graphics.setStroke(THIN);
    graphics.setColor(Palette.RULE);
    if (y.axis().names().isEmpty()) {
      for (Tick tick : upTicks) {
        double at = top + height * (1 - tick.share());
        graphics.draw(new Line2D.Double(left, at, left + width, at));
      }
    }
    if (x.axis().names().isEmpty()) {
      for (Tick tick : acrossTicks) {
        double at = left + width * tick.share();
        graphics.draw(new Line2D.Double(at, top, at, top + height));
      }
    }
  }

  /** Draws the axes with their labels. */
  void axes(Graphics2D graphics) {
    graphics.setStroke(THIN);
    graphics.setColor(Palette.SOFT);
    graphics.draw(new Line2D.Double(left, top, left, top + height));
    graphics.draw(new Line2D.Double(left, top + height, left + width, top + height));
    Color ink = Palette.INK;
    for (Tick tick : upTicks) {
      double at = top + height * (1 - tick.share());
      graphics.setColor(Palette.SOFT);
      graphics.draw(new Line2D.Double(left - 4, at, left, at));
      Lettering.fitted(
          graphics, tick.label(), LONGEST_LABEL, Lettering.SMALL, left - 8, at + 4.5, Align.RIGHT);
    }
    for (Tick tick : acrossTicks) {
      double at = left + width * tick.share();
      graphics.setColor(Palette.SOFT);
      graphics.draw(new Line2D.Double(at, top + height, at, top + height + 4));
      double half = Lettering.width(tick.label(), Lettering.SMALL) / 2;
      double middle = Math.min(at, Drawing.WIDTH - 3 - half);
      Lettering.write(
          graphics, tick.label(), Lettering.SMALL, ink, middle, top + height + 17, Align.CENTER);
    }
    Lettering.fitted(
        graphics,
        x.axis().label(),
        width,
        Lettering.PLAIN,
        left + width / 2,
        top + height + 37,
        Align.CENTER);
    if (!y.axis().label().isEmpty()) {
      Lettering.upwards(graphics, y.axis().label(), height + 20, LEFT + 13, top + height / 2);
    }
  }

  /** Draws the title of a chart, if it has one. */
  static void title(Graphics2D graphics, String title) {
    Lettering.fitted(graphics, title, Drawing.WIDTH - 30.0, Lettering.TITLE, 15, 18, Align.LEFT);
  }
}
