package org.evenkeel.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {

  private static final Examples THREE =
      new Examples(
          "three",
          List.of(2),
          new float[] {0, 1, 10, 11, 20, 21},
          new int[] {0, 1, 0},
          List.of("a", "b"));

  @Test
  void rowsTakeFeaturesAndLabelsTogether() {
    Examples rows = THREE.rows(2, 1, 2);
    assertArrayEquals(new float[] {20, 21, 10, 11, 20, 21}, rows.features());
    assertArrayEquals(new int[] {0, 1, 0}, rows.labels());
    assertEquals(THREE.classNames(), rows.classNames());
  }

  @Test
  void firstTakesNoMoreThanThereAre() {
    assertArrayEquals(new float[] {0, 1, 10, 11}, THREE.first(2).features());
    assertEquals(3, THREE.first(9).size());
  }

  @Test
  void anotherShapeMustHoldAsManyFeatures() {
    assertEquals(List.of(1, 2, 1), THREE.reshaped(List.of(1, 2, 1)).shape());
    assertThrows(IllegalArgumentException.class, () -> THREE.reshaped(List.of(3)));
  }

  @Test
  void theOrderOfAnEpochIsAFunctionOfSeedAndEpoch() {
    Examples many = Generated.noise(20, 1, 2, 0);
    int[] order = many.shuffled(7, 3);
    // Golden: Arrays.toString(Generated.noise(20, 1, 2, 0).shuffled(7, 3))
    assertArrayEquals(
        new int[] {0, 12, 18, 15, 6, 10, 13, 3, 11, 19, 9, 17, 2, 1, 14, 16, 8, 4, 7, 5}, order);
    assertFalse(Arrays.equals(order, many.shuffled(7, 4)));
    assertFalse(Arrays.equals(order, many.shuffled(8, 3)));
    Arrays.sort(order);
    assertArrayEquals(IntStream.range(0, 20).toArray(), order);
  }

  static List<Arguments> wrong() {
    List<String> two = List.of("a", "b");
    return List.of(
        Arguments.of(
            List.of(1),
            0,
            new int[0],
            two,
            "there must be at least one example: x has none; add rows"),
        Arguments.of(
            List.of(1),
            1,
            new int[1],
            List.of("a"),
            "there must be at least two classes to tell apart: x has only [a]; check which column is the label"),
        Arguments.of(
            List.of(2, 0),
            0,
            new int[1],
            two,
            "every axis of an example must be at least 1: x has shape [2, 0]; give it a feature"),
        Arguments.of(
            List.of(2),
            3,
            new int[2],
            two,
            "features must fill 2 examples of shape [2]: x has 3 of 4; check shape and labels"),
        Arguments.of(
            List.of(65536, 65536),
            0,
            new int[1],
            two,
            "features must fill 1 examples of shape [65536, 65536]: x has 0 of 4294967296; check shape and labels"),
        Arguments.of(
            List.of(1),
            1,
            new int[] {2},
            two,
            "labels must be from 0 to 1: x has 2; name every class"),
        Arguments.of(
            List.of(1),
            1,
            new int[] {-1},
            two,
            "labels must be from 0 to 1: x has -1; name every class"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void partsThatDoNotFitAreRefused(
      List<Integer> shape, int features, int[] labels, List<String> names, String message) {
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Examples("x", shape, new float[features], labels, names));
    assertEquals(message, thrown.getMessage());
  }

  /** Two examples of three tokens with a label each but one. */
  private static final Examples TOKENS =
      new Examples(
          "t",
          List.of(3),
          new float[] {1, 2, 0, 2, 0, 1},
          new int[] {1, 0, 1, 0, Examples.UNLABELLED, 0},
          List.of("a", "b"));

  @Test
  void labelsOfEachTokenFollowTheirExample() {
    assertEquals(2, TOKENS.size());
    assertEquals(3, TOKENS.labelsPerExample());
    Examples other = TOKENS.rows(1, 0, 1);
    assertEquals(3, other.size());
    assertArrayEquals(new int[] {0, -1, 0, 1, 0, 1, 0, -1, 0}, other.labels());
    assertArrayEquals(new int[] {1, 0, 1}, TOKENS.first(1).labels());
    assertArrayEquals(new int[] {1, 0, 1, 0, -1, 0, 1, 0, 1}, TOKENS.and(TOKENS.first(1)).labels());
    assertArrayEquals(new double[] {0.6, 0.4}, TOKENS.classShares(), 1e-12);
  }

  @Test
  void labelledTokensAreExamplesOfTheirOwn() {
    Examples labelled = TOKENS.labelled();
    assertArrayEquals(new float[] {1, 2, 0, 2, 1}, labelled.features());
    assertArrayEquals(new int[] {1, 0, 1, 0, 0}, labelled.labels());
    assertEquals(1, labelled.labelsPerExample());
  }

  @Test
  void theLastLabelIsThatOfTheExample() {
    assertArrayEquals(new int[] {1, 0}, TOKENS.withLastLabels().labels());
    Examples masked =
        new Examples("m", List.of(2), new float[4], new int[] {0, 1, 1, -1}, List.of("a", "b"));
    assertEquals(
        "a network that ends in a vector needs a label at the end of each example: m has none at the end of example 2; end the network in a vector for each token",
        assertThrows(IllegalArgumentException.class, masked::withLastLabels).getMessage());
  }

  @Test
  void foldsAndPartsOfSequencesKeepEachExampleWhole() {
    Examples sums = Sequences.sums(40, 3);
    Split split = Split.of(sums, 0.25, 1);
    assertEquals(10, split.validation().size());
    assertEquals(10 * Sequences.TOKENS, split.validation().labels().length);
    Split fold = split.fold(1, 4, 1);
    assertEquals(10, fold.validation().size());
    assertEquals(30 * Sequences.TOKENS, fold.training().labels().length);
  }
}
