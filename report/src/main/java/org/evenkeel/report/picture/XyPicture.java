// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.report.chart.Chart.XyChart;
import org.evenkeel.report.chart.Chart.XyChart.Mark;
import org.evenkeel.report.chart.Chart.XyChart.Of;
import org.evenkeel.report.chart.Chart.XyChart.Zone;
import org.evenkeel.report.picture.Lettering.Align;

/** The drawing of a chart of lines and points. */
final class XyPicture implements Drawing {

  private static final int HEIGHT = 310;
  private static final Font FONT = Lettering.SMALL;
  private static final double LONGEST = 240;

  private final XyChart data;
  private final String title;
  final Plane plane;
  private final Legend legend;

  XyPicture(XyChart data, String title) {
    this.data = data;
    this.title = title;
    AxisScale x = AxisScale.of(data.x(), data.series().stream().flatMap(one -> one.x().stream()));
    AxisScale y =
        AxisScale.of(
            data.y(),
            data.series().stream()
                .flatMap(one -> Stream.of(one.y(), one.low(), one.high()).flatMap(List::stream)));
    plane = new Plane(x, y, title.isEmpty() ? 0 : 20, HEIGHT, 24);
    legend = new Legend(WIDTH - 40.0);
    data.series().forEach(legend::add);
  }

  @Override
  public int height() {
    return plane.bottom() + legend.height() + 14;
  }

  @Override
  public void paint(Graphics2D graphics) {
    Plane.title(graphics, title);
    data.zones().forEach(zone -> ground(graphics, zone));
    plane.grid(graphics);
    data.marks().forEach(mark -> line(graphics, mark));
    Curves curves = new Curves(plane);
    curves.paint(graphics, data.series(), false);
    plane.axes(graphics);
    List<Rectangle2D> taken = new ArrayList<>();
    data.marks().stream()
        .filter(mark -> mark.of() == Of.X && plane.x.beyond(mark.at()) == 0)
        .mapToDouble(mark -> plane.atX(mark.at()))
        .mapToObj(x -> new Rectangle2D.Double(x - 1, plane.top, 2, plane.height))
        .forEach(taken::add);
    data.zones().forEach(zone -> label(graphics, zone, curves, taken));
    data.marks().forEach(mark -> label(graphics, mark, curves, taken));
    legend.paint(graphics, 20, plane.bottom());
  }

  private Rectangle2D place(Zone zone) {
    AxisScale across = zone.of() == Of.X ? plane.x : plane.y;
    double from = zone.from() == null ? 0 : across.inside(zone.from());
    double to = zone.to() == null ? 1 : across.inside(zone.to());
    double size = Math.max(0, to - from);
    return zone.of() == Of.X
        ? new Rectangle2D.Double(
            plane.left + from * plane.width, plane.top, size * plane.width, plane.height)
        : new Rectangle2D.Double(
            plane.left, plane.top + (1 - to) * plane.height, plane.width, size * plane.height);
  }

  private void ground(Graphics2D graphics, Zone zone) {
    graphics.setColor(Palette.zone(zone.tone()));
    graphics.fill(place(zone));
  }

  /** Draws a zone's name in its corner with the fewest points. */
  private void label(Graphics2D graphics, Zone zone, Curves curves, List<Rectangle2D> taken) {
    Rectangle2D place = place(zone);
    if (zone.name().isBlank() || place.getWidth() < 24 || place.getHeight() < 16) {
      return;
    }
    String text = Lettering.fit(zone.name(), FONT, Math.min(LONGEST, place.getWidth() - 12));
    double width = Lettering.width(text, FONT);
    List<Rectangle2D> corners = new ArrayList<>();
    boolean low = zone.from() == null && zone.of() == Of.Y;
    double upper = place.getY() + 3;
    double lower = place.getMaxY() - 19;
    for (double y : low ? new double[] {lower, upper} : new double[] {upper, lower}) {
      for (double share : new double[] {1, 0, 0.5}) {
        double x = place.getX() + 6 + share * (place.getWidth() - 12 - width);
        corners.add(new Rectangle2D.Double(x, y, width, 16));
      }
    }
    write(graphics, text, Palette.ink(zone.tone()), free(corners, curves, taken), taken);
  }

