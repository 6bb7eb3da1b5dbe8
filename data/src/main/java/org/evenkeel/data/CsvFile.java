// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** A reader of labelled examples from CSV files in UTF-8, with or without a header. */
final class CsvFile {

  /** Number of rows from which the size of the table is estimated. */
  private static final int SAMPLE_ROWS = 256;

  private CsvFile() {}

  /**
   * Reads a file with one row per example, one column with the class, and numbers in all others.
   *
   * @param label the label column by its name, else by its number from 1; null for the last
   * @throws IllegalArgumentException if the file is not such a table; the message names line and
   *     column
   */
  static Examples read(Path file, @Nullable String label) {
    try (InputStream bytes = Files.newInputStream(file);
        Text text = new Text(new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder()));
        CSVParser parser =
            CSVFormat.DEFAULT
                .builder()
                .setIgnoreSurroundingSpaces(true)
                .setTrim(true)
                .get()
                .parse(text)) {
      return read(file, label, text, parser);
    } catch (UncheckedIOException e) {
      throw unreadable(file, e.getCause());
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static Examples read(Path file, @Nullable String label, Text text, CSVParser parser)
      throws IOException {
    Iterator<CSVRecord> records = parser.iterator();
    if (!records.hasNext()) {
      throw new IllegalArgumentException(
          "a CSV file must have rows: %s has no rows; give it a line for each example"
              .formatted(file));
    }
    List<String> first = cells(records.next());
    text.rowRead();
    CsvColumns columns = CsvColumns.of(file, first, label);
    CsvTable table = new CsvTable(file, columns);
    if (!columns.header()) {
      table.add(first, parser.getCurrentLineNumber());
    }
    while (records.hasNext()) {
      CSVRecord row = records.next();
      text.rowRead();
      List<String> cells = cells(row);
      boolean blank = cells.size() == 1 && cells.get(0).isEmpty();
      if (!blank) {
        table.add(cells, parser.getCurrentLineNumber());
      }
      if (row.getRecordNumber() == SAMPLE_ROWS) {
        table.expect((double) Files.size(file) / row.getCharacterPosition() * (SAMPLE_ROWS - 1));
      }
    }
    return table.examples();
  }

  private static List<String> cells(CSVRecord row) {
    return Arrays.asList(row.values());
  }

  private static IllegalArgumentException unreadable(Path file, IOException e) {
    if (e instanceof CharacterCodingException) {
      return new IllegalArgumentException(
          "a CSV file must be text in UTF-8: %s is not; export it as CSV, or name the folder for IDX files"
              .formatted(file),
          e);
    }
    String found = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    if (e instanceof CSVException) {
      return new IllegalArgumentException(
          "quotes must enclose a whole cell: %s: %s; correct them".formatted(file, found), e);
    }
    return new IllegalArgumentException(
        "data must be readable: %s: %s; check the file".formatted(file, found), e);
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

    void rowRead() {
      sinceRow = 0;
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
