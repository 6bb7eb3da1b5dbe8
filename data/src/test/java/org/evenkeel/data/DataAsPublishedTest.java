// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Data in the forms in which other programs write and archives publish them, each with 120 rows or
 * as many images of every letter: what is read has the right rows, classes and parts, or the
 * refusal names the cause.
 */
class DataAsPublishedTest {

  private static final int ROWS = 120;

  @TempDir Path folder;

  /** Rows of four numbers and a label. */
  private static String rows(String delimiter, List<String> labels) {
    SplittableRandom random = new SplittableRandom(7);
    return IntStream.range(0, ROWS)
        .mapToObj(
            i ->
                IntStream.range(0, 4)
                        .mapToObj(
                            j -> String.format(Locale.ROOT, "%.3f", random.nextDouble() - 0.5))
                        .collect(Collectors.joining(delimiter))
                    + delimiter
                    + labels.get(i % labels.size())
                    + "\n")
        .collect(Collectors.joining());
  }

  private DataSource source(String text) throws IOException {
    return DataSource.of(Files.writeString(folder.resolve("t.csv"), text).toString());
  }

  private static void holds(Reading reading, int rows, int features, List<String> classes) {
    Split split = reading.split();
    assertEquals(rows, split.training().size() + split.validation().size());
    assertEquals(features, split.training().featuresPerExample());
    assertEquals(classes, split.training().classNames());
  }

  /** pandas writes the columns of an array as 0,1,2,3, which is no example of class "label". */
  @Test
  void pandasIntHeader() throws IOException {
    Reading reading = source("0,1,2,3,label\n" + rows(",", List.of("0", "1"))).open();
    holds(reading, ROWS, 4, List.of("0", "1"));
    assertEquals(List.of(60, 60), reading.counts());
    assertEquals("line 1 (0, 1, 2, 3, label) is the header", reading.notes().get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NA", "?", "None"})
  void labelMissing(String marker) throws IOException {
    DataSource source = source("a,b,c,d,label\n" + rows(",", List.of(marker, "no", "yes")));
    assertEquals(
        "every row must have a label: %s, line 2, column 'label' has '%s'; fill it or remove the row"
            .formatted(folder.resolve("t.csv"), marker),
        assertThrows(IllegalArgumentException.class, source::open).getMessage());
  }

  /** UCI publishes the wine qualities so. */
  @Test
  void semicolonQuoted() throws IOException {
    String header = "\"fixed acidity\";\"volatile acidity\";\"pH\";\"alcohol\";\"quality\"\n";
    Reading reading = source(header + rows(";", List.of("5", "6", "7"))).open();
    holds(reading, ROWS, 4, List.of("5", "6", "7"));
    assertEquals(List.of("cells separated by ';'", "header", "label 'quality'"), reading.notes());
  }

  /** Excel's line that names the delimiter. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '/',
      value = {",/\\n", ",/\\r\\n", ",/\\r", ";/\\n", ";/\\r\\n", ";/\\r"})
  void separatorLine(String delimiter, String end) throws IOException {
    String text =
        "sep=%s\na%sb%sc%sd%slabel\n".replace("%s", delimiter) + rows(delimiter, List.of("0", "1"));
    Reading reading =
        source(text.replace("\n", end.replace("\\n", "\n").replace("\\r", "\r"))).open();
    holds(reading, ROWS, 4, List.of("0", "1"));
    assertEquals("line 1 (sep=%s) skipped".formatted(delimiter), reading.notes().get(0));
  }

  @Test
  void continuousLabel() throws IOException {
    List<String> prices = IntStream.range(0, ROWS).mapToObj(i -> "0.7" + (1000 + i)).toList();
    DataSource source = source("a,b,c,d,price\n" + rows(",", prices));
    assertEquals(
        "a label must be a class: %s has 120 different ones in 120 rows of column 'price': is this a regression target? add --regression, or choose a label column with classes"
            .formatted(folder.resolve("t.csv")),
        assertThrows(IllegalArgumentException.class, source::open).getMessage());
  }

  /** Letters have the labels 1 to 26; test files are the validation part under either name. */
  @ParameterizedTest
  @CsvSource({
    "emnist-letters-train-, emnist-letters-test-, true",
    "train-, test-, false",
    "train-, t10k-, false"
  })
  void emnist(String train, String test, boolean compressed) throws IOException {
    set(train, 4, compressed);
    set(test, 2, compressed);
    Reading reading = DataSource.of(folder.toString()).open();
    assertEquals(104, reading.split().training().size());
    assertEquals(52, reading.split().validation().size());
    assertEquals(
        IntStream.rangeClosed(1, 26).mapToObj(Integer::toString).toList(),
        reading.split().training().classNames());
    assertEquals(IntStream.range(0, 26).mapToObj(i -> 6).toList(), reading.counts());
    assertArrayEquals(
        IntStream.range(0, 52).map(i -> i % 26).toArray(), reading.split().validation().labels());
  }

  /** Images of 2 by 2 pixels, so many of each letter. */
  private void set(String prefix, int each, boolean compressed) throws IOException {
    int count = 26 * each;
    byte[] pixels = new byte[4 * count];
    new java.util.Random(3).nextBytes(pixels);
    ByteBuffer images = ByteBuffer.allocate(16 + pixels.length);
    images.putInt(0x0803).putInt(count).putInt(2).putInt(2).put(pixels);
    ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x0801).putInt(count);
    IntStream.range(0, count).forEach(i -> labels.put((byte) (1 + i % 26)));
    write(prefix + "images-idx3-ubyte", images.array(), compressed);
    write(prefix + "labels-idx1-ubyte", labels.array(), compressed);
  }

  private void write(String name, byte[] bytes, boolean compressed) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    Files.write(
        folder.resolve(compressed ? name + ".gz" : name),
        compressed ? zipped.toByteArray() : bytes);
  }
}
