// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * A reader of labelled examples from CSV files in UTF-8, with or without a header, compressed or
 * not.
 */
final class CsvFile {

  /** Number of rows from which columns are told and the size of the table is estimated. */
  private static final int SAMPLE_ROWS = 256;

  /** Number of characters from which columns are told, in long rows. */
  private static final int SAMPLE_CHARACTERS = 1 << 20;

  private static final Pattern LINE = Pattern.compile("line:? ?([0-9]+)");

  /** A row and the line on which it ends. */
  private record Row(List<String> cells, long line) {}

  private CsvFile() {}

  /**
   * Reads a file with one row per example, one column with the class, and numbers or categories in
   * all others.
   *
   * @param label the label column by its name, else by its number from 1; null for the last
   * @throws IllegalArgumentException if the file is not such a table; the message names line and
   *     column
   */
  static Reading.Found read(Path file, @Nullable String label, ReadingOptions options) {
    try {
      CsvDialect dialect = CsvDialect.of(head(file), options.delimiter());
      try (Text text = text(file);
          CSVParser parser = format(dialect).parse(text)) {
        if (dialect.separatorLine()) {
          text.skipLine();
        }
        return read(file, label, options, dialect, text, parser);
      }
    } catch (UncheckedIOException e) {
      throw unreadable(file, e.getCause());
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static CSVFormat format(CsvDialect dialect) {
    return CSVFormat.DEFAULT
        .builder()
        .setDelimiter(dialect.delimiter())
        .setIgnoreSurroundingSpaces(true)
        .setTrim(true)
        .get();
  }

  private static Text text(Path file) throws IOException {
    return new Text(
        new InputStreamReader(InputFile.open(file), StandardCharsets.UTF_8.newDecoder()));
  }

  private static String head(Path file) throws IOException {
    try (Text text = text(file)) {
      char[] head = new char[CsvDialect.HEAD];
      int length = 0;
      try {
        for (int count = 0; count >= 0 && length < head.length; ) {
          count = text.read(head, length, Math.min(1024, head.length - length));
          length += Math.max(0, count);
        }
      } catch (CharacterCodingException e) {
        // What is no text is reported with the row behind which it is found.
      }
      return new String(head, 0, length);
    }
  }

  private static Reading.Found read(
      Path file,
      @Nullable String label,
      ReadingOptions options,
      CsvDialect dialect,
      Text text,
      CSVParser parser)
      throws IOException {
    Iterator<CSVRecord> records = parser.iterator();
    List<Row> sample = new ArrayList<>();
    int before = dialect.separatorLine() ? 1 : 0;
    double estimate = 0;
    int characters = 0;
    while (records.hasNext() && sample.size() < SAMPLE_ROWS && characters < SAMPLE_CHARACTERS) {
      CSVRecord row = records.next();
      characters += text.rowRead();
      add(sample, row, dialect, before + parser.getCurrentLineNumber());
      estimate = (double) Files.size(file) / Math.max(1, row.getCharacterPosition());
    }
    if (sample.isEmpty()) {
      throw new IllegalArgumentException(
          "a CSV file must have rows: %s has no rows; give it a line for each example"
              .formatted(file));
    }
    int cells = sample.get(0).cells().size();
    CsvColumns columns =
        CsvColumns.of(
            file,
            sample.stream().map(Row::cells).filter(row -> row.size() == cells).toList(),
            label,
            options);
    CsvTable table = new CsvTable(file, columns, options.missing(), dialect.delimiter() != ',');
    if (records.hasNext() && InputFile.Form.of(file) == InputFile.Form.PLAIN) {
      table.expect(estimate * (sample.size() - 1));
    }
    sample.stream()
        .skip(columns.header() ? 1 : 0)
        .forEach(row -> table.add(row.cells(), row.line()));
    while (records.hasNext()) {
      CSVRecord row = records.next();
      text.rowRead();
      sample.clear();
      add(sample, row, dialect, before + parser.getCurrentLineNumber());
      sample.forEach(one -> table.add(one.cells(), one.line()));
    }
    return table.found(Optional.ofNullable(dialect.note()));
  }

  /** Adds a row unless it is blank; a run of spaces is one delimiter. */
  private static void add(List<Row> rows, CSVRecord row, CsvDialect dialect, long line) {
    List<String> cells = Arrays.asList(row.values());
    if (dialect.delimiter() == ' ') {
      cells = cells.stream().filter(cell -> !cell.isEmpty()).toList();
    }
    if (!cells.isEmpty() && !(cells.size() == 1 && cells.get(0).isEmpty())) {
      rows.add(new Row(cells, line));
    }
  }

  private static IllegalArgumentException unreadable(Path file, IOException e) {
    if (!(e instanceof CSVException)) {
      return InputFile.unreadable(file, e);
    }
    String found = String.valueOf(e.getMessage());
    Matcher line = LINE.matcher(found);
    String place = line.find() ? "%s, line %s".formatted(file, line.group(1)) : file.toString();
    return new IllegalArgumentException(
        found.contains("EOF")
            ? "a quote must be closed: %s has one that is not; add the other, or double it within a cell"
                .formatted(place)
            : "quotes must enclose a whole cell: %s has text behind a closing quote; double quotes within a cell, or name the delimiter"
                .formatted(place),
        e);
  }

  /**
   * Characters without a byte-order mark. Reading fails at a zero character and in an overlong row,
   * such as after a quote that is never closed, because such a file cannot be a table.
   */
  private static final class Text extends FilterReader {
    private static final int LONGEST_ROW = 1 << 26;

    private boolean started;
    private int sinceRow;

    Text(Reader reader) {
      super(reader);
    }

    /** The number of characters since the last row, about. */
    int rowRead() {
      int read = sinceRow;
      sinceRow = 0;
      return read;
    }

    /** Reads to the end of a line. */
    void skipLine() throws IOException {
      int c = read();
      while (c >= 0 && c != '\n') {
        c = read();
      }
    }

    @Override
    public int read() throws IOException {
      char[] one = new char[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
      if (!started) {
        started = true;
        int first = super.read();
        if (first < 0 || first != '\uFEFF') {
          buffer[offset] = (char) Math.max(0, first);
          return first < 0 ? -1 : 1;
        }
      }
      int count = super.read(buffer, offset, length);
      for (int i = offset; i < offset + count; i++) {
        if (buffer[i] == 0) {
          throw new MalformedInputException(1);
        }
      }
      sinceRow += Math.max(0, count);
      if (sinceRow > LONGEST_ROW) {
        throw new IOException("a row has more than %d characters".formatted(LONGEST_ROW));
      }
      return count;
    }
  }
}
