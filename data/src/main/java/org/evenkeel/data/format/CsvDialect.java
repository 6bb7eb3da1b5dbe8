// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data.format;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a file separates cells.
 *
 * @param delimiter the character between two cells; a run of spaces counts as one
 * @param separatorLine the length of the first line if it is Excel's {@code sep=;}, which is no
 *     row; 0 otherwise
 */
public record CsvDialect(char delimiter, int separatorLine) {

  /** Delimiters in the order of preference: a comma may also be in numbers, a space in text. */
  private static final String CANDIDATES = "\t;|,";

  private static final int MOST_RECORDS = 50;

  private static final Pattern SEPARATOR =
      Pattern.compile("\\A\"?sep=([^\\p{Alnum}.+\"\\r\\n\\x00-])\"?\\h*\\R");

  /**
   * The dialect of a file.
   *
   * <p>The delimiter is the first candidate that every row has equally often, else the one that the
   * most rows have as often as the first row.
   *
   * @param head the beginning of the file
   * @param given the delimiter; null to detect it
   */
  public static CsvDialect of(String head, @Nullable String given) {
    Matcher line = SEPARATOR.matcher(head);
    int separator = line.find() ? line.end() : 0;
    if (given != null) {
      return new CsvDialect(given.charAt(0), separator);
    }
    return separator > 0
        ? new CsvDialect(line.group(1).charAt(0), separator)
        : new CsvDialect(detected(records(head)), separator);
  }

  private static char detected(List<int[]> records) {
    if (records.isEmpty()) {
      return ',';
    }
    int[] first = records.get(0);
    for (int c = 0; c <= CANDIDATES.length(); c++) {
      int candidate = c;
      if (first[c] > 0 && records.stream().allMatch(r -> r[candidate] == first[candidate])) {
        return character(c);
      }
    }
    int best = CANDIDATES.indexOf(',');
    long most = share(records, best);
    for (int c = 0; c < CANDIDATES.length(); c++) {
      if (share(records, c) > most) {
        best = c;
        most = share(records, c);
      }
    }
    return character(best);
  }

  private static char character(int candidate) {
    return candidate == CANDIDATES.length() ? ' ' : CANDIDATES.charAt(candidate);
  }

  private static long share(List<int[]> records, int candidate) {
    int count = records.get(0)[candidate];
    return count == 0 ? 0 : records.stream().filter(r -> r[candidate] == count).count();
  }

  /** How often each record has each candidate, outside quotes; the last one counts spaces. */
  private static List<int[]> records(String head) {
    List<int[]> records = new ArrayList<>();
    int[] counts = new int[CANDIDATES.length() + 1];
    boolean quoted = false;
    boolean blank = true;
    char before = '\n';
    for (int i = 0; i < head.length() && records.size() < MOST_RECORDS; i++) {
      char c = head.charAt(i);
      if (c == '"' && (quoted || before == '\n' || CANDIDATES.indexOf(before) >= 0)) {
        quoted = !quoted;
        before = 'x';
        blank = false;
      } else if (!quoted && (c == '\n' || c == '\r')) {
        if (!blank) {
          records.add(counts);
        }
        counts = new int[CANDIDATES.length() + 1];
        blank = true;
        before = '\n';
      } else if (!quoted && CANDIDATES.indexOf(c) >= 0) {
        counts[CANDIDATES.indexOf(c)]++;
        before = c;
        blank = false;
      } else if (c != ' ') {
        before = c;
        blank = false;
      } else if (!quoted && i > 0 && head.charAt(i - 1) != ' ' && inside(head, i)) {
        counts[CANDIDATES.length()]++;
      }
    }
    if (!blank && !quoted && records.size() < MOST_RECORDS && (records.isEmpty() || whole(head))) {
      records.add(counts);
    }
    return records;
  }

  /** The length of the beginning of a file that is looked at. */
  public static final int HEAD = 1 << 16;

  private static boolean whole(String head) {
    return head.length() < HEAD;
  }

  /** Whether a run of spaces has text before and behind it on its line. */
  private static boolean inside(String head, int at) {
    int behind = at;
    while (behind < head.length() && head.charAt(behind) == ' ') {
      behind++;
    }
    return head.charAt(at - 1) != '\n'
        && behind < head.length()
        && head.charAt(behind) != '\n'
        && head.charAt(behind) != '\r';
  }

  /** The delimiter in words, for the line that says what was read; null for the usual comma. */
  public @Nullable String note() {
    String cells =
        switch (delimiter) {
          case ',' -> null;
          case '\t' -> "cells separated by tabs";
          case ' ' -> "cells separated by spaces";
          default -> "cells separated by '" + delimiter + "'";
        };
    return separatorLine > 0 ? "line 1 (sep=%s) skipped".formatted(delimiter) : cells;
  }
}
