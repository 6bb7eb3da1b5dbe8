// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.page;

/** Escaping of text in HTML. */
final class Html {

  private Html() {}

  /** Text escaped for element content and quoted attributes. */
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
        // HTML can neither contain nor escape these.
        case 0 -> safe.append('\uFFFD');
        default -> safe.append(c);
      }
    }
    return safe.toString();
  }

  /** A name isolated from the text direction of its surroundings. */
  static String name(String name) {
    return "<bdi>" + text(name) + "</bdi>";
  }
}
