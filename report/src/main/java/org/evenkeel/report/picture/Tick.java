// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.Font;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.evenkeel.text.Numbers;

/** A labelled position on an axis. */
record Tick(double share, String label) {

  private static final double LONGEST = 130;

  /** The largest power of ten that is written out. */
  private static final int PLAIN = 3;

  /** The ticks of an axis. */
  static List<Tick> of(Axis axis, boolean across) {
    double length = Math.abs(axis.to() - axis.from());
    if (!axis.axis().names().isEmpty()) {
      return named(axis, length, across);
    }
    int most = (int) Math.max(2, length / (across ? 80 : 30));
    return axis.log()
        ? powers(axis, most)
        : even(axis, axis.low(), axis.high(), Math.min(most, 11));
  }

  private static List<Tick> named(Axis axis, double length, boolean across) {
    List<String> names = axis.axis().names();
    Font font = Lettering.SMALL;
    double slot = length / Math.abs(axis.high() - axis.low());
    double widest =
        across
            ? names.stream()
                .limit(2000)
                .mapToDouble(name -> Lettering.width(Lettering.fit(name, font, LONGEST), font))
                .max()
                .orElse(0)
            : 12;
    int step = 1;
    for (int i = 0; step * slot < Math.min(widest, names.size() <= 12 ? 60 : widest) + 8; i++) {
      step = step(i);
    }
    double most = across ? Math.min(LONGEST, Math.max(24, step * slot - 8)) : LONGEST;
    List<Tick> ticks = new ArrayList<>();
    int last = 0;
    for (int i = 1; i <= names.size(); i++) {
      boolean there = step < 5 ? (i - 1) % step == 0 : i == 1 || i % step == 0;
      boolean room = last == 0 || (i - last) * slot >= Math.min(most, widest) + 6;
      if (there && room && axis.beyond((double) i) == 0) {
        ticks.add(new Tick(axis.share((double) i), Lettering.fit(names.get(i - 1), font, most)));
        last = i;
      }
    }
    return ticks;
  }

  /** The step sizes 1, 2, 5, 10, 20, 50, … */
  private static int step(int i) {
    return (int) Math.round(new int[] {1, 2, 5}[i % 3] * Math.pow(10, Math.floorDiv(i, 3)));
  }

  private static List<Tick> powers(Axis axis, int most) {
    int from = (int) Math.ceil(axis.low() - 1e-9);
    int to = (int) Math.floor(axis.high() + 1e-9);
    if (to - from < 1) {
      return even(axis, Math.pow(10, axis.low()), Math.pow(10, axis.high()), Math.min(most, 6));
    }
    int step = 1;
    for (int i = 0; (to - from) / step + 1 > most; i++) {
      step = step(i);
    }
    boolean few = to - from < 2; // few powers leave room for digits between them
    boolean plain = from >= -PLAIN && to <= PLAIN;
    List<Tick> ticks = new ArrayList<>();
    for (int power = Math.floorDiv(from + step - 1, step) * step; power <= to; power += step) {
      ticks.add(
          new Tick(
              (power - axis.low()) / (axis.high() - axis.low()),
              plain ? times(1, power).toPlainString() : power(power)));
    }
    for (int power = from - 1; few && power <= to; power++) {
      for (int digit : new int[] {2, 5}) {
        double value = times(digit, power).doubleValue();
        if (axis.beyond(value) == 0) {
          ticks.add(new Tick(axis.share(value), trimmed(value)));
        }
      }
    }
    return ticks;
  }

  private static BigDecimal times(int digit, int power) {
    return BigDecimal.valueOf(digit).scaleByPowerOfTen(power);
  }

  private static String power(int power) {
    StringBuilder text = new StringBuilder(power == 0 ? "1" : "10");
    for (char digit : (power == 0 ? "" : Integer.toString(power)).toCharArray()) {
      text.append(digit == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(digit - '0'));
    }
    return text.toString();
  }

  /** Ticks at multiples of 1, 2 or 5 times a power of ten. */
  private static List<Tick> even(Axis axis, double low, double high, int most) {
    double least = (high - low) / most;
    if (!(least > 0) || !Double.isFinite(least)) {
      return List.of();
    }
    int power = (int) Math.floor(Math.log10(least));
    BigDecimal step = times(10, power);
    for (int digit : new int[] {5, 2, 1}) {
      step = times(digit, power).doubleValue() >= least * (1 - 1e-9) ? times(digit, power) : step;
    }
    List<Tick> ticks = new ArrayList<>();
    double first = Math.ceil(low / step.doubleValue() - 1e-9);
    double last = Math.floor(high / step.doubleValue() + 1e-9);
    for (double i = first; i <= last && ticks.size() <= most + 2; i++) {
      double value = BigDecimal.valueOf(i).multiply(step).doubleValue();
      ticks.add(new Tick(axis.share(value), trimmed(value)));
    }
    return ticks;
  }

  /** A number without trailing zeros. */
  private static String trimmed(double value) {
    if (value == 0) {
      return "0";
    } else if (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e6) {
      BigDecimal plain = new BigDecimal(String.format(Locale.ROOT, "%.6g", value));
      return plain.signum() == 0 ? "0" : plain.stripTrailingZeros().toPlainString();
    }
    return Numbers.number(value, 3).replaceAll("\\.?0*e", "e");
  }
}
