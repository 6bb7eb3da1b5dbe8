// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.Font;
import java.awt.font.FontRenderContext;

/** The fonts of pictures, with the width of text and its abbreviation to fit. */
final class Lettering {

  static final Font HEADING = new Font(Font.SANS_SERIF, Font.BOLD, 17);
  static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 14);
  static final Font PLAIN = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
  static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  /** The context in which text is measured, the same for PNG and SVG. */
  private static final FontRenderContext MEASURE = new FontRenderContext(null, true, true);

  /** The most characters that are measured. */
  private static final int LONGEST = 400;

  private Lettering() {}

  static double width(String text, Font font) {
    return font.getStringBounds(text, MEASURE).getWidth();
  }

  /** A text without characters that XML forbids, shortened in the middle to a given width. */
  static String fit(String text, Font font, double most) {
    int[] points = text.codePoints().map(Lettering::clean).toArray();
    String line = new String(points, 0, points.length);
    if (line.length() <= LONGEST && width(line, font) <= most) {
      return line;
    }
    int low = 0;
    int high = Math.min(points.length - 1, LONGEST);
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

  private static int clean(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> ' ';
      case Character.SURROGATE, Character.UNASSIGNED -> '\uFFFD';
      default -> point;
    };
  }
}
