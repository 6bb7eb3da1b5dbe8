package org.evenkeel.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class GeneratedTest {

  /**
   * Every generated set; the goldens are Arrays.hashCode of the features and labels of make(100,
   * 42), the same on JDK 17 and 25.
   */
  enum Set {
    CIRCLES(2, 2, 393019085, 1730671931) {
      @Override
      Examples make(int size, long seed) {
        return Generated.circles(size, 0.8, 0.05, seed);
      }
    },
    MOONS(2, 2, 855092943, -734041123) {
      @Override
      Examples make(int size, long seed) {
        return Generated.moons(size, 0.1, seed);
      }
    },
    SPIRALS(2, 3, -1929761327, 598214248) {
      @Override
      Examples make(int size, long seed) {
        return Generated.spirals(size, 3, 0.03, seed);
      }
    },
    NOISE(64, 10, 1373437333, -487517644) {
      @Override
      Examples make(int size, long seed) {
        return Generated.noise(size, 64, 10, seed);
      }
    },
    DIGITS(64, 10, -1446326887, 418477683) {
      @Override
      Examples make(int size, long seed) {
        return Digits.draw(size, 8, 0.05, seed);
      }
    };

    final int features;
    final int classes;
    final int goldenFeatures;
    final int goldenLabels;

    Set(int features, int classes, int goldenFeatures, int goldenLabels) {
      this.features = features;
      this.classes = classes;
      this.goldenFeatures = goldenFeatures;
      this.goldenLabels = goldenLabels;
    }

    abstract Examples make(int size, long seed);
  }

  @ParameterizedTest
  @EnumSource
  void theSameSeedGivesTheSameSetForEver(Set set) {
    Examples examples = set.make(100, 42);
    assertEquals(set.goldenFeatures, Arrays.hashCode(examples.features()));
    assertEquals(set.goldenLabels, Arrays.hashCode(examples.labels()));
    assertFalse(Arrays.equals(examples.features(), set.make(100, 43).features()));
  }

  @ParameterizedTest
  @EnumSource
  void aSetHasTheSizeAskedForAndAllClasses(Set set) {
    Examples examples = set.make(999, 0);
    assertEquals(999, examples.size());
    assertEquals(set.features, examples.featuresPerExample());
    assertEquals(set.classes, examples.classes());
    assertEquals(set.classes, Arrays.stream(examples.labels()).distinct().count());
    assertTrue(
        IntStream.range(0, examples.features().length)
            .allMatch(i -> Float.isFinite(examples.features()[i])));
  }

  @ParameterizedTest
  @EnumSource
  void theFirstExamplesHoldEveryClass(Set set) {
    // A class of ten is missing among 128 of random class with a probability below 10·0.9^128 =
    // 1.4e-5.
    Examples first = set.make(1000, 0).first(128);
    assertEquals(set.classes, Arrays.stream(first.labels()).distinct().count());
  }

  /** The points of one class, sorted, as text of three decimals. */
  private static List<String> points(Examples examples, int label) {
    return IntStream.range(0, examples.size())
        .filter(i -> examples.labels()[i] == label)
        .mapToObj(
            i ->
                "%.3f %.3f"
                    .formatted(
                        examples.features()[2 * i] + 0.0, examples.features()[2 * i + 1] + 0.0)
                    .replace("-0.000", "0.000"))
        .sorted()
        .toList();
  }

  static List<Arguments> noiseless() {
    return List.of(
        Arguments.of(
            Generated.circles(9, 0.5, 0, 1),
            List.of("-1.000 0.000", "0.000 -1.000", "0.000 1.000", "1.000 0.000"),
            List.of("-0.405 -0.294", "-0.405 0.294", "0.155 -0.476", "0.155 0.476", "0.500 0.000")),
        Arguments.of(
            Generated.moons(6, 0, 1),
            List.of("-1.000 0.000", "0.000 1.000", "1.000 0.000"),
            List.of("0.000 0.500", "1.000 -0.500", "2.000 0.500")),
        Arguments.of(
            Generated.spirals(8, 2, 0, 1),
            List.of("-0.500 0.000", "0.000 -0.750", "0.000 0.250", "1.000 0.000"),
            List.of("-1.000 0.000", "0.000 -0.250", "0.000 0.750", "0.500 0.000")));
  }

  @ParameterizedTest
  @MethodSource("noiseless")
  void withoutNoiseThePointsLieEvenlyOnTheirCurves(
      Examples examples, List<String> first, List<String> second) {
    assertEquals(first, points(examples, 0));
    assertEquals(second, points(examples, 1));
  }

  @Test
  void noiseHasItsStandardDeviation() {
    int size = 100_000;
    Examples noisy = Generated.circles(size, 0.8, 0.05, 7);
    Examples exact = Generated.circles(size, 0.8, 0, 7);
    assertArrayEquals(exact.labels(), noisy.labels());
    double squares = 0;
    for (int i = 0; i < 2 * size; i++) {
      double distance = noisy.features()[i] - exact.features()[i];
      squares += distance * distance;
    }
    // Relative standard error of a variance of 200000 draws: 0.0032; five of them, false alarm
    // 6e-7.
    assertEquals(0.0025, squares / (2 * size), 0.0025 * 5 * Math.sqrt(1.0 / size));
  }

  @Test
  void noiseTellsNothingOfTheClass() {
    Examples noise = Generated.noise(20_000, 8, 2, 1);
    for (int j = 0; j < 8; j++) {
      double sum = 0;
      for (int i = 0; i < noise.size(); i++) {
        sum += noise.features()[8 * i + j] * (2 * noise.labels()[i] - 1);
      }
      // A mean of 20000 draws of variance 1: five standard errors, eight tests, false alarm 5e-6.
      assertEquals(0, sum / noise.size(), 5 / Math.sqrt(20_000));
    }
  }

  static List<Arguments> wrong() {
    return List.of(
        refused(
            () -> Generated.circles(3, 0.8, 0.05, 0),
            "circles needs at least 4 examples: 3; request more"),
        refused(
            () -> Generated.circles(-5, 0.8, 0.05, 0),
            "circles needs at least 4 examples: -5; request more"),
        refused(
            () -> Generated.circles(10, 1, 0.05, 0),
            "the inner circle's radius must be at least 0 and below 1: 1.0; 0.8 is usual"),
        refused(
            () -> Generated.moons(10, -1, 0),
            "noise must be a standard deviation from 0 to 1e6: -1.0 for moons; 0.05 is usual"),
        refused(
            () -> Generated.moons(10, Double.NaN, 0),
            "noise must be a standard deviation from 0 to 1e6: NaN for moons; 0.05 is usual"),
        refused(
            () -> Generated.moons(Integer.MAX_VALUE, 0, 0),
            tooLarge("2147483647 examples of moons with 2 features")),
        refused(
            () -> Generated.spirals(10, 1, 0, 0),
            "spirals need at least 2 arms to tell apart: 1; give it 2 or more"),
        refused(
            () -> Generated.spirals(10, 6, 0, 0),
            "spirals needs at least 12 examples: 10; request more"),
        refused(
            () -> Generated.noise(10, 0, 2, 0),
            "noise needs at least 1 feature and 2 classes: 0 and 2; 64 and 10 are usual"),
        refused(
            () -> Digits.draw(19, 8, 0, 0), "digits needs at least 20 examples: 19; request more"),
        refused(
            () -> Digits.draw(20, 5, 0, 0),
            "digits must be drawn at 6 to 512 pixels: 5; 8 and 28 are usual"),
        refused(
            () -> Digits.draw(1_000_000, 512, 0, 0),
            tooLarge("1000000 examples of digits with 262144 features")));
  }

  private static Arguments refused(Executable call, String message) {
    return Arguments.of(message, call);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void wrong(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  private static String tooLarge(String requested) {
    return "a set must fit into memory, with at most %d numbers: %s; request fewer, or give Java more memory with -Xmx"
        .formatted(
            Math.min(Integer.MAX_VALUE - 8L, Runtime.getRuntime().maxMemory() / 12), requested);
  }
}
