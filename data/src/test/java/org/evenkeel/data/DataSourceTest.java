package org.evenkeel.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSourceTest {

  @Test
  void theGeneratedSetsAreKnownByName() {
    assertEquals(
        List.of("digits", "circles", "moons", "spirals", "noise", "copy", "brackets", "sums"),
        DataSource.generated());
  }

  static List<String> generated() {
    return DataSource.generated();
  }

  @ParameterizedTest
  @MethodSource("generated")
  void aFifthIsForValidation(String name) {
    Split split = DataSource.of(name).read();
    assertEquals(name, split.training().name());
    assertEquals(split.training().size(), 4 * split.validation().size());
    assertArrayEquals(
        split.training().features(), DataSource.of(name).read().training().features());
  }

  @Test
  void choicesReachTheGenerator() {
    Split split = new DataSource("digits", null, 0.5, true, 40, 0.0, 12, 7).read();
    assertEquals(List.of(1, 12, 12), split.training().shape());
    assertArrayEquals(
        Split.of(Digits.draw(40, 12, 0, 7), 0.5, 7).training().features(),
        split.training().features());
  }

  @Test
  void rawFeaturesStayAsTheyAre(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("t.csv"), "l,a\nx,5\ny,7\nx,5\ny,7\n");
    Split raw = new DataSource(file.toString(), "l", 0.5, true, null, null, null, 0).read();
    assertEquals(12, raw.training().features()[0] + raw.training().features()[1]);
    Split scaled = new DataSource(file.toString(), "l", 0.5, false, null, null, null, 0).read();
    assertEquals(1, Math.abs(scaled.training().features()[0]));
  }

  @ParameterizedTest
  @ValueSource(strings = {"digit", "", "no/such/file.csv", "nul\0l"})
  void anUnknownNameIsRefusedWithTheKnownOnes(String source) {
    assertEquals(
        "data must be one of digits, circles, moons, spirals, noise, copy, brackets, sums, text:FILE, a CSV or NPZ file, or a folder of IDX files or images: there is no '%s'; check the spelling"
            .formatted(source.replace('\0', '?')),
        assertThrows(IllegalArgumentException.class, () -> DataSource.of(source).read())
            .getMessage());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 1.5, Double.NaN})
  void aTestPartIsAShare(double share) {
    assertEquals(
        "the share of examples to test once must be above 0 and below 1: %s; 0.2 is usual"
            .formatted(share),
        assertThrows(
                IllegalArgumentException.class, () -> DataSource.of("moons").withTest(share).read())
            .getMessage());
  }

  @Test
  void optionsAreSetOneByOne() {
    assertEquals(
        new DataSource("digits", "l", 0.5, true, 40, 0.0, 12, 7),
        DataSource.of("digits")
            .withLabel("l")
            .withValidation(0.5)
            .withRawFeatures()
            .withExamples(40)
            .withNoise(0)
            .withPixels(12)
            .withSeed(7));
  }

  static List<Arguments> misplaced() {
    return List.of(
        Arguments.of(
            new DataSource("moons", "y", 0.2, false, null, null, null, 0),
            "a label column does not apply to source moons; omit it"),
        Arguments.of(
            new DataSource("moons", null, 0.2, false, null, null, 8, 0),
            "a size in pixels does not apply to source moons; omit it"),
        Arguments.of(
            new DataSource("noise", null, 0.2, false, null, 0.1, null, 0),
            "a noise level does not apply to source noise; omit it"));
  }

  @ParameterizedTest
  @MethodSource
  void misplaced(DataSource source, String message) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, source::read).getMessage());
  }

  @Test
  void aFileTakesNoGeneratorsChoices(@TempDir Path folder) {
    DataSource source = new DataSource(folder.toString(), null, 0.2, false, 10, null, null, 0);
    String message = assertThrows(IllegalArgumentException.class, source::read).getMessage();
    assertTrue(message.startsWith("a number of examples does not apply"), message);
  }
}
