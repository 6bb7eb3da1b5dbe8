// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;

/** The fonts of pictures, with the width of text and its abbreviation to fit. */
final class Lettering {

  static final Font HEADING = new Font(Font.SANS_SERIF, Font.BOLD, 17);
  static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 14);
  static final Font PLAIN = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
  static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  /** The context in which text is measured, the same for PNG and SVG. */
  private static final FontRenderContext MEASURE = new FontRenderContext(null, true, true);

  private Lettering() {}

  /** The alignment of text relative to its position. */
  enum Align {
    LEFT,
    CENTER,
    RIGHT
  }

  static double width(String text, Font font) {
    return font.getStringBounds(text, MEASURE).getWidth();
  }

  /** A text without characters that XML forbids, shortened in the middle to a given width. */
  static String fit(String text, Font font, double most) {
    String line = clean(text);
    if (line.length() <= 400 && width(line, font) <= most) {
      return line;
    }
    int[] points = line.codePoints().toArray();
    int low = 0;
    int high = Math.min(points.length - 1, 400);
    while (low < high) { // binary search for the longest text that fits
      int middle = (low + high + 1) / 2;
      if (width(without(points, middle), font) <= most) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return without(points, low);
  }

  private static String without(int[] points, int kept) {
    int head = (kept + 1) / 2;
    int tail = kept - head;
    return new String(points, 0, head) + "…" + new String(points, points.length - tail, tail);
  }

  private static String clean(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .map(
            point ->
                switch (Character.getType(point)) {
                  case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                      ' ';
                  case Character.SURROGATE, Character.UNASSIGNED -> '\uFFFD';
                  default -> point;
                })
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  /** Draws a text that fits; y is its baseline. */
  static void write(
      Graphics2D graphics, String text, Font font, Color color, double x, double y, Align align) {
    if (text.isEmpty()) {
      return;
    }
    double width = width(text, font);
    double left =
        switch (align) {
          case LEFT -> x;
          case CENTER -> x - width / 2;
          case RIGHT -> x - width;
        };
    graphics.setFont(font);
    graphics.setColor(color);
    graphics.drawString(text, (float) left, (float) y);
  }

  /** Draws a text in ink, shortened to a given width. */
  static void fitted(
      Graphics2D graphics, String text, double most, Font font, double x, double y, Align align) {
    write(graphics, fit(text, font, most), font, Palette.INK, x, y, align);
  }

  /** Draws a label in ink upwards, shortened to a given length; x is its baseline, y its middle. */
  static void upwards(Graphics2D graphics, String text, double most, double x, double y) {
    graphics.translate(x, y);
    graphics.rotate(-Math.PI / 2);
    fitted(graphics, text, most, PLAIN, 0, 0, Align.CENTER);
    graphics.rotate(Math.PI / 2);
    graphics.translate(-x, -y);
  }
}
