// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.evenkeel.report.chart.Chart.XyChart;
import org.evenkeel.report.chart.Chart.XyChart.Mark;
import org.evenkeel.report.chart.Chart.XyChart.Of;
import org.evenkeel.report.chart.Chart.XyChart.Zone;
import org.evenkeel.report.picture.Pen.Align;

/** The drawing of a chart of lines and points. */
final class XyPicture {

  private static final int HEIGHT = 310;

  /** The height of a label. */
  private static final double LINE = 16;

  private static final double LONGEST = 240;

  private final XyChart data;
  final Plane plane;
  private final Curves curves;

  /** The places of labels and upright marks, which further labels avoid. */
  private final List<Rectangle2D> taken = new ArrayList<>();

  XyPicture(XyChart data) {
    this.data = data;
    Axis x = Axis.of(data.x(), data.series().stream().flatMap(one -> one.x().stream()));
    Axis y =
        Axis.of(
            data.y(),
            data.series().stream()
                .flatMap(one -> Stream.of(one.y(), one.low(), one.high()).flatMap(List::stream)));
    plane = new Plane(x, y, HEIGHT, 24);
    curves = new Curves(plane);
  }

  Drawing drawing() {
    return new Drawing("", plane.height(), new Legend().add(data.series()), this::paint);
  }

  private void paint(Pen pen) {
    data.zones().forEach(zone -> pen.fill(Palette.zone(zone.tone()), place(zone)));
    plane.grid(pen);
    data.marks().forEach(mark -> line(pen, mark));
    curves.paint(pen, data.series(), false);
    plane.axes(pen);
    data.zones().forEach(zone -> label(pen, zone));
    data.marks().forEach(mark -> label(pen, mark));
  }

  private Axis axis(Of of) {
    return of == Of.X ? plane.x : plane.y;
  }

  private Rectangle2D place(Zone zone) {
    Axis axis = axis(zone.of());
    double from = zone.from() == null ? axis.from() : axis.atEdge(zone.from());
    double to = zone.to() == null ? axis.to() : axis.atEdge(zone.to());
    return zone.of() == Of.X
        ? new Rectangle2D.Double(from, plane.top, Math.max(0, to - from), plane.bottom - plane.top)
        : new Rectangle2D.Double(
            plane.left, to, (plane.right - plane.left), Math.max(0, from - to));
  }

  /** Draws a zone's name in its corner with the fewest points. */
  private void label(Pen pen, Zone zone) {
    Rectangle2D place = place(zone);
    if (zone.name().isBlank() || place.getWidth() < 24 || place.getHeight() < LINE) {
      return;
    }
    String text =
        Lettering.fit(zone.name(), Lettering.SMALL, Math.min(LONGEST, place.getWidth() - 12));
    boolean low = zone.from() == null && zone.of() == Of.Y;
    double upper = place.getY() + 3;
    double lower = place.getMaxY() - 19;
    label(
        pen,
        text,
        Palette.ink(zone.tone()),
        Stream.of(low ? lower : upper, low ? upper : lower)
            .flatMap(y -> along(text, place.getX() + 6, place.getMaxX() - 6, y))
            .toList());
  }

  /** Places for a text at the right, the left and the middle of a line. */
  private static Stream<Rectangle2D> along(String text, double left, double right, double y) {
    double width = Lettering.width(text, Lettering.SMALL);
    return Stream.of(1.0, 0.0, 0.5)
        .map(share -> place(left + share * (right - left - width), y, width));
  }

  private static Rectangle2D place(double x, double y, double width) {
    return new Rectangle2D.Double(x, y, width, LINE);
  }

  /** Draws a text at the place with the fewest labels and points. */
  private void label(Pen pen, String text, Color color, List<Rectangle2D> places) {
    Rectangle2D free = places.stream().min(Comparator.comparingLong(this::crowd)).orElseThrow();
    taken.add(free);
    pen.small(text, color, free.getX(), free.getY() + 12, Align.LEFT);
  }

  private long crowd(Rectangle2D place) {
    Rectangle2D near =
        new Rectangle2D.Double(
            place.getX() - 4, place.getY() - 4, place.getWidth() + 8, place.getHeight() + 8);
    return 1000 * taken.stream().filter(place::intersects).count()
        + curves.drawn().stream().filter(near::contains).count();
  }

  private void line(Pen pen, Mark mark) {
    if (Double.isNaN(mark.at()) || axis(mark.of()).beyond(mark.at()) != 0) {
      return;
    }
    Color color = Palette.of(mark.color());
    double at = axis(mark.of()).at(mark.at());
    if (mark.of() == Of.X) {
      pen.line(color, 1.2, at, plane.top, at, plane.bottom);
      taken.add(new Rectangle2D.Double(at - 1, plane.top, 2, HEIGHT));
    } else {
      pen.line(color, 1.2, plane.left, at, plane.right, at);
    }
  }

  /** Draws a mark's name; beyond an end with a triangle at the edge. */
  private void label(Pen pen, Mark mark) {
    if (Double.isNaN(mark.at())) {
      return;
    }
    boolean upright = mark.of() == Of.X;
    int beyond = axis(mark.of()).beyond(mark.at());
    double at = axis(mark.of()).atEdge(mark.at());
    Color color = Palette.of(mark.color());
    if (beyond != 0) {
      pen.fill(
          color,
          upright
              ? Markers.outwards(at, plane.top + 12, beyond, 0)
              : Markers.outwards(plane.left + 8, at, 0, -beyond));
    }
    String text = Lettering.fit(mark.name(), Lettering.SMALL, LONGEST);
    double away = beyond == 0 ? 5 : 13;
    label(pen, text, color, upright ? beside(text, at, away) : beneath(text, at, away));
  }

  /** Places to the right and to the left of an upright mark, row by row. */
  private List<Rectangle2D> beside(String text, double x, double away) {
    double width = Lettering.width(text, Lettering.SMALL);
    boolean fitsRight = x + away + width < plane.right;
    boolean fitsLeft = x - away - width > plane.left;
    List<Rectangle2D> places = new ArrayList<>();
    for (double y = plane.top + 4; y < plane.bottom - LINE - 4; y += LINE) {
      if (fitsRight || !fitsLeft) {
        places.add(place(x + away, y, width));
      }
      if (fitsLeft) {
        places.add(place(x - away - width, y, width));
      }
    }
    return places;
  }

  /** Places above and below a level mark. */
  private List<Rectangle2D> beneath(String text, double y, double away) {
    double above = y - 18 > plane.top ? y - 18 : y + 3;
    double below = Math.min(y + 3, plane.bottom - 18);
    return Stream.of(above, below)
        .flatMap(at -> along(text, plane.left + away, plane.right - away, at))
        .toList();
  }
}
