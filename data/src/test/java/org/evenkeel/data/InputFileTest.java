// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InputFileTest {

  private static final byte[] TABLE = "a,l\n1,y\n2,x\n3,y\n".getBytes(UTF_8);

  @TempDir Path folder;

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return zipped.toByteArray();
  }

  private DataSource source(String name, byte[] bytes) throws IOException {
    return DataSource.of(Files.write(folder.resolve(name), bytes).toString());
  }

  static List<Arguments> compressed() throws IOException {
    return List.of(
        Arguments.of("t.csv.gz", gzip(TABLE)),
        Arguments.of("gzip-by-content.csv", gzip(TABLE)),
        Arguments.of("t.zip", NpzFileTest.zip("folder/t.csv", TABLE)),
        Arguments.of(
            "mac.zip",
            NpzFileTest.zip("t.csv", TABLE, "__MACOSX/._t.csv", new byte[3], ".DS_Store", TABLE)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void compressed(String name, byte[] bytes) throws IOException {
    DataSource source = source(name, bytes);
    assertTrue(source.isTable());
    Reading.Found found = CsvFile.read(folder.resolve(name), null, ReadingOptions.DEFAULT);
    assertArrayEquals(new float[] {1, 2, 3}, found.training().features());
    assertEquals(3, source.open().counts().stream().mapToInt(n -> n).sum());
  }

  static List<Arguments> refused() throws IOException {
    byte[] whole = gzip("1,y\n2,x\n".repeat(500).getBytes(UTF_8));
    return List.of(
        Arguments.of(
            "PAR1....".getBytes(UTF_8), "read_parquet('t').to_csv('data.csv', index=False)"),
        Arguments.of(
            "ARROW1..".getBytes(UTF_8), "read_feather('t').to_csv('data.csv', index=False)"),
        Arguments.of(NpzFileTest.npy("<f4", "(0,)"), "numpy.savez('data.npz', x=x, y=y)"),
        Arguments.of(new byte[] {(byte) 0x89, 'H', 'D', 'F', 13, 10, 26, 10}, "is HDF5"),
        Arguments.of(
            NpzFileTest.zip("xl/workbook.xml", TABLE, "xl/sheet.xml", TABLE),
            "is a workbook; save its sheet as CSV"),
        Arguments.of(NpzFileTest.zip("a.csv", TABLE, "b.csv", TABLE), "extract the one to read"),
        Arguments.of(NpzFileTest.zip("a/", new byte[0]), "has 0; extract"),
        Arguments.of(Arrays.copyOf(whole, whole.length - 9), "cut short or damaged"),
        Arguments.of(Arrays.copyOf(whole, 5), "cut short or damaged"),
        Arguments.of(Arrays.copyOf(NpzFileTest.zip("a.csv", TABLE), 60), "cut short or damaged"));
  }

  @ParameterizedTest
  @MethodSource
  void refused(byte[] bytes, String named) throws IOException {
    String message =
        assertThrows(IllegalArgumentException.class, source("t", bytes)::open).getMessage();
    assertTrue(message.contains(named), message);
    assertTrue(message.contains(folder.resolve("t").toString()), message);
    assertEquals(1, message.lines().count(), message);
    assertTrue(message.length() <= 300, message);
  }

  /** What a file holds is never passed to a terminal, and a message stays short. */
  @Test
  void messagesHoldNoEscapesAndStayShort() throws IOException {
    String cell = "\u001b[2J" + "x".repeat(500);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                source("t", ("a,l\n" + cell + ",y\n").getBytes(UTF_8))::open)
            .getMessage();
    assertTrue(message.length() <= 300 && message.indexOf('\u001b') < 0, message);
  }
}
