// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import java.util.List;

/**
 * A signal over depth as one line of bars.
 *
 * <p>The scale is logarithmic and the same for every network: the middle bar is 1, one step is a
 * factor of 10 in the second moment, and what is 0, infinite or further away is drawn as a sign of
 * its own. So a healthy signal is a flat line in the middle, and two lines can be compared.
 */
final class Sparkline {

  private static final String BARS = "▁▂▃▄▅▆▇█";
  private static final String ASCII = "_.,-=+*#";
  private static final int MIDDLE = 3;

  private Sparkline() {}

  /**
   * Draws second moments.
   *
   * @param values in order of depth; null where nothing is known
   * @param width the number of characters at most; more layers than that are thinned out evenly
   */
  static String of(List<Double> values, int width) {
    int columns = Math.min(width, values.size());
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < columns; column++) {
      int layer = columns == 1 ? 0 : (int) ((long) column * (values.size() - 1) / (columns - 1));
      line.append(sign(values.get(layer)));
    }
    return line.toString();
  }

  private static char sign(Double value) {
    if (value == null || value.isNaN()) {
      return ' ';
    }
    double decades = Math.log10(value);
    if (decades < -MIDDLE - 0.5) {
      return Output.unicode() ? '·' : ' ';
    }
    if (decades > BARS.length() - 1 - MIDDLE + 0.5) {
      return Output.unicode() ? '↑' : '^';
    }
    int bar = (int) Math.round(decades) + MIDDLE;
    return (Output.unicode() ? BARS : ASCII).charAt(Math.max(0, Math.min(BARS.length() - 1, bar)));
  }
}
