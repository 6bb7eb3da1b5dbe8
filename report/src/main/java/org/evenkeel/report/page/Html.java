// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.page;

/** Text inside HTML. */
final class Html {

  private Html() {}

  /** Text as it may stand between tags and inside a quoted attribute. */
  static String text(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '&' -> safe.append("&amp;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        // HTML knows neither these nor a way to write them.
        case 0 -> safe.append('\uFFFD');
        default -> safe.append(c);
      }
    }
    return safe.toString();
  }

  /** A name of unknown script, kept from turning around what stands beside it. */
  static String name(String name) {
    return "<bdi>" + text(name) + "</bdi>";
  }
}
