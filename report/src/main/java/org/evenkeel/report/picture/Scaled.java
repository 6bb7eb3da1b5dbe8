// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.evenkeel.report.chart.Axis;
import org.evenkeel.report.text.Numbers;

/**
 * An axis as a picture has it: logarithms where it is logarithmic, and what lies beyond an end
 * brought to that end.
 *
 * @param axis the axis
 * @param low its lower end, as a place
 * @param high its upper end, as a place
 */
record Scaled(Axis axis, double low, double high) {

  private static final int LONGEST_NAME = 18;

  /** More things in a row are counted, not named. */
  private static final int MOST_NAMES = 8;

  /** An axis that fits some values where its own ends are open. */
  static Scaled of(Axis axis, Stream<Double> values) {
    boolean log = axis.scale() == Axis.Scale.LOG;
    double[] places =
        values
            .filter(Objects::nonNull)
            .mapToDouble(value -> log ? Math.log10(value) : value)
            .filter(Double::isFinite)
            .toArray();
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (double place : places) {
      least = Math.min(least, place);
      most = Math.max(most, place);
    }
    if (least > most) {
      least = 0;
      most = 1;
    }
    double margin = most > least ? 0.04 * (most - least) : 0.5;
    double low = axis.low() == null ? least - margin : place(axis, axis.low());
    double high = axis.high() == null ? most + margin : place(axis, axis.high());
    if (!axis.names().isEmpty()) { // room for the first and the last one, between whole numbers
      low -= 1;
      high += 1;
    }
    return new Scaled(axis, low, high > low ? high : low + 1);
  }

  private static double place(Axis axis, double value) {
    return axis.scale() == Axis.Scale.LOG ? Math.log10(value) : value;
  }

  /** Where a value lies; NaN for a gap. */
  double at(Double value) {
    return value == null ? Double.NaN : Math.min(high, Math.max(low, place(axis, value)));
  }

  /** Whether a value lies below the lower end. */
  boolean below(Double value) {
    return value != null && place(axis, value) < low;
  }

  /** Whether a value lies above the upper end. */
  boolean above(Double value) {
    return value != null && place(axis, value) > high;
  }

  /** What stands beside a tick. */
  String label(double place) {
    boolean named = !axis.names().isEmpty() && axis.names().size() <= MOST_NAMES;
    if (named) {
      int index = (int) Math.rint(place);
      boolean there =
          Math.abs(place - index) < 1e-6 && index >= 1 && index <= axis.names().size();
      return there ? shortened(axis.names().get(index - 1), LONGEST_NAME) : nothing(place);
    }
    if (axis.scale() != Axis.Scale.LOG) {
      double rounded = Math.abs(place) < 1e-12 * (high - low) ? 0 : place;
      return Numbers.number(rounded, 3).replaceAll("(\\.[0-9]*?)0+$", "$1").replaceAll("\\.$", "");
    }
    double value = Math.pow(10, place);
    if (Math.abs(place - Math.rint(place)) < 1e-9) {
      int power = (int) Math.rint(place);
      return power >= -3 && power <= 3
          ? Numbers.number(value, 1).replaceAll("\\.0*$", "")
          : "10" + superscript(power);
    }
    return Numbers.number(value, 3);
  }

  /** XChart wants labels that differ: each place has a number of its own of characters without width. */
  private static String nothing(double place) {
    return "\u200B".repeat(1 + (int) Math.rint(20 * Math.abs(place)));
  }

  private static String superscript(int power) {
    StringBuilder text = new StringBuilder();
    for (char digit : String.format(Locale.ROOT, "%d", power).toCharArray()) {
      text.append(digit == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(digit - '0'));
    }
    return text.toString();
  }

  /** A text of at most so many characters, its middle left out. */
  static String shortened(String text, int most) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    if (line.length() <= most) {
      return line;
    }
    int head = (most - 1 + 1) / 2;
    return line.substring(0, head) + "…" + line.substring(line.length() - (most - 1 - head));
  }

  /** Values as places. */
  double[] all(List<Double> values) {
    return values.stream().mapToDouble(this::at).toArray();
  }
}
