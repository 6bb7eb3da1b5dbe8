// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.BasicStroke;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** The shapes of points and the strokes of lines, so that starts differ in more than color. */
final class Markers {

  private Markers() {}

  /** The shape of a start's points; all shapes have about the same area. */
  static Shape point(int color, double x, double y, double size) {
    double r = 3.5 * size;
    double s = 3.1 * size;
    double d = 4.4 * size;
    return switch (Math.floorMod(color, 4)) {
      case 0 -> new Ellipse2D.Double(x - r, y - r, 2 * r, 2 * r);
      case 1 -> new Rectangle2D.Double(x - s, y - s, 2 * s, 2 * s);
      case 2 -> polygon(x, y - d, x + d, y, x, y + d, x - d, y);
      default -> polygon(x, y - d, x + d, y + s, x - d, y + s);
    };
  }

  /** A triangle at an edge that points outwards; one of right and down is -1 or 1, the other 0. */
  static Shape outwards(double x, double y, int right, int down) {
    return right != 0
        ? polygon(x, y, x - right * 9, y - 5, x - right * 9, y + 5)
        : polygon(x, y, x - 5, y - down * 9, x + 5, y - down * 9);
  }

  static Path2D polygon(double... places) {
    Path2D path = path(places);
    path.closePath();
    return path;
  }

  /** A path through points. */
  static Path2D path(double... places) {
    Path2D path = new Path2D.Double();
    path.moveTo(places[0], places[1]);
    for (int i = 2; i < places.length; i += 2) {
      path.lineTo(places[i], places[i + 1]);
    }
    return path;
  }

  static BasicStroke round(double width) {
    return new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  }

  static BasicStroke dashed(double width) {
    return new BasicStroke(
        (float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {7, 5}, 0);
  }
}