  private static Rectangle2D free(
      List<Rectangle2D> places, Curves curves, List<Rectangle2D> taken) {
    return places.stream()
        .min(
            Comparator.comparingLong(
                place ->
                    1000 * taken.stream().filter(place::intersects).count()
                        + curves.drawn().stream().filter(near(place)::contains).count()))
        .orElseThrow();
  }

  private static Rectangle2D near(Rectangle2D place) {
    return new Rectangle2D.Double(
        place.getX() - 4, place.getY() - 4, place.getWidth() + 8, place.getHeight() + 8);
  }

  private static void write(
      Graphics2D graphics, String text, Color color, Rectangle2D place, List<Rectangle2D> taken) {
    taken.add(place);
    Lettering.write(graphics, text, FONT, color, place.getX(), place.getY() + 12, Align.LEFT);
  }

  private void line(Graphics2D graphics, Mark mark) {
    AxisScale across = mark.of() == Of.X ? plane.x : plane.y;
    if (Double.isNaN(mark.at()) || across.beyond(mark.at()) != 0) {
      return;
    }
    graphics.setColor(Palette.of(mark.color()));
    graphics.setStroke(new BasicStroke(1.2f));
    double x = plane.atX(mark.at());
    double y = plane.atY(mark.at());
    graphics.draw(
        mark.of() == Of.X
            ? new Line2D.Double(x, plane.top, x, plane.top + plane.height)
            : new Line2D.Double(plane.left, y, plane.left + plane.width, y));
  }

  /** Draws a mark; beyond an end as its name with a triangle at the edge. */
  private void label(Graphics2D graphics, Mark mark, Curves curves, List<Rectangle2D> taken) {
    boolean upright = mark.of() == Of.X;
    AxisScale across = upright ? plane.x : plane.y;
    int beyond = across.beyond(mark.at());
    if (Double.isNaN(mark.at())) {
      return;
    }
    String text = Lettering.fit(mark.name(), FONT, LONGEST);
    double width = Lettering.width(text, FONT);
    double x = plane.insideX(mark.at());
    double y = plane.insideY(mark.at());
    graphics.setColor(Palette.of(mark.color()));
    if (beyond != 0) {
      graphics.fill(
          upright
              ? Markers.outwards(x, plane.top + 12, beyond, 0)
              : Markers.outwards(plane.left + 8, y, 0, -beyond));
    }
    double away = beyond == 0 ? 5 : 13;
    List<Rectangle2D> places = new ArrayList<>();
    if (upright) {
      boolean fitsRight = x + away + width < plane.left + plane.width;
      boolean fitsLeft = x - away - width > plane.left;
      IntStream.range(0, (HEIGHT - 8) / 16)
          .mapToDouble(row -> plane.top + 4 + 16 * row)
          .forEach(
              row -> {
                if (fitsRight || !fitsLeft) {
                  places.add(new Rectangle2D.Double(x + away, row, width, 16));
                }
                if (fitsLeft) {
                  places.add(new Rectangle2D.Double(x - away - width, row, width, 16));
                }
              });
    } else {
      double above = y - 18 > plane.top ? y - 18 : y + 3;
      for (double share : new double[] {1, 0, 0.5}) {
        double at = plane.left + away + share * (plane.width - 2 * away - width);
        places.add(new Rectangle2D.Double(at, above, width, 16));
        places.add(new Rectangle2D.Double(at, Math.min(y + 3, plane.top + HEIGHT - 18), width, 16));
      }
    }
    write(graphics, text, Palette.of(mark.color()), free(places, curves, taken), taken);
  }
}
