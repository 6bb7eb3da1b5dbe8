// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.evenkeel.report.chart.Chart.ParallelChart;
import org.evenkeel.report.chart.Chart.ParallelChart.Line;
import org.evenkeel.report.chart.Tone;
import org.evenkeel.report.picture.Lettering.Align;

/** The drawing of a parallel-coordinates chart. */
final class ParallelPicture implements Drawing {

  private static final int HEIGHT = 320;
  private static final double SIDE = 60;

  /** The share of the ramp in use; its light end is invisible on white. */
  private static final double SHOWN = 0.85;

  private final ParallelChart data;
  private final String title;
  private final double top;
  private final List<AxisScale> axes = new ArrayList<>();
  private final Legend legend = new Legend(WIDTH - 40.0);

  ParallelPicture(ParallelChart data, String title) {
    this.data = data;
    this.title = title;
    top = (title.isEmpty() ? 0 : 20) + 34;
    for (int i = 0; i < data.axes().size(); i++) {
      int dim = i;
      axes.add(
          AxisScale.of(
              data.axes().get(i), data.lines().stream().map(line -> line.values().get(dim))));
    }
    if (data.lines().stream().anyMatch(line -> line.tone() == Tone.GOOD)) {
      legend.add("pointed out (thick)", Palette.ink(Tone.GOOD));
    }
    if (data.lines().stream().anyMatch(line -> line.tone() == Tone.BAD)) {
      legend.add("failed (dashed)", Palette.ink(Tone.BAD));
    }
    if (!data.axes().isEmpty()) {
      String goal = data.axes().get(data.axes().size() - 1).label();
      legend.add(goal + ": low", Palette.ramp(0));
      legend.add("middle", Palette.ramp(0.45));
      legend.add("high", Palette.ramp(SHOWN));
    }
  }

  @Override
  public int height() {
    return (int) (top + HEIGHT + 12) + legend.height() + 14;
  }

  private double x(int dim) {
    double between = (WIDTH - 2 * SIDE - 40) / Math.max(1, axes.size() - 1);
    return Math.rint(SIDE + dim * between);
  }

  @Override
  public void paint(Graphics2D graphics) {
    Plane.title(graphics, title);
    for (Tone tone : List.of(Tone.BAD, Tone.NEUTRAL, Tone.LOW, Tone.HIGH, Tone.GOOD)) {
      data.lines().stream()
          .filter(line -> line.tone() == tone)
          .forEach(line -> line(graphics, line));
    }
    for (int dim = 0; dim < axes.size(); dim++) {
      axis(graphics, dim);
    }
    legend.paint(graphics, 20, top + HEIGHT + 12);
  }

  private void line(Graphics2D graphics, Line line) {
    Path2D path = new Path2D.Double();
    boolean on = false;
    for (int dim = 0; dim < axes.size(); dim++) {
      double share = axes.get(dim).inside(line.values().get(dim));
      if (Double.isNaN(share)) {
        on = false;
        continue;
      }
      double y = top + HEIGHT * (1 - share);
      if (on) {
        path.lineTo(x(dim), y);
      } else {
        path.moveTo(x(dim), y);
        on = true;
      }
    }
    if (path.getCurrentPoint() == null) {
      return;
    }
    double goal = axes.get(axes.size() - 1).inside(line.values().get(axes.size() - 1));
    Color color =
        switch (line.tone()) {
          case GOOD -> Palette.ink(Tone.GOOD);
          case BAD -> Palette.faint(Palette.ink(Tone.BAD), 110);
          case NEUTRAL, LOW, HIGH ->
              Palette.faint(Double.isNaN(goal) ? Palette.SOFT : Palette.ramp(SHOWN * goal), 170);
        };
    graphics.setColor(color);
    graphics.setStroke(
        switch (line.tone()) {
          case GOOD -> new BasicStroke(3f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
          case BAD -> Markers.dashed(1f);
          case NEUTRAL, LOW, HIGH -> new BasicStroke(1f);
        });
    graphics.draw(path);
  }

  private void axis(Graphics2D graphics, int dim) {
    double x = x(dim);
    graphics.setColor(Palette.INK);
    graphics.setStroke(new BasicStroke(1.2f));
    graphics.draw(new Line2D.Double(x, top, x, top + HEIGHT));
    double room = axes.size() < 2 ? WIDTH / 2.0 : x(1) - x(0) - 10;
    boolean first = dim == 0;
    Lettering.fitted(
        graphics,
        data.axes().get(dim).label(),
        Math.min(room, 200),
        Lettering.PLAIN,
        first ? 15 : x,
        top - 12,
        first ? Align.LEFT : Align.CENTER);
    for (Tick tick : Tick.of(axes.get(dim), HEIGHT, false)) {
      double y = top + HEIGHT * (1 - tick.share());
      graphics.setColor(Palette.INK);
      graphics.draw(new Line2D.Double(x, y, x + 4, y));
      String label = Lettering.fit(tick.label(), Lettering.SMALL, Math.min(room - 10, 90));
      double width = Lettering.width(label, Lettering.SMALL);
      graphics.setColor(Palette.faint(Color.WHITE, 200));
      graphics.fill(new Rectangle2D.Double(x + 5, y - 7, width + 4, 14));
      Lettering.write(graphics, label, Lettering.SMALL, Palette.INK, x + 7, y + 4.5, Align.LEFT);
    }
  }
}
