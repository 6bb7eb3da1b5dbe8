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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {

  /** Examples whose only feature is their number, with so many of each class. */
  private static Examples counted(int... sizes) {
    int[] labels =
        IntStream.range(0, sizes.length)
            .flatMap(k -> IntStream.generate(() -> k).limit(sizes[k]))
            .toArray();
    float[] features = new float[labels.length];
    for (int i = 0; i < features.length; i++) {
      features[i] = i;
    }
    int classes = Math.max(2, sizes.length);
    return new Examples("counted", List.of(1), features, labels, Examples.numbered(classes));
  }

  private static int[] perClass(Examples examples) {
    int[] counts = new int[examples.classes()];
    for (int label : examples.labels()) {
      counts[label]++;
    }
    return counts;
  }

  @ParameterizedTest
  @CsvSource({
    "'50 50', 0.2, '10 10'",
    "'200 200', 0.25, '50 50'",
    "'90 10', 0.2, '18 2'",
    // 3.3 of each: the third of a place each goes to the first of equal remainders
    "'11 11 11', 0.3, '4 3 3'",
    "'5 5', 0.01, '1 0'",
    "'5 5', 0.99, '5 4'",
    // the only example of a class stays in training while others can be had
    "'1 9', 0.5, '0 5'",
    "'1 1 8', 0.3, '0 0 3'",
    "'1 1', 0.5, '1 0'",
    "'2 0', 0.5, '1 0'",
  })
  void everyClassGivesItsShare(String sizes, double share, String validating) {
    int[] of = Arrays.stream(sizes.split(" ")).mapToInt(Integer::parseInt).toArray();
    int[] expected = Arrays.stream(validating.split(" ")).mapToInt(Integer::parseInt).toArray();
    Split split = Split.of(counted(of), share, 1);
    assertArrayEquals(expected, perClass(split.validation()));
    assertEquals(Arrays.stream(of).sum(), split.training().size() + split.validation().size());
  }

  @Test
  void everyExampleIsInOnePartWithItsLabel() {
    Examples all = counted(30, 50, 20);
    Split split = Split.of(all, 0.3, 5);
    boolean[] seen = new boolean[all.size()];
    for (Examples part : List.of(split.training(), split.validation())) {
      for (int i = 0; i < part.size(); i++) {
        int number = (int) part.features()[i];
        assertFalse(seen[number]);
        seen[number] = true;
        assertEquals(all.labels()[number], part.labels()[i]);
      }
    }
    assertEquals(all.size(), split.training().size() + split.validation().size());
  }

  @Test
  void bothPartsComeMixed() {
    Split split = Split.of(counted(500, 500), 0.2, 0);
    // Of 100 in random order fewer than 20 of one class have a probability below 1e-10.
    for (Examples part : List.of(split.training(), split.validation())) {
      int ones = Arrays.stream(part.labels(), 0, 100).sum();
      assertTrue(ones >= 20 && ones <= 80, () -> "" + ones);
    }
  }

  @Test
  void aSplitIsAFunctionOfTheSeed() {
    Examples all = counted(10, 10);
    // Golden: Arrays.toString(Split.of(counted(10, 10), 0.2, 3).validation().features())
    assertArrayEquals(new float[] {16, 0, 8, 13}, Split.of(all, 0.2, 3).validation().features());
    assertFalse(
        Arrays.equals(
            Split.of(all, 0.2, 3).training().features(),
            Split.of(all, 0.2, 4).training().features()));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.1, 1.5, Double.NaN, Double.POSITIVE_INFINITY})
  void aShareOutOfRangeIsRefused(double share) {
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> Split.of(counted(5, 5), share, 0));
    assertEquals(
        "the validation share must be above 0 and below 1: " + share + "; 0.2 is usual",
        thrown.getMessage());
  }

  @Test
  void oneExampleCannotBeSplit() {
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> Split.of(counted(1), 0.5, 0));
    assertEquals(
        "a split needs an example for each part: counted has 1; add examples", thrown.getMessage());
  }

  @Test
  void partsOfOtherShapesOrClassesDoNotBelongTogether() {
    Examples one = counted(5, 5);
    assertThrows(
        IllegalArgumentException.class, () -> new Split(one, Generated.noise(10, 2, 2, 0)));
    assertThrows(IllegalArgumentException.class, () -> new Split(one, counted(5, 5, 5)));
  }
}
