// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The width of text in columns, and text wrapped or shortened to a width. */
public final class Text {

  /** A color's escape sequence, which has no width. */
  private static final Pattern COLOR = Pattern.compile("\u001b\\[[0-9;]*m");

  /** A line's label; wrapped text is indented behind it. */
  private static final Pattern LABEL = Pattern.compile("^( {2,}|[^ ]+ {2,})");

  /** An option with its value, to be copied. */
  private static final Pattern OPTION = Pattern.compile("(?<=--[a-z-]{1,40}) (?=[^ ])");

  /** The first character that may take another number of columns than one. */
  private static final int WIDER = 0x300;

  private static final char TIED = '\u00a0';

  private static final int HANGING = 2;

  private Text() {}

  /** Keeps words on one line. */
  public static String tied(String words) {
    return words.replace(' ', TIED);
  }

  /** The columns that text takes: two for a wide character, none for a combining mark. */
  public static int width(String text) {
    String visible = text.indexOf('\u001b') < 0 ? text : COLOR.matcher(text).replaceAll("");
    int width = 0;
    for (int i = 0; i < visible.length(); ) {
      int c = visible.charAt(i) < WIDER ? visible.charAt(i) : visible.codePointAt(i);
      width += width(c);
      i += Character.charCount(c);
    }
    return width;
  }

  private static int width(int character) {
    if (character < WIDER) {
      return 1;
    }
    int type = Character.getType(character);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    boolean wide =
        Character.isIdeographic(character)
            || within(character, 0x1100, 0x115f) // Hangul, the first part of a syllable
            || within(character, 0x2e80, 0x303e) // radicals and punctuation
            || within(character, 0x3041, 0xa4cf) // Kana and others up to Yi
            || within(character, 0xac00, 0xd7a3) // Hangul
            || within(character, 0xf900, 0xfaff)
            || within(character, 0xfe30, 0xfe6f)
            || within(character, 0xff00, 0xff60) // full width
            || within(character, 0xffe0, 0xffe6)
            || within(character, 0x1f300, 0x1faff); // pictures
    return wide ? 2 : 1;
  }

  private static boolean within(int character, int first, int last) {
    return first <= character && character <= last;
  }

  /** Text without its middle; the gap is nearer to its beginning. */
  static String shortened(String text, int width, String gap) {
    if (width(text) <= width) {
      return text;
    }
    int left = Math.max(0, width - width(gap));
    return head(text, left / 3) + gap + tail(text, left - left / 3);
  }

  private static String head(String text, int width) {
    int end = 0;
    int left = width;
    while (end < text.length() && width(text.codePointAt(end)) <= left) {
      left -= width(text.codePointAt(end));
      end = text.offsetByCodePoints(end, 1);
    }
    return text.substring(0, end);
  }

  private static String tail(String text, int width) {
    int from = text.length();
    int left = width;
    while (from > 0 && width(text.codePointBefore(from)) <= left) {
      left -= width(text.codePointBefore(from));
      from = text.offsetByCodePoints(from, -1);
    }
    return text.substring(from);
  }

  /**
   * A line of running text, wrapped between words. Further lines are indented behind the label, or
   * by two columns. A word wider than the line is broken only after a comma; an option stays with
   * its value.
   */
  public static List<String> sentence(String line, int width) {
    Matcher label = LABEL.matcher(line);
    String head = label.find() && width(label.group()) <= width / 2 ? label.group() : "";
    int hanging = head.isEmpty() ? HANGING : width(head);
    List<String> lines = new ArrayList<>();
    StringBuilder current = new StringBuilder(head);
    int start = current.length();
    String text = OPTION.matcher(line.substring(head.length())).replaceAll("" + TIED);
    for (String word : text.split(" ", -1)) {
      String glue = " ";
      for (String part :
          width(word) > width - hanging ? word.split("(?<=,)") : new String[] {word}) {
        if (current.length() > start && width(current + glue + part) > width) {
          lines.add(untied(current));
          current = new StringBuilder(" ".repeat(hanging));
          start = hanging;
        } else if (current.length() > start) {
          current.append(glue);
        }
        current.append(part);
        glue = "";
      }
    }
    lines.add(untied(current));
    return lines;
  }

  /** A cell of a table, wrapped between words, or within a word that is wider than the cell. */
  public static List<String> cell(String text, int width) {
    List<String> lines = new ArrayList<>();
    String current = "";
    for (String word : text.split(" ", -1)) {
      String longer = current.isEmpty() ? word : current + " " + word;
      if (width(longer) <= width) {
        current = longer;
        continue;
      }
      if (!current.isEmpty()) {
        lines.add(untied(current));
      }
      current = word;
      while (width(current) > width) {
        String part = head(current, width);
        part = part.isEmpty() ? current.substring(0, current.offsetByCodePoints(0, 1)) : part;
        lines.add(untied(part));
        current = current.substring(part.length());
      }
    }
    lines.add(untied(current));
    return lines;
  }

  /** Text without ties, as it is printed. */
  public static String untied(CharSequence line) {
    return line.toString().replace(TIED, ' ').stripTrailing();
  }
}
