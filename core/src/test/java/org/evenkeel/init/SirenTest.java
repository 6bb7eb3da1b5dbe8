package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sitzmann et al. 2020, section 3.2 and its supplement 1. */
class SirenTest {

  @ParameterizedTest
  @CsvSource({
    "siren-first, 2, 0.5",
    "siren-first, 3, 0.333333333333",
    "siren-first, 784, 0.00127551020408",
    "siren, 256, 0.00510310363080", // sqrt(6/256)/30
    "siren(1), 256, 0.153093108924",
    "siren(30), 6, 0.0333333333333",
  })
  void isUniformWithinTheBoundOfThePaper(String rule, int inputs, double bound) {
    Initializer initializer = Rules.named(rule).initializer(RuleOptions.DEFAULT);
    WeightShape shape = WeightShape.dense(inputs, 100_000 / inputs);
    Part part = shape.parts().get(0);
    assertEquals(bound, initializer.range(part).high(), 1e-7 * bound);
    assertEquals(-bound, initializer.range(part).low(), 1e-7 * bound);
    assertEquals(bound * bound / 3, initializer.variance(part), 1e-10 * bound * bound);
    double largest = 0;
    for (float w : initializer.draw(shape, Key.of(0, "w"))) {
      largest = Math.max(largest, Math.abs(w));
    }
    assertTrue(largest < bound && largest > 0.999 * bound); // fails with probability e^-99
  }

  /**
   * Arguments of the sine have variance v' = 2 E[sin²] = 1 - exp(-2v) behind ones of variance v,
   * and behind the first layer, whose arguments spread over many periods, 1. So they go from 1 to
   * where v = 1 - exp(-2v) is 0.797, and never vanish.
   */
  @Test
  void argumentsKeepTheirVarianceThroughFiveLayers() {
    int width = 512;
    int points = 64;
    double[][] x = new double[points][2];
    float[] drawn = new float[2 * points];
    RandomFill.uniform(Key.of(1, "points"), 0, FloatBuffer.wrap(drawn), 1);
    for (int i = 0; i < drawn.length; i++) {
      x[i / 2][i % 2] = drawn[i];
    }
    double predicted = Double.POSITIVE_INFINITY; // as if the first layer's went round for ever
    for (int layer = 0; layer < 6; layer++) {
      int inputs = x[0].length;
      Rule rule = Rules.named(layer == 0 ? "siren-first" : "siren");
      float[] w =
          rule.initializer(RuleOptions.DEFAULT)
              .draw(WeightShape.dense(inputs, width), Key.of(1, "layer" + layer));
      Matrix weights = Matrix.of(w, 0, width);
      double squares = 0;
      for (int p = 0; p < points; p++) {
        double[] z = weights.times(x[p]);
        for (int i = 0; i < width; i++) {
          squares += 900 * z[i] * z[i] / width / points;
          z[i] = StrictMath.sin(30 * z[i]);
        }
        x[p] = z;
      }
      if (layer > 0) {
        predicted = 1 - StrictMath.exp(-2 * predicted);
        // the width's error is √(2/512) = 6 % a layer if all points were one: 4 of these
        assertEquals(predicted, squares, 0.25 * predicted, "layer " + layer);
      }
    }
    assertEquals(0.8, predicted, 0.02);
  }
}
