// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Line2D;

/** The pen of a picture: shapes and text with their colors. */
record Pen(Graphics2D graphics) {

  /** The alignment of text relative to its position. */
  enum Align {
    LEFT,
    CENTER,
    RIGHT
  }

  void fill(Color color, Shape shape) {
    graphics.setColor(color);
    graphics.fill(shape);
  }

  /** Fills shapes that touch one another without gaps between them. */
  void fillExactly(Color color, Shape shape) {
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_OFF);
    fill(color, shape);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
  }

  void draw(Color color, Stroke stroke, Shape shape) {
    graphics.setColor(color);
    graphics.setStroke(stroke);
    graphics.draw(shape);
  }

  void line(Color color, double width, double x1, double y1, double x2, double y2) {
    draw(color, new BasicStroke((float) width), new Line2D.Double(x1, y1, x2, y2));
  }

  /** Paints within an area only. */
  void within(Shape area, Runnable painting) {
    Shape clip = graphics.getClip();
    graphics.clip(area);
    painting.run();
    graphics.setClip(clip);
  }

  /** Moves the origin down. */
  void down(double points) {
    graphics.translate(0, points);
  }

  /** Draws a text, shortened to a given width; y is its baseline. */
  void text(String text, double most, Font font, Color color, double x, double y, Align align) {
    String fitting = Lettering.fit(text, font, most);
    if (fitting.isEmpty()) {
      return;
    }
    double width = Lettering.width(fitting, font);
    double left =
        switch (align) {
          case LEFT -> x;
          case CENTER -> x - width / 2;
          case RIGHT -> x - width;
        };
    graphics.setFont(font);
    graphics.setColor(color);
    graphics.drawString(fitting, (float) left, (float) y);
  }

  /** Draws a title at the left edge. */
  void heading(String text, Font font, double y) {
    text(text, Drawing.WIDTH - 30.0, font, Palette.INK, 15, y, Align.LEFT);
  }

  /** Draws a small text in full. */
  void small(String text, Color color, double x, double y, Align align) {
    text(text, Double.MAX_VALUE, Lettering.SMALL, color, x, y, align);
  }

  /** Draws a label upwards, shortened to a given length; x is its baseline, y its middle. */
  void upwards(String text, double most, double x, double y) {
    graphics.translate(x, y);
    graphics.rotate(-Math.PI / 2);
    text(text, most, Lettering.PLAIN, Palette.INK, 0, 0, Align.CENTER);
    graphics.rotate(Math.PI / 2);
    graphics.translate(-x, -y);
  }
}
