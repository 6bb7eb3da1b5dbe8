package org.evenkeel.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardizationTest {

  private static Examples table(int width, float... features) {
    int[] labels = new int[features.length / width];
    return new Examples("table", List.of(width), features, labels, List.of("a", "b"));
  }

  @Test
  void meanAndDeviationAreThoseOfTheSetItself() {
    Standardization standardization = Standardization.of(table(2, 1, 10, 3, 30, 5, 50, 7, 70));
    assertEquals(4, standardization.mean(0));
    assertEquals(40, standardization.mean(1));
    assertEquals(Math.sqrt(5), standardization.std(0));
    assertEquals(Math.sqrt(500), standardization.std(1));
  }

  @Test
  void validationIsStandardizedByTheTrainingPart() {
    Split split = new Split(table(1, -1, 1), table(1, 3, 5)).standardized();
    assertArrayEquals(new float[] {-1, 1}, split.training().features());
    assertArrayEquals(new float[] {3, 5}, split.validation().features());
    Split scaled = new Split(table(1, 0, 4), table(1, 2, 10)).standardized();
    assertArrayEquals(new float[] {-1, 1}, scaled.training().features());
    assertArrayEquals(new float[] {0, 4}, scaled.validation().features());
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 0.1f, -3e7f, Float.MAX_VALUE, Float.MIN_VALUE})
  void aConstantFeatureBecomesZeroEverywhere(float constant) {
    float[] features = new float[1001];
    Arrays.fill(features, constant);
    Split split = new Split(table(1, features), table(1, constant, 5)).standardized();
    assertArrayEquals(new float[1001], split.training().features());
    assertArrayEquals(new float[2], split.validation().features());
  }

  @Test
  void aSmallSpreadBesideALargeMeanIsKept() {
    // Neighbouring floats near 1e8 differ by 8; in float arithmetic the variance would be lost.
    Split split = new Split(table(1, 1e8f, 1e8f + 8), table(1, 1e8f)).standardized();
    assertArrayEquals(new float[] {-1, 1}, split.training().features());
  }

  @Test
  void everyFeatureOfAGeneratedSetGetsMeanZeroAndVarianceOne() {
    Examples training = DataSource.of("digits").read().training();
    int width = training.featuresPerExample();
    for (int j = 0; j < width; j++) {
      double sum = 0;
      double squares = 0;
      for (int i = j; i < training.features().length; i += width) {
        sum += training.features()[i];
        squares += (double) training.features()[i] * training.features()[i];
      }
      assertEquals(0, sum / training.size(), 1e-6);
      assertEquals(1, squares / training.size(), 1e-6);
    }
  }

  @Test
  void anotherNumberOfFeaturesIsRefused() {
    Standardization standardization = Standardization.of(table(2, 1, 2, 3, 4));
    assertThrows(IllegalArgumentException.class, () -> standardization.apply(table(1, 1, 2)));
  }
}
