// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Interpolated moments and kernels beside the adaptive quadrature that they stand for. */
class InterpolatedTest {

  private static final double TOLERANCE = 1e-11;
  private static final int SAMPLES = 60;

  /** All moments; the error of a mean is relative to the root of the second. */
  private static final Map<String, ToDoubleBiFunction<Activation, Double>> MOMENTS =
      Map.of(
          "mean", Activation::mean,
          "secondMoment", Activation::secondMoment,
          "slopeSecondMoment", Activation::slopeSecondMoment,
          "secondMomentSlope", Activation::secondMomentSlope,
          "fourthMoment", Activation::fourthMoment,
          "slopeFourthMoment", Activation::slopeFourthMoment);

  static List<Activation> activations() {
    return Activations.all();
  }

  /** The same and their odd parts, as weights between mirrored units see them. */
  static List<Activation> seen() {
    return Stream.concat(
            Activations.all().stream(), Activations.all().stream().map(Activation::odd))
        .distinct()
        .toList();
  }

  @ParameterizedTest
  @MethodSource("seen")
  void momentsAreThoseOfTheExactShape(Activation exact) {
    Activation f = exact.interpolated();
    Random random = new Random(1);
    // Next to 0 the difference f(x) - f(-x) of an odd part loses its digits.
    double least = activations().contains(exact) ? -30 : -12;
    for (int i = 0; i < SAMPLES; i++) {
      double q = Math.exp(least + (12 - least) * random.nextDouble());
      MOMENTS.forEach(
          (name, moment) -> {
            double expected = moment.applyAsDouble(exact, q);
            double scale =
                name.equals("mean") ? Math.sqrt(exact.secondMoment(q)) : Math.abs(expected);
            assertEquals(
                expected,
                moment.applyAsDouble(f, q),
                TOLERANCE * scale,
                () -> "%s of %s at q = %s".formatted(name, f, q));
          });
    }
  }

  /** Distances from 1e-13, where the two inputs are all but one, to 2, where they are opposite. */
  @ParameterizedTest
  @MethodSource("seen")
  void kernelsAreThoseOfTheExactShape(Activation exact) {
    Activation f = exact.interpolated();
    Random random = new Random(2);
    for (int i = 0; i < SAMPLES / 3; i++) {
      double q = Math.exp(-12 + 18.5 * random.nextDouble());
      double near = Math.exp(-30 * random.nextDouble());
      for (double distance : new double[] {near, 2 * random.nextDouble(), 2 - near}) {
        double gap = exact.kernelGapAcross(q, distance);
        assertEquals(gap, f.kernelGapAcross(q, distance), 1e-10 * gap, "gap of " + f);
        double slopes = exact.slopeSecondMoment(q);
        assertEquals(
            exact.slopeKernelAcross(q, distance),
            f.slopeKernelAcross(q, distance),
            1e-10 * slopes,
            "slopes of " + f);
      }
    }
  }

  /** Second moments so small that kernels have all but the limits that they are shares of. */
  @ParameterizedTest
  @MethodSource("activations")
  void kernelsAreExactWhereSignalsVanish(Activation exact) {
    Activation f = exact.interpolated();
    Random random = new Random(5);
    for (int i = 0; i < 8; i++) {
      double q = Math.exp(-30 + 23 * random.nextDouble());
      double distance = 2 * Math.pow(random.nextDouble(), 3);
      double gap = exact.kernelGapAcross(q, distance);
      assertEquals(gap, f.kernelGapAcross(q, distance), 1e-10 * gap, "gap of " + f);
      assertEquals(
          exact.slopeKernelAcross(q, distance),
          f.slopeKernelAcross(q, distance),
          1e-10 * exact.slopeSecondMoment(q),
          "slopes of " + f);
    }
  }

  /** Second moments up to e^8, beyond which the quadrature in the plane loses digits. */
  @ParameterizedTest
  @MethodSource("activations")
  void kernelsAreExactWhereSignalsExplode(Activation exact) {
    Activation f = exact.interpolated();
    Random random = new Random(3);
    for (int i = 0; i < 8; i++) {
      double q = Math.exp(6 + 2 * random.nextDouble());
      double distance = random.nextDouble();
      double gap = exact.kernelGapAcross(q, distance);
      assertEquals(gap, f.kernelGapAcross(q, distance), 1e-10 * gap, "gap of " + f);
      assertEquals(
          exact.slopeKernelAcross(q, distance),
          f.slopeKernelAcross(q, distance),
          1e-10 * exact.slopeSecondMoment(q),
          "slopes of " + f);
    }
  }

