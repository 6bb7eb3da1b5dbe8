package org.evenkeel.activation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.evenkeel.gaussian.GaussianExpectation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for the moments and kernels of every activation. */
class KernelTest {

  private static final double[] SECOND_MOMENTS = {1e-4, 0.25, 1, 9, 100};
  private static final double[] CORRELATIONS = {-0.9, -0.3, 0, 0.4, 0.8, 0.99};

  static Stream<Activation> every() {
    return Stream.concat(
        Activations.all().stream(),
        Stream.of(
            Activations.leakyRelu(0.2),
            Activations.leakyRelu(-1),
            Activations.elu(0.5),
            Activation.of("sine", StrictMath::sin, StrictMath::cos),
            Activation.of("bent", x -> Math.abs(x - 1), x -> x > 1 ? 1 : -1, 1),
            Activation.of("steep", x -> Activations.ERF.apply(30 * x), x -> steepSlope(x)),
            Activation.of("step", x -> x > 0.5 ? 1 : 0, x -> 0, 0.5)));
  }

  private static double steepSlope(double x) {
    return 30 * Activations.ERF.derivative(30 * x);
  }

  static Stream<Activation> continuous() {
    return every().filter(f -> !f.name().equals("step"));
  }

  /** Those with closed forms, of which quadrature is the oracle. */
  static Stream<Activation> closed() {
    return Stream.of(
        Activations.IDENTITY,
        Activations.RELU,
        Activations.leakyRelu(0.2),
        Activations.leakyRelu(3),
        Activations.HARD_TANH,
        Activations.elu(0.5),
        Activations.SELU,
        Activations.GELU,
        Activations.ERF);
  }

  private static Activation sampled(Activation f) {
    return Activation.of(f.name(), f::apply, f::derivative, f.kinks());
  }

  @ParameterizedTest
  @MethodSource("every")
  void equalInputsHaveTheSecondMomentAndIndependentOnesTheSquaredMean(Activation f) {
    for (double q : SECOND_MOMENTS) {
      double second = f.secondMoment(q);
      double mean = f.mean(q);
      assertEquals(second, f.kernel(q, 1), 1e-10 * second, "c = 1, q = " + q);
      assertEquals(mean * mean, f.kernel(q, 0), 1e-10 * second, "c = 0, q = " + q);
      assertEquals(0, f.kernelGap(q, 1));
      double slope = f.slopeSecondMoment(q);
      assertEquals(slope, f.slopeKernel(q, 1), 1e-10 * slope, "E[f'²], q = " + q);
    }
  }

  @ParameterizedTest
  @MethodSource("every")
  void kernelAndGapMakeTheSecondMoment(Activation f) {
    for (double q : SECOND_MOMENTS) {
      double second = f.secondMoment(q);
      for (double c : CORRELATIONS) {
        double sum = f.kernel(q, c) + f.kernelGap(q, c);
        assertEquals(second, sum, 1e-10 * second, "q = " + q + ", c = " + c);
      }
      assertEquals(second, f.kernel(q, -1) + f.kernelGap(q, -1), 1e-10 * second);
    }
  }

  /** Price's theorem: the slope of E[f(u) f(v)] in c is q E[f'(u) f'(v)]. */
  @ParameterizedTest
  @MethodSource("continuous")
  void slopeOfTheKernelIsTheKernelOfTheSlope(Activation f) {
    double h = 1e-4;
    for (double q : new double[] {0.25, 1, 9}) {
      for (double c : new double[] {-0.6, 0, 0.5, 0.8}) {
        double slope = (f.kernel(q, c + h) - f.kernel(q, c - h)) / (2 * h);
        double expected = q * f.slopeKernel(q, c);
        assertEquals(expected, slope, 1e-6 * f.secondMoment(q), "q = " + q + ", c = " + c);
      }
    }
  }

