// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.evenkeel.data.ReadingOptions.Missing;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Damaged files: whatever a file holds, it is read within seconds or refused in one line.
 *
 * <p>Case n is a function of n alone. {@code -Devenkeel.fuzz=SECONDS} goes on to others for so
 * long.
 */
class FuzzTest {

  private static final int CASES = 1000;
  private static final long SECONDS = Long.getLong("evenkeel.fuzz", 0);
  private static final double MOST_SECONDS = 5;

  private static final List<String> WORDS =
      List.of(
          ",",
          ";",
          "\t",
          "\"",
          "\"\"",
          "\n",
          "\r\n",
          " ",
          "|",
          "sep=;\n",
          "NA",
          "?",
          "-",
          "nan",
          "1e999",
          "-0",
          "0x1p3",
          "label",
          "é",
          "\0",
          "\uFEFF",
          "\u001b[2J",
          "999999999999",
          "١",
          "1.5",
          "1,5",
          "Unnamed: 0",
          "+",
          "null");

  @TempDir private static Path folder;

  /** A form of data, with files that are read. */
  enum Form {
    TABLE,
    COMPRESSED,
    IDX,
    ARRAYS,
    IMAGES
  }

  @BeforeAll
  static void prepare() throws IOException {
    for (Form form : Form.values()) {
      Files.createDirectories(folder.resolve(form.name()));
    }
  }

  private static byte[] sample(Form form, SplittableRandom random) throws IOException {
    return switch (form) {
      case TABLE -> table(random).getBytes(StandardCharsets.UTF_8);
      case COMPRESSED -> {
        byte[] table = table(random).getBytes(StandardCharsets.UTF_8);
        if (random.nextBoolean()) {
          yield NpzFileTest.zip("t.csv", table);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
          out.write(table);
        }
        yield bytes.toByteArray();
      }
      case IDX ->
          ByteBuffer.allocate(24)
              .putInt(0x0803)
              .putInt(4)
              .putInt(1)
              .putInt(2)
              .putLong(random.nextLong())
              .array();
      case ARRAYS ->
          NpzFileTest.zip(
              "x.npy",
              NpzFileTest.npy(
                  random.nextBoolean() ? "<f4" : ">f4",
                  "(3, 2)",
                  NpzFileTest.floats(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4, 5, 6)),
              "y.npy",
              NpzFileTest.npy("|u1", "(3,)", (byte) 0, (byte) 1, (byte) 0));
      case IMAGES -> {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BufferedImage image =
            new BufferedImage(
                3,
                2,
                random.nextBoolean() ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_BYTE_GRAY);
        image.setRGB(1, 1, random.nextInt());
        ImageIO.write(image, List.of("png", "jpg", "gif", "bmp").get(random.nextInt(4)), bytes);
        yield bytes.toByteArray();
      }
    };
  }

  private static String table(SplittableRandom random) {
    String delimiter = List.of(",", ";", "\t", "|", " ").get(random.nextInt(5));
    StringBuilder text = new StringBuilder();
    int columns = 2 + random.nextInt(4);
    if (random.nextBoolean()) {
      for (int j = 0; j < columns; j++) {
        text.append(j == 0 ? "" : delimiter).append(random.nextBoolean() ? "c" + j : "" + j);
      }
      text.append('\n');
    }
    for (int i = 0; i < 1 + random.nextInt(30); i++) {
      for (int j = 0; j < columns; j++) {
        text.append(j == 0 ? "" : delimiter);
        text.append(j < columns - 1 ? random.nextInt(100) / 4.0 : random.nextInt(3));
      }
      text.append(random.nextInt(20) == 0 ? "\r\n" : "\n");
    }
    return text.toString();
  }

