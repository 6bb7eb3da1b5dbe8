// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.evenkeel.data.ReadingOptions.Missing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of a table with options, and the line that says it. */
class ReadingTest {

  @TempDir Path folder;

  private DataSource source(String text) throws IOException {
    return DataSource.of(Files.writeString(folder.resolve("t.csv"), text).toString());
  }

  private static ReadingOptions missing(Missing missing) {
    return ReadingOptions.DEFAULT.withMissing(missing);
  }

  @Test
  void theLineHasRowsClassesNotesAndSplit() throws IOException {
    String rows =
        IntStream.range(0, 120)
            .mapToObj(i -> "%d,%d,%s\n".formatted(i, i % 7, i % 5 == 0 ? "yes" : "no"))
            .collect(Collectors.joining());
    assertEquals(
        "t.csv: 120 rows, 1 feature; classes: no 96, yes 24; header; label 'bought'; column 1, an"
            + " index without a name, left out; standardized; 96 to train, 24 to validate",
        source(",age,bought\n" + rows).open().toString());
    assertEquals(
        "t.csv: 120 rows, 2 features; classes: no 96, yes 24; line 1 (0, 1, label) is the header;"
            + " label 'label'; '0' counts the rows and is a feature; not standardized; 90 to train, 30 to validate",
        source("0,1,label\n" + rows).withRawFeatures().withValidation(0.25).open().toString());
  }

  /** An identifier tells the classes of a table in their order, so it is said. */
  @Test
  void aColumnThatCountsTheRowsIsSaid() throws IOException {
    String rows =
        IntStream.range(0, 40)
            .mapToObj(i -> "%d,%d,%d\n".formatted(i + 5, i % 7, i / 20))
            .collect(Collectors.joining());
    Reading reading = source("Id,a,l\n" + rows).open();
    assertTrue(reading.notes().contains("'Id' counts the rows and is a feature"));
    assertEquals(2, reading.split().training().featuresPerExample());
    assertEquals(
        List.of("header", "label 'l'"), source("Id,a,l\n9" + rows).open().notes(), "not quite");
  }

