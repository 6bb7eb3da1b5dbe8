// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.text;

import org.jspecify.annotations.Nullable;

/** Messages as one line of limited length without characters that a terminal obeys. */
public final class OneLine {

  /** The most characters of a message; the middle of a longer one is left out. */
  public static final int MOST = 300;

  /** Control characters of either set, and those that change the direction of text. */
  private static final String UNPRINTABLE = "[\\p{Cc}\\p{Cf}\u2028\u2029]";

  private OneLine() {}

  /** A message of at most {@link #MOST} characters. */
  public static String of(@Nullable String message) {
    return of(message, MOST);
  }

  /** A message of a given number of characters at most. */
  public static String of(@Nullable String message, int most) {
    String line =
        message == null
            ? "no message"
            : message.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll(UNPRINTABLE, "?");
    return line.length() <= most
        ? line
        : line.substring(0, most / 2) + "…" + line.substring(line.length() - (most - most / 2 - 1));
  }

  /** The first 40 characters of text from a user's file. */
  public static String beginning(String text) {
    return beginning(text, 40);
  }

  /** The first characters of text from a user's file, of a given number. */
  public static String beginning(String text, int most) {
    String line = text.length() <= most ? text : text.substring(0, most);
    return line.replaceAll("[\\p{Cc}\\p{Cf}]", " ") + (text.length() <= most ? "" : "…");
  }
}