  /** The bytes with a few of them changed, removed, repeated or replaced by words. */
  private static byte[] damaged(byte[] bytes, SplittableRandom random) {
    byte[] result = bytes;
    for (int changes = random.nextInt(6); changes > 0 && result.length > 0; changes--) {
      int at = random.nextInt(result.length);
      int end = Math.min(result.length, at + random.nextInt(12));
      byte[] between =
          switch (random.nextInt(6)) {
            case 0 -> new byte[] {(byte) random.nextInt(256)};
            case 1 -> new byte[0];
            case 2 -> Arrays.copyOfRange(result, random.nextInt(result.length), result.length);
            case 3 -> new byte[] {-1, -1, -1, -1};
            case 4 -> {
              end = result.length;
              yield new byte[0];
            }
            default -> WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8);
          };
      byte[] next = Arrays.copyOf(result, at + between.length + result.length - end);
      System.arraycopy(between, 0, next, at, between.length);
      System.arraycopy(result, end, next, at + between.length, result.length - end);
      result = next.length > 1 << 16 ? Arrays.copyOf(next, 1 << 16) : next;
    }
    return result;
  }

  private static DataSource source(Form form, byte[] bytes, SplittableRandom random)
      throws IOException {
    Path home = folder.resolve(form.name());
    DataSource source = DataSource.of(home.toString());
    switch (form) {
      case IDX -> {
        byte[] labels = {0, 0, 8, 1, 0, 0, 0, 4, 0, 1, 0, 1};
        boolean images = random.nextBoolean();
        Files.write(home.resolve("train-images-idx3-ubyte"), images ? bytes : sample(form, random));
        Files.write(
            home.resolve("train-labels-idx1-ubyte"), images ? labels : damaged(labels, random));
      }
      case IMAGES -> {
        for (int i = 0; i < 3; i++) {
          Path one = Files.createDirectories(home.resolve("c" + i % 2)).resolve(i + ".png");
          Files.write(one, i == 0 ? bytes : sample(form, random));
        }
      }
      default -> source = DataSource.of(Files.write(home.resolve("file"), bytes).toString());
    }
    if (form != Form.TABLE && form != Form.COMPRESSED) {
      return source;
    }
    ReadingOptions options =
        new ReadingOptions(
            random.nextInt(4) == 0 ? ";" : null,
            List.of(Missing.ERROR, Missing.DROP, Missing.MEAN).get(random.nextInt(3)),
            random.nextInt(4) == 0 ? List.of("1") : List.of());
    return random.nextInt(4) == 0
        ? source.withReading(options).withLabel(random.nextBoolean() ? "c1" : "1")
        : source.withReading(options);
  }

  @ParameterizedTest
  @EnumSource
  void damagedFilesAreReadOrRefusedInOneLine(Form form) throws IOException {
    int read = 0;
    long end = System.nanoTime() + SECONDS * 1_000_000_000L / Form.values().length;
    int n = 0;
    for (; n < CASES || System.nanoTime() < end; n++) {
      SplittableRandom random = new SplittableRandom(n);
      byte[] bytes = damaged(sample(form, random), random);
      DataSource source = source(form, bytes, random);
      String what = "%s %d: %s".formatted(form, n, Base64.getEncoder().encodeToString(bytes));
      long begun = System.nanoTime();
      try {
        assertEquals(1, source.open().toString().lines().count(), what);
        read++;
      } catch (IllegalArgumentException e) {
        requireLine(String.valueOf(e.getMessage()), what);
      } catch (RuntimeException | Error e) {
        throw new AssertionError(what, e);
      }
      double seconds = (System.nanoTime() - begun) / 1e9;
      assertTrue(seconds < MOST_SECONDS, what);
    }
    // Some cases are undamaged, so a reader that refuses everything fails.
    assertTrue(read > n / 20 && read < n, form + " read " + read);
    System.out.printf("FuzzTest: %s, %,d inputs%n", form, n);
  }

  private static void requireLine(String message, String what) {
    assertEquals(1, message.lines().count(), what + "\n" + message);
    assertTrue(message.length() <= 300, what + "\n" + message);
    assertTrue(message.contains(" must ") || message.contains(" needs "), what + "\n" + message);
    for (String inner : List.of("Exception", "java.", "For input", "Index ", "\u001b")) {
      assertFalse(message.contains(inner), what + "\n" + message);
    }
  }
}
