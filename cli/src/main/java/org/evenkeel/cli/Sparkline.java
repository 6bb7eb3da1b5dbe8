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
  private static final int MIDDLE = 3;
  private static final int WIDTH = 31;
  private static final char ABOVE = '↑';

  private Sparkline() {}

  /**
   * Draws second moments; of many layers some, evenly chosen.
   *
   * @param values in order of depth; NaN where nothing is known
   */
  static String of(List<Double> values) {
    StringBuilder line = new StringBuilder();
    for (int layer : Table.chosen(values.size(), WIDTH)) {
      line.append(sign(values.get(layer)));
    }
    return line.toString();
  }

  private static char sign(double value) {
    if (Double.isNaN(value)) {
      return ' ';
    }
    double decades = Math.log10(value);
    if (decades < -MIDDLE - 0.5) {
      return below();
    }
    if (decades > BARS.length() - 1 - MIDDLE + 0.5) {
      return ABOVE;
    }
    int bar = (int) Math.round(decades) + MIDDLE;
    return BARS.charAt(Math.max(0, Math.min(BARS.length() - 1, bar)));
  }

  private static char below() {
    return Output.unicode() ? '·' : 'v';
  }

  /** What the signs mean. */
  static String scale() {
    return "Bars: %s is 1, each step a factor of 10; %s is below 0.0003, %s above 30,000."
        .formatted(BARS.charAt(MIDDLE), below(), ABOVE);
  }
}
