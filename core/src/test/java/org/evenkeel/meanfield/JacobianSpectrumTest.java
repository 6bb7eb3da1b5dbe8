package org.evenkeel.meanfield;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.evenkeel.activation.Activations;
import org.evenkeel.meanfield.JacobianSpectrum.Ensemble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JacobianSpectrumTest {

  private static JacobianSpectrum spectrum(String name, double q, int depth, Ensemble weights) {
    return new JacobianSpectrum(MeanField.critical(Activations.named(name), q), q, depth, weights);
  }

  /** Linear Gaussian layers: λ_max = (L + 1)^(L + 1)/L^L (Fuss and Catalan). */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 10, 100})
  void linearProductsHaveTheirEdge(int depth) {
    double expected =
        Math.sqrt(Math.exp((depth + 1) * Math.log(depth + 1) - depth * Math.log(depth)));
    JacobianSpectrum gaussian = spectrum("identity", 1, depth, Ensemble.GAUSSIAN);
    assertEquals(expected, gaussian.largest(), 1e-9 * expected);
    assertEquals(1, spectrum("identity", 1, depth, Ensemble.ORTHOGONAL).largest(), 1e-12);
  }

  /**
   * ReLU, half of whose units are off: λ(m) = (1 + m)/m (1 + 2m)^L has its least value at m = (1 -
   * L + √((L - 1)² + 2L))/(2L); with orthogonal weights λ(m) = (1 + m)/m ((1 + 2m)/(1 + m))^L at m
   * = 1/(L - 2).
   */
  @ParameterizedTest
  @ValueSource(ints = {3, 10, 50})
  void halvedProductsHaveTheirEdge(int depth) {
    double m = (1 - depth + Math.sqrt((depth - 1.0) * (depth - 1) + 2 * depth)) / (2 * depth);
    double gaussian = Math.sqrt((1 + m) / m * Math.pow(1 + 2 * m, depth));
    assertEquals(
        gaussian, spectrum("relu", 1, depth, Ensemble.GAUSSIAN).largest(), 1e-9 * gaussian);
    double n = 1.0 / (depth - 2);
    double orthogonal = Math.sqrt((1 + n) / n * Math.pow((1 + 2 * n) / (1 + n), depth));
    assertEquals(
        orthogonal, spectrum("relu", 1, depth, Ensemble.ORTHOGONAL).largest(), 1e-9 * orthogonal);
  }

  /** Orthogonal weights keep tanh networks isometric as q falls; Gaussian ones do not. */
  @Test
  void orthogonalTanhTendsToIsometry() {
    double before = Double.POSITIVE_INFINITY;
    for (double q : new double[] {1, 0.1, 0.01, 0.001}) {
      JacobianSpectrum spectrum = spectrum("tanh", q, 20, Ensemble.ORTHOGONAL);
      assertTrue(spectrum.variance() < before / 5, "q = " + q);
      assertTrue(spectrum("tanh", q, 20, Ensemble.GAUSSIAN).variance() > 20, "q = " + q);
      before = spectrum.variance();
    }
    assertEquals(1, spectrum("tanh", 1e-9, 20, Ensemble.ORTHOGONAL).largest(), 1e-4);
  }

  /** Away from the critical line all scales with χ. */
  @Test
  void scaleIsThatOfTheGradient() {
    MeanField relu = new MeanField(Activations.RELU, 3, 0);
    JacobianSpectrum spectrum = new JacobianSpectrum(relu, 2, 4, Ensemble.GAUSSIAN);
    assertEquals(Math.pow(1.5, 4), spectrum.mean(), 1e-12);
    assertEquals(8 * Math.pow(1.5, 8), spectrum.variance(), 1e-10);
    double critical = spectrum("relu", 1, 4, Ensemble.GAUSSIAN).largest();
    assertEquals(Math.pow(1.5, 2) * critical, spectrum.largest(), 1e-9 * critical);
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> spectrum("relu", 1, 0, Ensemble.GAUSSIAN));
    MeanField tanh = new MeanField(Activations.TANH, 1, 0);
    assertThrows(
        IllegalArgumentException.class, () -> new JacobianSpectrum(tanh, 0, 3, Ensemble.GAUSSIAN));
  }
}
