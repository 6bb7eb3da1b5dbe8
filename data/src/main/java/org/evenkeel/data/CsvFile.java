// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.evenkeel.data.format.CsvDialect;
import org.evenkeel.data.format.InputFile;
import org.evenkeel.text.Encoding;
import org.jspecify.annotations.Nullable;

/**
 * A reader of labelled examples from CSV files, with or without a header, compressed or not.
 *
 * <p>The encoding is UTF-8, or UTF-16 with a byte-order mark; what is neither is read as
 * Windows-1252, which includes Latin-1.
 */
final class CsvFile {

  /** Number of rows from which columns are told and the size of the table is estimated. */
  private static final int SAMPLE_ROWS = 256;

  /** Number of characters from which columns are told, in long rows. */
  private static final int SAMPLE_CHARACTERS = 1 << 20;

  private static final Pattern LINE = Pattern.compile("line:? ?([0-9]+)");

  private static final Charset WINDOWS = Charset.forName("windows-1252");

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
      byte[] mark;
      try (InputStream in = InputFile.open(file)) {
        mark = in.readNBytes(Encoding.BYTES);
      }
      Charset charset = Encoding.of(mark);
      try {
        return read(file, charset, label, options);
      } catch (IOException | UncheckedIOException e) {
        if (!charset.equals(UTF_8) || !isNoText(e)) {
          throw e;
        }
        return read(file, WINDOWS, label, options);
      }
    } catch (UncheckedIOException e) {
      throw unreadable(file, e.getCause());
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static boolean isNoText(Exception e) {
    return (e instanceof UncheckedIOException unchecked ? unchecked.getCause() : e)
        instanceof CharacterCodingException;
  }

  private static Reading.Found read(
      Path file, Charset charset, @Nullable String label, ReadingOptions options)
      throws IOException {
    CsvDialect dialect = CsvDialect.of(head(file, charset), options.delimiter());
    try (Text text = text(file, charset);
        CSVParser parser = format(dialect).parse(text)) {
      text.leaveOut(dialect.separatorLine());
      return read(file, label, options, dialect, text, parser);
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

  private static Text text(Path file, Charset charset) throws IOException {
    return new Text(charset, new InputStreamReader(InputFile.open(file), charset.newDecoder()));
  }

  private static String head(Path file, Charset charset) throws IOException {
    try (Text text = text(file, charset)) {
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
    int before = dialect.separatorLine() > 0 ? 1 : 0;
    double estimate = 0;
    int characters = 0;
    while (records.hasNext() && sample.size() < SAMPLE_ROWS && characters < SAMPLE_CHARACTERS) {
      CSVRecord row = records.next();
      characters += text.rowRead();
      add(sample, row, dialect, before + parser.getCurrentLineNumber());
      estimate = Files.size(file) / text.bytes() / Math.max(1, row.getCharacterPosition());
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
    CsvTable table = new CsvTable(file, columns, options, dialect.delimiter() != ',');
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
    return table.found(Stream.of(text.note(), dialect.note()).filter(Objects::nonNull).toList());
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
   * Characters without a byte-order mark. Reading fails at characters that no table has, such as
   * zero, and in an overlong row, such as after a quote that is never closed.
   */
  private static final class Text extends FilterReader {
    private static final int LONGEST_ROW = 1 << 26;

    /** Characters that Windows-1252 gives to the bytes from 0x80 to 0x9f. */
    private static final String HIGH = high();

    private final Charset charset;
    private boolean started;
    private int sinceRow;
    private int last;

    private static String high() {
      byte[] bytes = new byte[0xa0 - 0x80];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (0x80 + i);
      }
      return new String(bytes, WINDOWS).replace("\ufffd", "");
    }

    Text(Charset charset, Reader reader) {
      super(reader);
      this.charset = charset;
    }

    /** The number of characters since the last row, about. */
    int rowRead() {
      int read = sinceRow;
      sinceRow = 0;
      return read;
    }

    /** Reads over the beginning. */
    void leaveOut(int characters) throws IOException {
      for (int i = 0; i < characters; i++) {
        read();
      }
    }

    /** The encoding in words, for the line that says what was read; null for UTF-8. */
    @Nullable String note() {
      if (charset.equals(UTF_8)) {
        return null;
      }
      return charset.equals(WINDOWS) ? "not UTF-8, read as Windows-1252" : charset.name();
    }

    /** The number of bytes of a character, about. */
    double bytes() {
      return charset.equals(UTF_16) ? 2 : 1;
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
          return first < 0 ? -1 : checked(buffer, offset, 1);
        }
      }
      return checked(buffer, offset, super.read(buffer, offset, length));
    }

    private int checked(char[] buffer, int offset, int count) throws IOException {
      for (int i = offset; i < offset + count; i++) {
        if (buffer[i] == 0 || (charset.equals(WINDOWS) && isForeign(last, buffer[i]))) {
          throw new MalformedInputException(1);
        }
        last = buffer[i];
      }
      sinceRow += Math.max(0, count);
      if (sinceRow > LONGEST_ROW) {
        throw new IOException("a row has more than %d characters".formatted(LONGEST_ROW));
      }
      return count;
    }

    /**
     * Whether a character is none of a text in Windows-1252: a control character, or with the one
     * before it a letter in UTF-8, so that the file has text in both.
     */
    private static boolean isForeign(int before, char c) {
      boolean control = c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f';
      boolean lead = before == 'Â' || before == 'Ã';
      return control || (lead && ((c >= 0xa0 && c <= 0xbf) || HIGH.indexOf(c) >= 0));
    }
  }
}
