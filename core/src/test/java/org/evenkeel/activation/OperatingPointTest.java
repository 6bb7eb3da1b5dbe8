// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OperatingPointTest {

  /** Gauss-Legendre quadrature with 4,000 nodes on [-12, 12] in numpy. */
  @ParameterizedTest
  @CsvSource({
    "sigmoid, true, 0.5, 19.47, 0.0059, 0.813",
    "sigmoid, true, 0.1, 16.77, 0.0001, 0.953",
    "gelu, false, 4, 1.976, 0.1864, 0.996",
    "gelu, true, 1, 2.1937, 0.2418, 0.805",
    "silu, false, 16, 1.983, 0.5941, 0.997",
    "mish, false, 4, 1.9493, 0.2016, 0.978",
    "selu, false, 1, 0.9332, 0.0668, 0.730",
    "softplus, true, 0.1, 3.9069, 0.0012, 0.999",
    "softplus, true, 4, 2.8688, 0.5868, 0.911",
    "hard-tanh, false, 0.25, 1.0477, 0.0089, 0.774"
  })
  void pointsAreThoseOfQuadrature(
      String name, boolean centered, double q, double weights, double bias, double slope) {
    OperatingPoint point = OperatingPoint.at(Activations.named(name), q, centered);
    assertEquals(weights, point.weightVariance(), 6e-3 * weights / 10);
    assertEquals(bias, point.biasVariance(), 6e-5);
    assertEquals(slope, point.slope(), 6e-4);
  }

  static Stream<Activation> curved() {
    return Activations.all().stream().filter(f -> !f.positivelyHomogeneous());
  }

  @ParameterizedTest
  @MethodSource("curved")
  void everyActivationRestsAndKeepsGradients(Activation f) {
    OperatingPoint point = OperatingPoint.of(f);
    double q = point.secondMoment();
    assertEquals(q, point.variance(f, q), 1e-9 * q);
    assertEquals(1, point.weightVariance() * f.slopeSecondMoment(q), 1e-12);
    double step = 1e-4 * q;
    double slope = (point.variance(f, q + step) - point.variance(f, q - step)) / (2 * step);
    assertEquals(slope, point.slope(), 1e-5);
    assertTrue(point.slope() < 1);
    double moment = q / 2;
    double other = 2 * q;
    for (int layer = 0; layer < 1000; layer++) {
      moment = point.variance(f, moment);
      other = point.variance(f, other);
    }
    assertEquals(q, moment, 1e-6 * q);
    assertEquals(q, other, 1e-6 * q);
  }

  /** The choices, so that a change of the criterion shows: they decide what weights are drawn. */
  @ParameterizedTest
  @CsvSource({
    "elu, 0.0625, true",
    "selu, 0.0625, true",
    "gelu, 0.5, true",
    "silu, 1, true",
    "mish, 0.25, true",
    "tanh, 0.125, false",
    "sigmoid, 0.5, true",
    "softplus, 4, true",
    "softsign, 0.0625, false",
    "hard-tanh, 0.25, false",
    "erf, 0.125, false"
  })
  void choicesStay(String name, double q, boolean centered) {
    OperatingPoint point = OperatingPoint.of(Activations.named(name));
    assertEquals(q, point.secondMoment());
    assertEquals(centered, point.centered());
  }

  @Test
  void lambdasHaveThePointOfTheirFunction() {
    OperatingPoint lambda =
        OperatingPoint.of(Activation.of("mine", x -> 1 / (1 + StrictMath.exp(-x))));
    OperatingPoint sigmoid = OperatingPoint.of(Activations.SIGMOID);
    assertEquals(sigmoid.secondMoment(), lambda.secondMoment());
    assertEquals(sigmoid.weightVariance(), lambda.weightVariance(), 1e-5);
  }

  @Test
  void homogeneousActivationsKeepTheirGain() {
    assertEquals(2, OperatingPoint.of(Activations.RELU).weightVariance());
    assertEquals(1, OperatingPoint.of(Activations.IDENTITY).weightVariance());
  }

  @Test
  void sigmoidHasNoPointWithoutCentering() {
    assertThrows(
        IllegalArgumentException.class, () -> OperatingPoint.at(Activations.SIGMOID, 0.5, false));
  }
}
