// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.evenkeel.report.chart.Chart.ParallelChart;
import org.evenkeel.report.chart.Chart.ParallelChart.Line;
import org.evenkeel.report.chart.Tone;
import org.evenkeel.report.picture.Pen.Align;

/** The drawing of a parallel-coordinates chart. */
final class ParallelPicture {

  private static final double TOP = 34;
  private static final double BOTTOM = TOP + 320;
  private static final double SIDE = 60;

  /** The share of the ramp in use; its light end is invisible on white. */
  private static final double SHOWN = 0.85;

  private final ParallelChart data;
  private final List<Axis> axes = new ArrayList<>();

  ParallelPicture(ParallelChart data) {
    this.data = data;
    for (int i = 0; i < data.axes().size(); i++) {
      int dim = i;
      axes.add(
          Axis.of(data.axes().get(i), data.lines().stream().map(line -> line.values().get(dim)))
              .drawn(BOTTOM, TOP));
    }
  }

  Drawing drawing() {
    return new Drawing("", (int) BOTTOM + 12, legend(), this::paint);
  }

  private Legend legend() {
    Legend legend = new Legend();
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
    return legend;
  }

  private double x(int dim) {
    double between = (Drawing.WIDTH - 2 * SIDE - 40) / Math.max(1, axes.size() - 1);
    return Math.rint(SIDE + dim * between);
  }

  private void paint(Pen pen) {
    for (Tone tone : List.of(Tone.BAD, Tone.NEUTRAL, Tone.LOW, Tone.HIGH, Tone.GOOD)) {
      data.lines().stream().filter(line -> line.tone() == tone).forEach(line -> line(pen, line));
    }
    for (int dim = 0; dim < axes.size(); dim++) {
      axis(pen, dim);
    }
  }

  private void line(Pen pen, Line line) {
    Path2D path = new Path2D.Double();
    boolean on = false;
    double goal = Double.NaN;
    for (int dim = 0; dim < axes.size(); dim++) {
      goal = axes.get(dim).inside(line.values().get(dim));
      double y = axes.get(dim).point(goal);
      if (on && !Double.isNaN(y)) {
        path.lineTo(x(dim), y);
      } else if (!Double.isNaN(y)) {
        path.moveTo(x(dim), y);
      }
      on = !Double.isNaN(y);
    }
    if (path.getCurrentPoint() == null) {
      return;
    }
    switch (line.tone()) {
      case GOOD -> pen.draw(Palette.ink(Tone.GOOD), Markers.round(3), path);
      case BAD -> pen.draw(Palette.faint(Palette.ink(Tone.BAD), 110), Markers.dashed(1), path);
      case NEUTRAL, LOW, HIGH -> {
        Color color = Double.isNaN(goal) ? Palette.SOFT : Palette.ramp(SHOWN * goal);
        pen.draw(Palette.faint(color, 170), new BasicStroke(1f), path);
      }
    }
  }

  private void axis(Pen pen, int dim) {
    double x = x(dim);
    pen.line(Palette.INK, 1.2, x, TOP, x, BOTTOM);
    double room = axes.size() < 2 ? Drawing.WIDTH / 2.0 : x(1) - x(0) - 10;
    boolean first = dim == 0;
    pen.text(
        data.axes().get(dim).label(),
        Math.min(room, 200),
        Lettering.PLAIN,
        Palette.INK,
        first ? 15 : x,
        TOP - 12,
        first ? Align.LEFT : Align.CENTER);
    for (Tick tick : Tick.of(axes.get(dim), false)) {
      double y = axes.get(dim).point(tick.share());
      pen.line(Palette.INK, 1.2, x, y, x + 4, y);
      String label = Lettering.fit(tick.label(), Lettering.SMALL, Math.min(room - 10, 90));
      double width = Lettering.width(label, Lettering.SMALL);
      pen.fill(
          Palette.faint(Color.WHITE, 200), new Rectangle2D.Double(x + 5, y - 7, width + 4, 14));
      pen.small(label, Palette.INK, x + 7, y + 4.5, Align.LEFT);
    }
  }
}
