package org.evenkeel.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CsvFileTest {

  @TempDir Path folder;

  private Examples read(String text, String label) throws IOException {
    return CsvFile.read(
            Files.writeString(folder.resolve("t.csv"), text), label, ReadingOptions.DEFAULT)
        .training();
  }

  /** What a file holds, in the form {@code features|labels|class names}. */
  static List<Arguments> tables() {
    String plain = "[1.0, 2.0, 3.0, 4.0]|[1, 0]|[x, y]";
    return List.of(
        Arguments.of("a,b,l\n1,2,y\n3,4,x\n", null, plain),
        Arguments.of("a,b,l\r\n1,2,y\r\n3,4,x", null, plain),
        Arguments.of("1,2,y\n3,4,x\n", null, plain),
        Arguments.of("\uFEFF\"a\",b,l\n1,2,y\n3,4,x\n", null, plain),
        Arguments.of("a,b,l\n\n 1 ,\"2\", \"y\"\n  \n3,4, x \n\n", null, plain),
        Arguments.of("l,a,b\ny,1,2\nx,3,4\n", "l", plain),
        Arguments.of("l,a,b\ny,1,2\nx,3,4\n", "1", plain),
        Arguments.of("a,l,b\n1,y,2\n3,x,4\n", "2", plain),
        Arguments.of("y,1,2\nx,3,4\n", "1", plain),
        // A name that is a number is still a name where there is a header.
        Arguments.of("3,a,b\ny,1,2\nx,3,4\n", "3", plain),
        // pandas writes its index, whole numbers that differ, in a column without a name.
        Arguments.of(",a,l\n1,2,y\n3,4,x\n", null, "[2.0, 4.0]|[1, 0]|[x, y]"),
        Arguments.of(",a,l\n1.5,2,y\n3,4,x\n", null, "[1.5, 2.0, 3.0, 4.0]|[1, 0]|[x, y]"),
        Arguments.of("a;b;l\n1;2;y\n3;4;x\n", null, plain),
        Arguments.of("a\tb\tl\n1\t2\ty\n3\t4\tx\n", null, plain),
        Arguments.of("a|b|l\n1|2|y\n3|4|x\n", null, plain),
        Arguments.of(" 1  2 y\n3 4   x\n", null, plain),
        Arguments.of("sep=;\na;b;l\n1;2;y\n3;4;x\n", null, plain),
        Arguments.of("sep=;\ra;b;l\r1;2;y\r3;4;x\r", null, plain),
        Arguments.of("\uFEFFsep=;\r\na;b;l\r\n1;2;y\r\n3;4;x\r\n", null, plain),
        Arguments.of("a;l\n1,5;y\n,25;x\n", null, "[1.5, 0.25]|[1, 0]|[x, y]"),
        Arguments.of("0,1,label\n1,2,1\n3,4,0\n", null, "[1.0, 2.0, 3.0, 4.0]|[1, 0]|[0, 1]"),
        Arguments.of(
            "0,1,2,3\n1,2,5,1\n3,4,5,0\n", null, "[1.0, 2.0, 5.0, 3.0, 4.0, 5.0]|[1, 0]|[0, 1]"),
        Arguments.of("Class,a,b\ny,1,2\nx,3,4\n", null, plain),
        Arguments.of("1,0\n2,0.0\n3,1\n", null, "[1.0, 2.0, 3.0]|[0, 0, 1]|[0, 1]"),
        Arguments.of("1,+\n2,-\n", null, "[1.0, 2.0]|[0, 1]|[+, -]"),
        Arguments.of("a,b,l\n1,2,\"y, z\"\n3,4,x\n", null, "[1.0, 2.0, 3.0, 4.0]|[1, 0]|[x, y, z]"),
        Arguments.of("-1.5e2,7\n+.5,10\n1.,-2\n", null, "[-150.0, 0.5, 1.0]|[1, 2, 0]|[-2, 7, 10]"),
        Arguments.of("1,10\n2,9\n3,b\n", null, "[1.0, 2.0, 3.0]|[0, 1, 2]|[10, 9, b]"),
        Arguments.of("0.1,0\n16777217,1\n", null, "[0.1, 1.6777216E7]|[0, 1]|[0, 1]"));
  }

  @ParameterizedTest
  @MethodSource
  void tables(String text, String label, String expected) throws IOException {
    Examples examples = read(text, label);
    assertEquals(
        expected,
        Arrays.toString(examples.features())
            + "|"
            + Arrays.toString(examples.labels())
            + "|"
            + examples.classNames());
    assertEquals("t.csv", examples.name());
  }

  static List<Arguments> wrong() {
    return List.of(
        Arguments.of(
            "a,b,l\n1,2,y\n3,oops,x\n",
            null,
            "every feature must be a number: FILE, line 3, column 'b' has 'oops'; correct it, choose the label column, now 'l', or name text columns with --categorical"),
        Arguments.of(
            "1,2,y\n3,0x1p3,x\n",
            null,
            "every feature must be a number: FILE, line 2, column '2' has '0x1p3'; correct it, choose the label column, now '3', or name text columns with --categorical"),
        Arguments.of(
            "a,l\n1,y\n1f,x\n",
            null,
            "every feature must be a number: FILE, line 3, column 'a' has '1f'; correct it, choose the label column, now 'l', or name text columns with --categorical"),
        Arguments.of(
            "a,l\n1,y\n\"1\n2\",x\n",
            null,
            "every feature must be a number: FILE, line 4, column 'a' has '1 2'; correct it, choose the label column, now 'l', or name text columns with --categorical"),
        Arguments.of(
            "a,b,l\n\n1,,y\n",
            null,
            "every cell must have a value: FILE, line 3, column 'b' is empty; fill it, or go on with --missing drop or mean"),
        Arguments.of(
            "1,,y\n1,2,x\n",
            null,
            "every cell must have a value: FILE, line 1, column '2' is empty; fill it, or go on with --missing drop or mean"),
        Arguments.of(
            "a,l\n1,y\n2,\n",
            null,
            "every row must have a label: FILE, line 3, column 'l' is empty; fill it or remove the row"),
        Arguments.of(
            "a,l\n1,y\n2,?\n",
            null,
            "every row must have a label: FILE, line 3, column 'l' has '?'; fill it or remove the row"),
        Arguments.of(
            "a,l\n1,y\n2,-\n",
            null,
            "every row must have a label: FILE, line 3, column 'l' has '-'; fill it or remove the row"),
        Arguments.of(
            IntStream.range(0, 20).mapToObj(i -> "1," + i + "\n").collect(Collectors.joining()),
            null,
            "a label must be a class: FILE has 20 different ones in 20 rows of column '2': is this a regression target? add --regression, or choose a label column with classes"),
        Arguments.of(
            "a;l\n1.5;y\n1,234;x\n",
            null,
            "every feature must be a number: FILE, line 3, column 'a' has '1,234'; correct it, choose the label column, now 'l', or name text columns with --categorical"),
        Arguments.of(
            "a,l\n1,y\n2,NaN\n",
            null,
            "every row must have a label: FILE, line 3, column 'l' has 'NaN'; fill it or remove the row"),
        Arguments.of(
            "a,l\nnan,y\n",
            null,
            "every cell must have a value: FILE, line 2, column 'a' has 'nan'; fill it, or go on with --missing drop or mean"),
        Arguments.of(
            "-Infinity,2,y\n3,4,x\n",
            null,
            "every feature must be a finite number of single precision: FILE, line 1, column '1' has '-Infinity'; correct it or remove the row"),
        Arguments.of(
            "a,l\n1e39,y\n",
            null,
            "every feature must be a finite number of single precision: FILE, line 2, column 'a' has '1e39'; correct it or remove the row"),
        Arguments.of(
            "a,l\n1,y\n2,y\n",
            null,
            "a label must tell at least two classes apart: FILE has only 'y' in column 'l'; choose the label column"),
        Arguments.of(
            "",
            null,
            "a CSV file must have rows: FILE has no rows; give it a line for each example"),
        Arguments.of(
            "\n\n",
            null,
            "a CSV file must have rows: FILE has no rows; give it a line for each example"),
        Arguments.of(
            "a,l\n",
            null,
            "a CSV file must have rows: FILE has a header and no rows; give it a line for each example"),
        Arguments.of(
            "a,b,l\n1,2,y\n3,x\n",
            null,
            "every row must have 3 cells: FILE, line 3 has 2; complete or remove it"),
        Arguments.of(
            "a,b,l\n1,2,y,7\n",
            null,
            "every row must have 3 cells: FILE, line 2 has 4; complete or remove it"),
        Arguments.of(
            "a_l\n1_y\n",
            null,
            "a row must have a feature and a label: FILE has one column, 'a_l'; separate cells by commas, or name the delimiter"),
        Arguments.of(
            "a,b,l\n1,2,y\n",
            "species",
            "the label must be a column by name, or by number from 1: FILE has no 'species'; its 3 columns are a, b, l"),
        Arguments.of(
            "1,2,0\n",
            "0",
            "the label must be a column by name, or by number from 1: FILE has no '0'; its 3 columns are 1, 2, 3"),
        Arguments.of(
            "1,2,0\n",
            "4",
            "the label must be a column by name, or by number from 1: FILE has no '4'; its 3 columns are 1, 2, 3"),
        Arguments.of(
            IntStream.range(0, 40).mapToObj(i -> "c" + i).collect(Collectors.joining(",")),
            "x",
            "the label must be a column by name, or by number from 1: FILE has no 'x'; its 40 columns are c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, …, c39"),
        Arguments.of(
            IntStream.range(0, 1001)
                .mapToObj(i -> i + "," + i + ".5\n")
                .collect(Collectors.joining()),
            null,
            "there must be at most 1000 classes: FILE has more in column '2': is this a regression target? add --regression, or choose a label column with classes"),
        Arguments.of(
            "a,l\n1,\"y\n2,x\n",
            null,
            "a quote must be closed: FILE, line 2 has one that is not; add the other, or double it within a cell"),
        Arguments.of(
            "sep=;\r\na;l\r\n1;y\r\nb;x\r\n",
            null,
            "every feature must be a number: FILE, line 4, column 'a' has 'b'; correct it, choose the label column, now 'l', or name text columns with --categorical"),
        Arguments.of(
            "sep=;\ra;l\r1;y\rb;x\r",
            null,
            "every feature must be a number: FILE, line 4, column 'a' has 'b'; correct it, choose the label column, now 'l', or name text columns with --categorical"),
        Arguments.of(
            "a,l\n1,y\0\n",
            null,
            "a CSV file must be text: FILE is not, or of several encodings; export it as CSV in UTF-8, or name the folder for IDX files"));
  }

  @ParameterizedTest
  @MethodSource
  void wrong(String text, String label, String message) {
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> read(text, label));
    assertEquals(message.replace("FILE", folder.resolve("t.csv").toString()), thrown.getMessage());
    assertEquals(1, thrown.getMessage().lines().count());
  }

  /** One table in the encodings that spreadsheets write, and what is said of each. */
  static List<Arguments> encodings() {
    String table = "größe,l\n1,groß\n2,klein €\n3,klein €\n";
    Charset windows = Charset.forName("windows-1252");
    return List.of(
        Arguments.of(table.getBytes(UTF_8), "header"),
        Arguments.of(("\uFEFF" + table).getBytes(UTF_8), "header"),
        Arguments.of(table.getBytes(UTF_16), "UTF-16"), // with a mark, most significant byte first
        Arguments.of(("\uFEFF" + table).getBytes(UTF_16LE), "UTF-16"),
        Arguments.of(table.getBytes(windows), "not UTF-8, read as Windows-1252"),
        Arguments.of(
            table.replace("\n", "\r").getBytes(windows), "not UTF-8, read as Windows-1252"));
  }

  @ParameterizedTest
  @MethodSource
  void encodings(byte[] bytes, String note) throws IOException {
    Path file = Files.write(folder.resolve("t.csv"), bytes);
    Reading.Found found = CsvFile.read(file, null, ReadingOptions.DEFAULT);
    assertEquals(List.of("groß", "klein €"), found.training().classNames());
    assertArrayEquals(new float[] {1, 2, 3}, found.training().features());
    assertEquals(note, found.notes().get(0));
  }

  /** The byte that is not UTF-8 may stand far behind the beginning. */
  @Test
  void theEncodingIsThatOfTheWholeFile() throws IOException {
    String rows = "1,groß\n2,klein\n".repeat(20_000);
    byte[] bytes = (rows.replace("groß", "gross") + "3,groß\n").getBytes(ISO_8859_1);
    Reading.Found found =
        CsvFile.read(Files.write(folder.resolve("t.csv"), bytes), null, ReadingOptions.DEFAULT);
    assertEquals(List.of("gross", "groß", "klein"), found.training().classNames());
    assertEquals(40_001, found.training().size());
    assertEquals("not UTF-8, read as Windows-1252", found.notes().get(0));
  }

  static List<byte[]> noText() {
    return List.of(
        "a,b\n1,y\n2,x\n".getBytes(UTF_16LE), // without a mark
        "\uFEFFa,b\n1,y\n2,x\n".getBytes(Charset.forName("UTF-32LE")),
        ("a,b\n1,é\n2,x" + (char) 0x1b + "\n").getBytes(ISO_8859_1),
        // The first label in UTF-8, the second in Latin-1.
        "a,b\n1,Ã©\n2,é\n".getBytes(ISO_8859_1),
        new byte[] {'a', ',', 'b', '\n', '1', ',', (byte) 0x81, '\n'},
        new byte[] {(byte) 0xff, (byte) 0x8b, 8, 0, 0, 0});
  }

  @ParameterizedTest
  @MethodSource
  void noText(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("t.csv"), bytes);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> CsvFile.read(file, null, ReadingOptions.DEFAULT))
            .getMessage();
    assertTrue(message.startsWith("a CSV file must be text: " + file), message);
  }

  @Test
  void aTableBeyondMemoryIsRefusedFromItsFirstRows() throws IOException {
    Path file = folder.resolve("t.csv");
    Files.writeString(file, "1,2,y\n3,4,x\n".repeat(2000));
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 42);
    }
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> CsvFile.read(file, null, ReadingOptions.DEFAULT))
            .getMessage();
    assertTrue(
        message.startsWith(
            "a table must fit into memory: " + file + " has about 1466016 million numbers"),
        message);
  }

  @Test
  void aRowWithoutEndIsRefused() throws IOException {
    Path file = folder.resolve("t.csv");
    byte[] digits = "1".repeat(1 << 20).getBytes(UTF_8);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      for (int i = 0; i < 65; i++) {
        out.write(digits);
      }
    }
    assertEquals(
        "data must be readable: "
            + file
            + ": a row has more than 67108864 characters; check the file",
        assertThrows(
                IllegalArgumentException.class,
                () -> CsvFile.read(file, null, ReadingOptions.DEFAULT))
            .getMessage());
  }

  @Test
  void manyRowsComeInOrder() throws IOException {
    int rows = 5000;
    Examples examples =
        read(
            IntStream.range(0, rows)
                .mapToObj(i -> i + "," + i / 2.0 + "," + i % 3 + "\n")
                .collect(Collectors.joining()),
            null);
    assertEquals(rows, examples.size());
    for (int i = 0; i < rows; i++) {
      assertArrayEquals(new float[] {i, i / 2f}, examples.rows(i).features());
      assertEquals(i % 3, examples.labels()[i]);
    }
  }
}