  /** Next to c = 1 the gap is q E[f'²] (1 - c), to all digits, however near that is. */
  @ParameterizedTest
  @MethodSource("continuous")
  void gapKeepsItsPrecisionForInputsThatAreAlmostEqual(Activation f) {
    for (double q : new double[] {0.25, 1, 9}) {
      double slope = q * f.slopeSecondMoment(q);
      for (double distance : new double[] {1e-14, 1e-40, 1e-200}) {
        // A kink adds a term in (1 - c)^1.5, and f' of a steep function changes soon.
        double tolerance = 1e-11 + 100 * Math.sqrt(distance);
        double gap = f.kernelGapAcross(q, distance) / distance;
        assertEquals(slope, gap, tolerance * slope, "q = " + q + ", 1 - c = " + distance);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("continuous")
  void slopeOfTheSecondMomentIsItsSlope(Activation f) {
    for (double q : new double[] {0.25, 1, 9}) {
      double h = 1e-4 * q;
      double slope = (f.secondMoment(q + h) - f.secondMoment(q - h)) / (2 * h);
      assertEquals(slope, f.secondMomentSlope(q), 1e-7 * f.secondMoment(q) / q, "q = " + q);
    }
  }

  /** At q = 0 the limit: f'(0)² + f(0) f''(0) for smooth f. */
  @Test
  void slopeOfTheSecondMomentHasALimit() {
    assertEquals(1, Activations.TANH.secondMomentSlope(0), 1e-12);
    assertEquals(0.25, Activations.GELU.secondMomentSlope(0), 1e-12);
    assertEquals(0.5, Activations.RELU.secondMomentSlope(0));
    double selu = square(1.0507009873554805) * (1 + square(1.6732632423543772)) / 2;
    assertEquals(selu, Activations.SELU.secondMomentSlope(0), 1e-12);
    assertEquals(0.0625, Activations.SIGMOID.secondMomentSlope(0), 1e-9);
    assertEquals(0.25 + 0.25 * Math.log(2), Activations.SOFTPLUS.secondMomentSlope(0), 1e-9);
  }

  private static double square(double x) {
    return x * x;
  }

  @ParameterizedTest
  @MethodSource("every")
  void fourthMomentsAreThoseOfTheSquares(Activation f) {
    for (double q : SECOND_MOMENTS) {
      double deviation = Math.sqrt(q);
      double[] kinks = f.kinks();
      for (int i = 0; i < kinks.length; i++) {
        kinks[i] /= deviation;
      }
      double fourth = GaussianExpectation.of(z -> Math.pow(f.apply(deviation * z), 4), kinks);
      double slopeFourth =
          GaussianExpectation.of(z -> Math.pow(f.derivative(deviation * z), 4), kinks);
      assertEquals(fourth, f.fourthMoment(q), 1e-12 * fourth, "E[f⁴], q = " + q);
      assertEquals(slopeFourth, f.slopeFourthMoment(q), 1e-12 * slopeFourth, "E[f'⁴], q = " + q);
    }
  }

  /** q ∫ E[f'(u) f'(v)] dc by mpmath 1.2 with 30 digits, as an integral over v and one over θ. */
  @Test
  void gapOfSeluHasAllDigitsWhereQuadratureHasNot() {
    double gap = Activations.SELU.kernelGap(1e4, 0.9);
    assertEquals(506.6710852158983, gap, 1e-12 * gap);
  }

  @ParameterizedTest
  @MethodSource("closed")
  void quadratureMeetsTheClosedForms(Activation f) {
    Activation sampled = sampled(f);
    boolean narrow = f.name().contains("elu") && !f.positivelyHomogeneous();
    for (double q : new double[] {1e-8, 0.1, 1, 4, 25, 400, 1e4}) {
      if (narrow && q == 1e4) {
        continue; // features of length 1 are too narrow for the quadrature: 1.3e-10 for SELU
      }
      double slope = f.secondMomentSlope(q);
      assertEquals(slope, sampled.secondMomentSlope(q), 1e-12 * slope);
      for (double distance : new double[] {1e-12, 1e-7, 1e-3, 0.1, 0.5, 1, 1.5, 1.99, 2}) {
        String where = "q = " + q + ", 1 - c = " + distance;
        double tolerance = f.equals(Activations.ERF) ? 1e-12 : 1e-10;
        double c = 1 - distance;
        double second = f.secondMoment(q);
        double gap = f.kernelGapAcross(q, distance);
        double slopes = f.slopeSecondMoment(q);
        assertEquals(f.kernel(q, c), sampled.kernel(q, c), tolerance * second, where);
        assertEquals(f.slopeKernel(q, c), sampled.slopeKernel(q, c), tolerance * slopes, where);
        assertEquals(gap, sampled.kernelGapAcross(q, distance), tolerance * gap, where);
      }
    }
  }

  /** E[f(√q z) h_k(z)]: a_0 is the mean, a_1 is √q E[f'], and Σ a_k² c^k is the kernel. */
  @ParameterizedTest
  @MethodSource("continuous")
  void hermiteSeriesSumsToTheKernel(Activation f) {
    for (double q : new double[] {0.25, 1, 9}) {
      double[] a = f.hermiteSeries(f::apply, q, 120);
      double sum = 0;
      for (int k = 120; k >= 0; k--) {
        sum = sum * 0.6 + a[k] * a[k];
      }
      double second = f.secondMoment(q);
      assertEquals(f.mean(q), a[0], 1e-10 * Math.sqrt(second), "a_0");
      assertEquals(f.kernel(q, 0.6), sum, 1e-9 * second, "Σ a_k² c^k at q = " + q);
    }
  }

  /** Without a derivative and without kinks told, kernels come out within 1e-7. */
  @Test
  void functionsOfWhichNothingIsToldHaveTheirKernels() {
    for (Activation f : List.of(Activations.TANH, Activations.RELU, Activations.ELU)) {
      Activation bare = Activation.of("bare", f::apply);
      for (double c : new double[] {-0.5, 0.3, 0.9, 0.9999}) {
        assertEquals(f.kernel(1, c), bare.kernel(1, c), 1e-9, f + ", c = " + c);
        double gap = f.kernelGap(1, c);
        assertEquals(gap, bare.kernelGap(1, c), 1e-7 * gap, f + ", c = " + c);
      }
    }
  }

  @Test
  void nothingVariesAtASecondMomentOfZero() {
    assertEquals(0.25, Activations.SIGMOID.kernel(0, 0.3));
    assertEquals(0, Activations.SIGMOID.kernelGap(0, 0.3));
    assertEquals(1.0 / 16, Activations.SIGMOID.slopeKernel(0, 0.3), 1e-15);
    assertEquals(0.0625, Activations.SIGMOID.fourthMoment(0));
  }

  @Test
  void whatIsNoCorrelationIsRefused() {
    for (double wrong : new double[] {1.1, -1.1, Double.NaN}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> Activations.RELU.kernel(1, wrong))
              .getMessage();
      assertEquals(
          "a correlation must lie within [-1, 1]: "
              + wrong
              + "; divide a covariance by the variance",
          message);
    }
    assertThrows(IllegalArgumentException.class, () -> Activations.TANH.kernelGapAcross(1, -1e-9));
    assertThrows(IllegalArgumentException.class, () -> Activations.TANH.kernelGapAcross(-1, 0.1));
    assertThrows(
        IllegalArgumentException.class,
        () -> Activations.TANH.hermiteSeries(x -> x, Double.NaN, 2));
    assertTrue(Double.isNaN(Activation.of("nan", x -> Double.NaN).kernel(1, 0.5)));
  }
}
