// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts as sequences of characters. */
class TextFileTest {

  /** Ten characters of four kinds, in the order a, b, c, newline by code point: newline first. */
  private static final String TEXT = "abcab\nabca";

  @TempDir private static Path folder;

  @BeforeAll
  static void write() throws IOException {
    Files.writeString(folder.resolve("text.txt"), TEXT);
    Files.write(folder.resolve("wide.txt"), ("\uFEFF" + TEXT).getBytes(UTF_16LE));
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(TEXT.getBytes(UTF_8));
    }
    Files.write(folder.resolve("text.gz"), compressed.toByteArray());
    Files.writeString(folder.resolve("empty.txt"), "");
    Files.writeString(folder.resolve("same.txt"), "a".repeat(200));
    Files.write(folder.resolve("image.bin"), new byte[] {1, 2, 0, 4, 5});
    Files.write(folder.resolve("latin.txt"), new byte[] {'a', (byte) 0xe9, 'b'});
    Files.writeString(folder.resolve("long.txt"), "the quick brown fox. ".repeat(40));
  }

  private static Examples read(String source) {
    return TextFile.of(source.replace("F/", folder + "/")).orElseThrow().read(7).training();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text.txt", "wide.txt", "text.gz"})
  void theLabelOfACharacterIsTheNextOne(String file) {
    Examples examples = read("text(length=3):F/" + file);
    assertEquals(file, examples.name());
    assertEquals(List.of("\\n", "a", "b", "c"), examples.classNames());
    assertEquals(List.of(3), examples.shape());
    assertArrayEquals(new float[] {1, 2, 3, 1, 2, 0, 1, 2, 3}, examples.features());
    assertArrayEquals(new int[] {2, 3, 1, 2, 0, 1, 2, 3, 1}, examples.labels());
  }

  @Test
  void hiddenCharactersAloneHaveLabels() {
    Examples shown = read("text(length=10):F/long.txt");
    Examples examples = read("text(length=10,masked=0.3):F/long.txt");
    int mask = examples.classes();
    for (int from = 0; from < shown.labels().length; from += 10) {
      int hidden = 0;
      for (int i = from; i < from + 10; i++) {
        boolean labelled = examples.labels()[i] != Examples.UNLABELLED;
        assertEquals(labelled ? mask : shown.features()[i], examples.features()[i]);
        assertTrue(!labelled || examples.labels()[i] == shown.features()[i]);
        hidden += labelled ? 1 : 0;
      }
      assertEquals(3, hidden);
    }
    assertArrayEquals(
        examples.features(), read("text(length=10,masked=0.3):F/long.txt").features());
  }

  @Test
  void aTextIsASourceLikeOthers() {
    DataSource source = DataSource.of("text(length=8):" + folder.resolve("long.txt"));
    Reading reading = source.open();
    assertFalse(reading.standardized());
    assertTrue(reading.fromFiles());
    assertTrue(
        reading.toString().startsWith("long.txt: 104 sequences, 8 tokens; classes: space 1"),
        reading.toString());
    assertTrue(reading.toString().contains("the next character is told"), reading.toString());
    assertEquals(
        folder.resolve("long.txt"),
        DataSource.of("text:" + folder.resolve("x/../long.txt"))
            .absolute()
            .textFile()
            .orElseThrow());
    assertEquals("text(length=32):/a/b", DataSource.of("text:/a/c/../b").absolute().source());
    assertEquals(
        "text(length=9,masked=0.5):/b",
        DataSource.of("text( length=9, masked=0.5):/b").absolute().source());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text:F/none.txt|text: needs a file: there is no 'F/none.txt'; check the spelling",
        "text:|text: needs the path of a file: ''; write for example text:book.txt",
        "text:F/|text: needs a file: F is a folder; name a file in it",
        "text:F/empty.txt|a text needs characters: F/empty.txt is empty; give another",
        "text:F/text.txt|a text needs two sequences of 32 characters: F/text.txt has 10 characters; give a longer one, or a smaller length",
        "text:F/same.txt|a text needs two characters to tell apart: F/same.txt has only a; give another",
        "text:F/image.bin|a text must be UTF-8, or UTF-16 with a byte-order mark: F/image.bin is not, or is no text; save it as UTF-8",
        "text:F/latin.txt|a text must be UTF-8, or UTF-16 with a byte-order mark: F/latin.txt is not, or is no text; save it as UTF-8",
        "text(length=1):F/text.txt|a sequence of text has from 2 to 100,000 characters: length=1; 32 are usual",
        "text(length=1e9):F/text.txt|a sequence of text has from 2 to 100,000 characters: length=1000000000; 32 are usual",
        "text(length=2.5):F/text.txt|length must be a whole number: 2.5; count from 1, rows from 0",
        "text(length=):F/text.txt|length must be a number: \"\"; write for example length=64",
        "text(masked=1):F/text.txt|the share of hidden characters must be from 0 to below 1: masked=1.0; 0.15 is usual",
        "text(words=3):F/text.txt|a text has the arguments length and masked: 'words=3'; write for example text(length=64):F/text.txt",
        "text():F/text.txt|a text has the arguments length and masked: ''; write for example text(length=64):F/text.txt",
      })
  void whatIsNoTextIsRefusedInALine(String source, String message) {
    DataSource data = DataSource.of(source.replace("F", folder.toString()));
    assertEquals(
        message.replace("F/", folder + "/").replace("F is", folder + " is"),
        assertThrows(IllegalArgumentException.class, data::read).getMessage());
  }

  @Test
  void choicesOfTablesAndGeneratorsDoNotApply() {
    DataSource text = DataSource.of("text:" + folder.resolve("long.txt"));
    for (DataSource wrong :
        Arrays.asList(
            text.withLabel("a"),
            text.withRawFeatures(),
            text.withExamples(3),
            text.withNoise(1),
            text.withPixels(8),
            text.withReading(ReadingOptions.DEFAULT.withRegression()))) {
      String message = assertThrows(IllegalArgumentException.class, wrong::read).getMessage();
      assertTrue(message.contains(" does not apply to source text:"), message);
    }
  }
}
