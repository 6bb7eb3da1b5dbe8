// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NpzFileTest {

  @TempDir Path folder;

  /** An array as numpy.save writes it, version 1. */
  static byte[] npy(String type, String shape, byte... values) {
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n".formatted(type, shape);
    return ByteBuffer.allocate(10 + header.length() + values.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) header.length())
        .put(header.getBytes(StandardCharsets.ISO_8859_1))
        .put(values)
        .array();
  }

  static byte[] floats(ByteOrder order, float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(order);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  /** A zip archive of these files, in this order. */
  static byte[] zip(Object... namesAndBytes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < namesAndBytes.length; i += 2) {
        zip.putNextEntry(new ZipEntry((String) namesAndBytes[i]));
        zip.write((byte[]) namesAndBytes[i + 1]);
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private DataSource source(byte[] archive) throws IOException {
    return DataSource.of(Files.write(folder.resolve("a.npz"), archive).toString())
        .withRawFeatures();
  }

  @Test
  void arraysHaveNumbersToBeTold() throws IOException {
    byte[] archive =
        zip(
            "x.npy", npy("<f4", "(3, 1)", floats(ByteOrder.LITTLE_ENDIAN, 1, 2, 3)),
            "y.npy", npy("<f4", "(3,)", floats(ByteOrder.LITTLE_ENDIAN, 0.5f, -2, 7.25f)));
    DataSource source =
        source(archive).withReading(ReadingOptions.DEFAULT.withRegression()).withValidation(0.34);
    Split split = source.read();
    assertTrue(split.training().isRegression() && split.validation().isRegression());
    float sum = split.validation().targets()[0];
    for (float target : split.training().targets()) {
      sum += target;
    }
    assertEquals(5.75f, sum);
    assertEquals(List.of("y"), split.training().classNames());
    DataSource tabbed =
        source.withReading(ReadingOptions.DEFAULT.withRegression().withDelimiter("tab"));
    assertThrows(IllegalArgumentException.class, tabbed::read);
    byte[] words =
        zip(
            "x.npy", npy("<f4", "(1, 1)", floats(ByteOrder.LITTLE_ENDIAN, 1)),
            "y.npy", npy("<U1", "(1,)", (byte) 'a', (byte) 0, (byte) 0, (byte) 0));
    DataSource text = source(words).withReading(ReadingOptions.DEFAULT.withRegression());
    String message = assertThrows(IllegalArgumentException.class, text::read).getMessage();
    assertTrue(message.startsWith("targets must be numbers: "), message);
  }

  @Test
  void imagesHaveNoNumbersToBeTold() throws IOException {
    Files.createDirectories(folder.resolve("images/cat"));
    DataSource images =
        DataSource.of(folder.resolve("images").toString())
            .withReading(ReadingOptions.DEFAULT.withRegression());
    String message = assertThrows(IllegalArgumentException.class, images::read).getMessage();
    assertTrue(message.startsWith("numbers to be told come from a table or from arrays"), message);
  }

  @Test
  void kerasMnistHasItsTestPart() throws IOException {
    DataSource source =
        source(
            zip(
                "x_test.npy", npy("|u1", "(1, 1, 2)", (byte) 255, (byte) 51),
                "x_train.npy", npy("|u1", "(2, 1, 2)", (byte) 0, (byte) -1, (byte) 102, (byte) 0),
                "y_test.npy", npy("|u1", "(1,)", (byte) 7),
                "y_train.npy", npy("|u1", "(2,)", (byte) 7, (byte) 3)));
    assertTrue(source.hasValidationPart());
    Reading reading = source.open();
    assertEquals(
        "a.npz: 3 rows, 2 features (1×1×2); classes: 3 1, 7 2; bytes as 0–1; not standardized;"
            + " 2 to train, 1 to validate (test files)",
        reading.toString());
    assertArrayEquals(new float[] {0, 1, 0.4f, 0}, reading.split().training().features());
    assertArrayEquals(new int[] {1, 0}, reading.split().training().labels());
    assertArrayEquals(new int[] {1}, reading.split().validation().labels());
  }

  @Test
  void channelsComeFirstAndLabelsMayBeText() throws IOException {
    byte[] pixels = new byte[2 * 5 * 1 * 2];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) i;
    }
    byte[] labels = {'b', 0, 0, 0, 'a', 0, 0, 0};
    Examples training =
        new NpzFile(
                Files.write(
                    folder.resolve("a.npz"),
                    zip(
                        "x.npy", npy("|u1", "(2, 5, 1, 2)", pixels),
                        "y.npy", npy("<U1", "(2,)", labels))))
            .read()
            .training();
    assertEquals(List.of(2, 5, 1), training.shape());
    assertEquals(List.of("a", "b"), training.classNames());
    assertArrayEquals(new int[] {1, 0}, training.labels());
    float[] scaled = new float[20];
    for (int i = 0; i < 20; i++) {
      scaled[i] = (i / 10 * 10 + i % 5 * 2 + i % 10 / 5) / 255f;
    }
    assertArrayEquals(scaled, training.features());
  }

  /** The same numbers in each type that is read. */
  static List<Arguments> types() {
    return List.of(
        Arguments.of("<f4", floats(ByteOrder.LITTLE_ENDIAN, 1, 2)),
        Arguments.of(">f4", floats(ByteOrder.BIG_ENDIAN, 1, 2)),
        Arguments.of(
            "<f8",
            ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(1)
                .putDouble(2)
                .array()),
        Arguments.of("|i1", new byte[] {1, 2}),
        Arguments.of("<i2", new byte[] {1, 0, 2, 0}),
        Arguments.of("<u2", new byte[] {1, 0, 2, 0}),
        Arguments.of("<i4", new byte[] {1, 0, 0, 0, 2, 0, 0, 0}),
        Arguments.of("<u4", new byte[] {1, 0, 0, 0, 2, 0, 0, 0}),
        Arguments.of("<i8", new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0}));
  }

  @ParameterizedTest
  @MethodSource
  void types(String type, byte[] values) throws IOException {
    byte[] archive =
        zip(
            "y.npy",
            npy("|b1", "(2, 1)", (byte) 0, (byte) 1),
            "x.npy",
            npy(type, "(2, 1)", values));
    Examples training =
        new NpzFile(Files.write(folder.resolve("a.npz"), archive)).read().training();
    assertArrayEquals(new float[] {1, 2}, training.features());
    assertEquals(List.of(1), training.shape());
    assertArrayEquals(new int[] {0, 1}, training.labels());
  }

  static List<Arguments> refused() throws IOException {
    byte[] x = npy("|i1", "(2, 1)", (byte) 1, (byte) 2);
    byte[] y = npy("|i1", "(2,)", (byte) 1, (byte) 2);
    List<Arguments> refused = new ArrayList<>();
    refused.add(
        Arguments.of(
            zip("x.npy", x), "an archive of arrays must have x and y, or x_train and y_train"));
    refused.add(
        Arguments.of(
            zip("x.npy", x, "y.npy", npy("|i1", "(2,)", (byte) 1)), "is cut short or damaged"));
    refused.add(
        Arguments.of(
            zip("x.npy", x, "y.npy", npy("|i1", "(1,)", (byte) 1)),
            "must tell at least two classes"));
    refused.add(
        Arguments.of(
            zip("x.npy", x, "y.npy", npy("|i1", "(3,)", (byte) 1, (byte) 2, (byte) 3)),
            "has shapes [2, 1] and [3]"));
    refused.add(
        Arguments.of(
            zip("x.npy", x, "y.npy", npy("|i1", "(2, 2)", (byte) 1, (byte) 0, (byte) 0, (byte) 1)),
            "save one class number an example"));
    refused.add(Arguments.of(zip("x.npy", npy("<c8", "(2, 1)"), "y.npy", y), "its type is c8"));
    refused.add(
        Arguments.of(zip("x.npy", npy("|O", "(2, 1)"), "y.npy", y), "no simple type and shape"));
    refused.add(
        Arguments.of(
            zip("x.npy", npy("<f8", "(999999999, 999999999)"), "y.npy", y),
            "must fit into memory"));
    refused.add(
        Arguments.of(zip("x.npy", "text".getBytes(StandardCharsets.UTF_8), "y.npy", y), "begins"));
    refused.add(
        Arguments.of(
            zip(
                "x.npy",
                npy("<f4", "(2, 1)", floats(ByteOrder.LITTLE_ENDIAN, 1, Float.NaN)),
                "y.npy",
                y),
            "has NaN in row 1"));
    refused.add(
        Arguments.of(
            zip(
                "x_train.npy",
                x,
                "y_train.npy",
                y,
                "x_test.npy",
                x,
                "y_test.npy",
                npy("|i1", "(2,)", (byte) 1, (byte) 9)),
            "has the label '9' in the test part only"));
    byte[] column =
        new String(x, StandardCharsets.ISO_8859_1)
            .replace("False, ", "True,  ")
            .getBytes(StandardCharsets.ISO_8859_1);
    refused.add(Arguments.of(zip("x.npy", column, "y.npy", y), "numpy.ascontiguousarray"));
    return refused;
  }

  @ParameterizedTest
  @MethodSource
  void refused(byte[] archive, String named) throws IOException {
    DataSource source = source(archive);
    String message = assertThrows(IllegalArgumentException.class, source::open).getMessage();
    assertTrue(message.contains(named), message);
    assertTrue(message.contains("a.npz"), message);
    assertEquals(1, message.lines().count(), message);
  }
}