  /**
   * Functions that are not known, of which some bend too sharply, too slowly or nowhere to be
   * interpolated, or have a kink that is not named; and functions with kinks at 0 and elsewhere,
   * straight between them or not, and with a step.
   */
  static Stream<Activation> smooth() {
    return Stream.of(
        Activations.smooth("x sigmoid(1.7x)", x -> x * logistic(1.7 * x), x -> gated(1.7, x)),
        Activations.smooth("x sigmoid(9x)", x -> x * logistic(9 * x), x -> gated(9, x)),
        Activations.smooth("x sigmoid(x/9)", x -> x * logistic(x / 9), x -> gated(1 / 9.0, x)),
        Activations.smooth("sin", Math::sin, Math::cos),
        Activations.smooth("x²", x -> x * x, x -> 2 * x),
        Activations.smooth("exp", Math::exp, Math::exp),
        Activations.smooth("atan", Math::atan, x -> 1 / (1 + x * x)),
        Activations.smooth("|x|", Math::abs, Math::signum),
        Activations.smooth("|x| with its kink", Math::abs, Math::signum, 0),
        Activations.smooth("x relu(x)", x -> x * Math.max(0, x), x -> 2 * Math.max(0, x), 0),
        Activations.smooth("max(x, tanh x)", x -> x > 0 ? x : Math.tanh(x), x -> bent(x), 0),
        Activations.smooth("max(x, -1)", x -> Math.max(x, -1), x -> x > -1 ? 1 : 0, -1),
        Activations.smooth("clip", x -> Math.max(-0.5, Math.min(2, x)), x -> inside(x), 2, -0.5),
        Activations.smooth("sign and x", x -> x + Math.signum(x), x -> 1, 0),
        Activations.smooth("elu(x - 1)", x -> shifted(x), x -> x > 1 ? 1 : Math.exp(x - 1), 1),
        Activations.smooth("x min(1, x)", x -> x * Math.min(1, x), x -> x < 1 ? 2 * x : 1, 1));
  }

  private static double bent(double x) {
    return x > 0 ? 1 : 1 - Math.tanh(x) * Math.tanh(x);
  }

  private static double shifted(double x) {
    return x > 1 ? x - 1 : Math.expm1(x - 1);
  }

  private static double inside(double x) {
    return x > -0.5 && x < 2 ? 1 : 0;
  }

  private static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double gated(double scale, double x) {
    double gate = logistic(scale * x);
    return gate * (1 + scale * x * logistic(-scale * x));
  }

  @ParameterizedTest
  @MethodSource("smooth")
  void functionsThatAreNotKnownAreAsExact(Activation exact) {
    Activation f = exact.interpolated();
    assertTrue(f.isInterpolated());
    assertFalse(f.isAnalytic());
    Random random = new Random(4);
    for (int i = 0; i < 10; i++) {
      double q = Math.exp(-6 + 9 * random.nextDouble());
      double distance = random.nextDouble();
      double second = exact.secondMoment(q);
      assertEquals(exact.mean(q), f.mean(q), 1e-10 * Math.sqrt(second));
      assertEquals(second, f.secondMoment(q), 1e-10 * second);
      double slopes = exact.slopeSecondMoment(q);
      assertEquals(slopes, f.slopeSecondMoment(q), 1e-10 * slopes);
      double gap = exact.kernelGapAcross(q, distance);
      assertEquals(gap, f.kernelGapAcross(q, distance), 1e-10 * gap);
      assertEquals(
          exact.slopeKernelAcross(q, distance), f.slopeKernelAcross(q, distance), 1e-10 * slopes);
    }
  }

  /** The last bits of weights depend on them. */
  @ParameterizedTest
  @MethodSource("activations")
  void gainsAndOperatingPointsAreExact(Activation exact) {
    Activation f = exact.interpolated();
    assertEquals(exact, f);
    assertEquals(exact.forwardGain(), f.forwardGain());
    assertEquals(exact.backwardGain(), f.backwardGain());
    assertEquals(exact.operatingPoint(), f.operatingPoint());
  }
}
