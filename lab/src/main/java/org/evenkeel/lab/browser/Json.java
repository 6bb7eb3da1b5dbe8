// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab.browser;

import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as JSON text; numbers that are not finite, and null, as null. */
final class Json {

  private Json() {}

  /**
   * The text of a value.
   *
   * @param value a map, an iterable, an array of doubles, a number, a boolean, null, or anything
   *     else as its text
   */
  static String of(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    write(out, value);
    return out.toString();
  }

  private static void write(StringBuilder out, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      String between = "{";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        text(out.append(between), entry.getKey().toString());
        write(out.append(':'), entry.getValue());
        between = ",";
      }
      out.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof Iterable<?> list) {
      out.append('[');
      for (Iterator<?> each = list.iterator(); each.hasNext(); ) {
        write(out, each.next());
        out.append(each.hasNext() ? "," : "");
      }
      out.append(']');
    } else if (value instanceof double[] numbers) {
      out.append('[');
      for (int i = 0; i < numbers.length; i++) {
        write(out.append(i == 0 ? "" : ","), numbers[i]);
      }
      out.append(']');
    } else if (value == null || (value instanceof Number n && !Double.isFinite(n.doubleValue()))) {
      out.append("null");
    } else if (value instanceof Number || value instanceof Boolean) {
      out.append(value);
    } else {
      text(out, value.toString());
    }
  }

  private static void text(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u00").append(c < 16 ? '0' : '1').append(Character.forDigit(c % 16, 16));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
