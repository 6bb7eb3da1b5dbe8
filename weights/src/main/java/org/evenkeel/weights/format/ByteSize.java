// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.format;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them: {@code 5GB} is 5·10⁹, {@code 5GiB} 5·2³⁰. */
public final class ByteSize {

  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?) ?([kmgt]?)(i?)b?");

  private ByteSize() {}

  /**
   * The number of bytes that a text stands for.
   *
   * @throws IllegalArgumentException if it is malformed, or less than 1
   */
  public static long parse(String what, String text) {
    Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (form.matches()) {
      int power = form.group(2).isEmpty() ? 0 : 1 + "kmgt".indexOf(form.group(2));
      double bytes =
          Double.parseDouble(form.group(1))
              * Math.pow(form.group(3).isEmpty() ? 1000 : 1024, power);
      if (bytes >= 1 && bytes < 0x1p62) {
        return (long) bytes;
      }
    }
    throw new IllegalArgumentException(
        "%s must be a number of bytes, at least 1: '%s'; as in 5GB or 500MiB"
            .formatted(what, text));
  }

  /** A number of bytes with three digits, as in {@code 498 MB}. */
  public static String text(double bytes) {
    double rest = bytes;
    for (String unit : List.of("bytes", "kB", "MB", "GB")) {
      if (rest < 999.5) {
        return number(rest) + " " + unit;
      }
      rest /= 1000;
    }
    return number(rest) + " TB";
  }

  private static String number(double value) {
    int digits =
        value < 9.995 && value != Math.rint(value)
            ? 2
            : value < 99.95 && value != Math.rint(value) ? 1 : 0;
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