  @Test
  void manyClassesAreShortened() throws IOException {
    String rows =
        IntStream.range(0, 60).mapToObj(i -> i + "," + i % 12 + "\n").collect(Collectors.joining());
    assertTrue(
        source(rows)
            .open()
            .toString()
            .contains("classes: 0 5, 1 5, 2 5, 3 5, 4 5, 5 5, 6 5, 7 5, … 11 5 (12 classes)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NA", "n/a", "N/A", "#N/A", "?", "-", "null", "None", "nan", "<NA>"})
  void missingValuesAreRefusedDroppedOrReplaced(String marker) throws IOException {
    DataSource source =
        source("a,b,l\n1,1,x\n%s,2,y\n3,6,x\n2,9,y\n".formatted(marker)).withRawFeatures();
    String message = assertThrows(IllegalArgumentException.class, source::open).getMessage();
    assertTrue(message.contains("line 3, column 'a'"), message);
    assertTrue(message.contains("--missing drop or mean"), message);
    Reading dropped = source.withReading(missing(Missing.DROP)).open();
    assertEquals(List.of(2, 1), dropped.counts());
    assertTrue(dropped.notes().contains("1 row without a value dropped"));
    Reading.Found found = CsvFile.read(folder.resolve("t.csv"), null, missing(Missing.MEAN));
    assertTrue(Float.isNaN(found.training().features()[2]));
    assertTrue(found.notes().contains("1 missing value replaced by means"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NA", "?", "null", "None", "nan"})
  void aMissingLabelIsAnErrorThatNamesTheLine(String marker) throws IOException {
    for (Missing missing : List.of(Missing.ERROR, Missing.MEAN)) {
      DataSource source = source("a,l\n1,x\n2,y\n3," + marker + "\n").withReading(missing(missing));
      String message = assertThrows(IllegalArgumentException.class, source::open).getMessage();
      assertTrue(message.startsWith("every row must have a label: "), message);
      assertTrue(message.contains("line 4, column 'l'"), message);
    }
    assertEquals(
        List.of(1, 1),
        source("a,l\n1,x\n2,y\n3," + marker + "\n")
            .withReading(missing(Missing.DROP))
            .open()
            .counts());
  }

  /** Means are those of the training part, so that validation stays unseen. */
  @Test
  void meansAreOfTheTrainingPart() {
    Examples training =
        new Examples(
            "t",
            List.of(2),
            new float[] {1, 5, Float.NaN, 7, 3, Float.NaN},
            new int[] {0, 1, 0},
            List.of("x", "y"));
    Examples validation =
        new Examples(
            "t", List.of(2), new float[] {Float.NaN, 100}, new int[] {1}, List.of("x", "y"));
    Split split = new Split(training, validation).withoutMissing();
    assertArrayEquals(new float[] {1, 5, 2, 7, 3, 6}, split.training().features());
    assertArrayEquals(new float[] {2, 100}, split.validation().features());
  }

  @Test
  void aColumnWithoutAnyValueHasNoMean() throws IOException {
    DataSource source = source("a,b,l\n1,,x\n2,,y\n").withReading(missing(Missing.MEAN));
    assertTrue(
        assertThrows(IllegalArgumentException.class, source::open)
            .getMessage()
            .contains("has none for feature 2"));
  }

  @Test
  void droppingEveryRowIsRefused() throws IOException {
    DataSource source = source("a,b,l\n1,,x\n2,,y\n").withReading(missing(Missing.DROP));
    assertTrue(
        assertThrows(IllegalArgumentException.class, source::open)
            .getMessage()
            .contains("each of the 2 rows of"));
  }

  @ParameterizedTest
  @CsvSource({"color", "1"})
  void aTextColumnBecomesOneFeatureForEachValue(String column) throws IOException {
    source("color,size,l\nred,1,x\nblue,2,y\n?,3,x\nred,4,y\n");
    ReadingOptions options = missing(Missing.MEAN).withCategorical(List.of(column));
    Reading.Found found = CsvFile.read(folder.resolve("t.csv"), null, options);
    float nan = Float.NaN;
    assertArrayEquals(
        new float[] {1, 0, 1, 0, 1, 2, nan, nan, 3, 1, 0, 4}, found.training().features());
    assertTrue(found.notes().contains("'color' as 2 features"), found.notes().toString());
  }

  @Test
  void textWithoutTheOptionIsNamed() throws IOException {
    String message =
        assertThrows(
                IllegalArgumentException.class, source("color,size,l\nred,1,x\nblue,2,y\n")::open)
            .getMessage();
    assertTrue(message.contains("line 2, column 'color' has 'red'"), message);
    assertTrue(message.endsWith("or name text columns with --categorical"), message);
  }

  @ParameterizedTest
  @CsvSource({
    "tab,'\t'",
    "space,' '",
    "semicolon,;",
    "comma,','",
    "pipe,|",
    ";,;",
    ":,:",
    "_,_",
  })
  void aDelimiterIsACharacterOrItsName(String given, String character) throws IOException {
    String text = "a%sl\n1%sy\n2%sx\n".replace("%s", character);
    ReadingOptions options = ReadingOptions.DEFAULT.withDelimiter(given);
    assertEquals(character, options.delimiter());
    assertEquals(List.of(1, 1), source(text).withReading(options).open().counts());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ab", "1", "x", ".", "-", "+", "\"", "\n", "\0", "\u001b[2J"})
  void aDelimiterThatCannotSeparateIsRefused(String given) {
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> ReadingOptions.DEFAULT.withDelimiter(given))
            .getMessage();
    assertTrue(message.startsWith("the delimiter must be one character between cells: "), message);
    assertEquals(1, message.lines().count());
    assertTrue(message.indexOf('\u001b') < 0);
  }

  @Test
  void generatedSetsHaveNoTable() {
    for (String set : DataSource.generated()) {
      DataSource source = DataSource.of(set);
      assertTrue(source.isGenerated());
      assertFalse(source.isTable() || source.hasValidationPart());
      assertFalse(source.open().fromFiles());
      assertThrows(IllegalArgumentException.class, source.withReading(missing(Missing.DROP))::open);
    }
    assertFalse(DataSource.of("no\0path").isTable());
    assertFalse(DataSource.of("no/such/file").hasValidationPart());
  }

  @Test
  void yearsAreNamesBesideALabelThatIsNoClass() throws IOException {
    String rows = "1.5,2,M\n2.5,3,B\n".repeat(10);
    Reading reading = source("2019,2020,diagnosis\n" + rows).open();
    assertEquals(List.of("B", "M"), reading.split().training().classNames());
    assertTrue(reading.notes().contains("line 1 (2019, 2020, diagnosis) is the header"));
    assertFalse(source("1.5,2,M\n" + rows).open().toString().contains("header"));
    // A mistake in the first example makes a header of it, so it is shown.
    assertTrue(
        source("1O.5,2,M\n" + rows).open().notes().contains("line 1 (1O.5, 2, M) is the header"));
  }

  /** Rows that begin like a header but are data, and the other way round. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '/',
      value = {
        "1,2,0\\n3,4,1/false",
        "0,1,2\\n3,4,1\\n3,4,0/false",
        "0,1,2,3\\n5,6,7,1\\n5,6,8,0/true",
        "1,2,label\\n3,4,x\\n5,6,y/true",
        "1,2,x\\n3,4,x\\n5,6,y/false",
        "a,b,c\\n3,4,x\\n5,6,y/true",
        "sepal,NA,c\\n3,4,x\\n5,6,y/true",
      })
  void headersAreTold(String text, boolean header) throws IOException {
    String line = source(text.replace("\\n", "\n")).open().toString();
    assertEquals(header, line.contains("header"), line);
  }
}
