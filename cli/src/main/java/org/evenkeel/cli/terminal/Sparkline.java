// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.terminal;

import java.util.List;
import java.util.function.Function;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Quantity;
import org.evenkeel.text.Table;

/**
 * A quantity over depth as one line of bars.
 *
 * <p>The scale is logarithmic and the same for every network: the middle bar is 1, one step is a
 * factor of 10 in the second moment, and values beyond the bars have signs of their own. A healthy
 * signal is a flat line in the middle, and two lines can be compared.
 */
public final class Sparkline {

  private static final String BARS = "▁▂▃▄▅▆▇█";
  private static final int MIDDLE = 3;
  private static final int WIDTH = 31;
  private static final char ABOVE = '↑';

  private Sparkline() {}

  /** The bars of one quantity; of a deep network evenly chosen layers. */
  public static String of(
      Terminal terminal, List<LayerSignal> layers, Function<LayerSignal, Quantity> quantity) {
    StringBuilder line = new StringBuilder();
    for (int layer : Table.chosen(layers.size(), WIDTH)) {
      line.append(sign(terminal, quantity.apply(layers.get(layer)).known()));
    }
    return line.toString();
  }

  private static char sign(Terminal terminal, Double value) {
    if (value == null) {
      return ' ';
    }
    double decades = Math.log10(value);
    if (decades < -MIDDLE - 0.5) {
      return below(terminal);
    }
    if (decades > BARS.length() - 1 - MIDDLE + 0.5) {
      return ABOVE;
    }
    int bar = (int) Math.round(decades) + MIDDLE;
    return BARS.charAt(Math.max(0, Math.min(BARS.length() - 1, bar)));
  }

  private static char below(Terminal terminal) {
    return terminal.unicode() ? '·' : 'v';
  }

  /** The legend of the bars. */
  public static String scale(Terminal terminal) {
    return "Bars: %s is 1, each step a factor of 10; %s is below 0.0003, %s above 30,000."
        .formatted(BARS.charAt(MIDDLE), below(terminal), ABOVE);
  }
}
