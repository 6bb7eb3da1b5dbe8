package org.evenkeel.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigitsTest {

  @Test
  void aLinearModelLearnsThemButNotAll() {
    Split split = DataSource.of("digits").read();
    double accuracy = bestAccuracyOfSoftmaxRegression(split, 40);
    assertTrue(accuracy > 0.6 && accuracy < 0.95, () -> "validation accuracy " + accuracy);
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 8, 28, 64})
  void imagesAreGreyOfTheSizeAskedFor(int pixels) {
    Examples digits = Digits.draw(100, pixels, 0.05, 3);
    assertEquals(List.of(1, pixels, pixels), digits.shape());
    double ink = 0;
    for (float grey : digits.features()) {
      assertTrue(grey >= 0 && grey <= 1);
      ink += grey;
    }
    // Strokes cover about a fifth of a page, whatever its size.
    assertEquals(0.21, ink / digits.features().length, 0.02);
  }

  @Test
  void noImageIsLikeAnother() {
    Examples digits = Digits.draw(500, 8, 0, 0);
    long distinct =
        IntStream.range(0, 500)
            .mapToObj(i -> Arrays.toString(digits.rows(i).features()))
            .distinct()
            .count();
    assertEquals(500, distinct);
  }

  @Test
  void moreImagesLeaveTheFirstAsTheyAre() {
    assertArrayEquals(
        Digits.draw(50, 8, 0.05, 9).features(), Digits.draw(70, 8, 0.05, 9).first(50).features());
  }

  /** Multinomial logistic regression by stochastic gradient descent; the best of all epochs. */
  private static double bestAccuracyOfSoftmaxRegression(Split split, int epochs) {
    Examples training = split.training();
    int width = training.featuresPerExample();
    double[][] weights = new double[training.classes()][width + 1];
    double best = 0;
    for (int epoch = 0; epoch < epochs; epoch++) {
      double rate = 0.02 / (1 + 0.2 * epoch);
      for (int i : training.shuffled(0, epoch)) {
        double[] error = scores(weights, training, i);
        double most = Arrays.stream(error).max().getAsDouble();
        double sum = 0;
        for (int k = 0; k < error.length; k++) {
          error[k] = Math.exp(error[k] - most);
          sum += error[k];
        }
        for (int k = 0; k < error.length; k++) {
          double step = rate * (error[k] / sum - (k == training.labels()[i] ? 1 : 0));
          for (int j = 0; j < width; j++) {
            weights[k][j] -= step * training.features()[i * width + j];
          }
          weights[k][width] -= step;
        }
      }
      best = Math.max(best, accuracy(weights, split.validation()));
    }
    return best;
  }

  private static double[] scores(double[][] weights, Examples examples, int i) {
    int width = examples.featuresPerExample();
    double[] scores = new double[weights.length];
    for (int k = 0; k < scores.length; k++) {
      scores[k] = weights[k][width];
      for (int j = 0; j < width; j++) {
        scores[k] += weights[k][j] * examples.features()[i * width + j];
      }
    }
    return scores;
  }

  private static double accuracy(double[][] weights, Examples examples) {
    int right = 0;
    for (int i = 0; i < examples.size(); i++) {
      double[] scores = scores(weights, examples, i);
      double most = Arrays.stream(scores).max().getAsDouble();
      right += scores[examples.labels()[i]] == most ? 1 : 0;
    }
    return (double) right / examples.size();
  }
}
