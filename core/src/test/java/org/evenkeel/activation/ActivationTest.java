package org.evenkeel.activation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every activation; a new one is one more row of {@link #every}. */
class ActivationTest {

  /** √q from where all is linear to where all is saturated. */
  private static final double[] SECOND_MOMENTS = {1e-4, 0.25, 1, 9, 400};

  static Stream<Activation> every() {
    return Stream.concat(
        Activations.all().stream(),
        Stream.of(
            Activations.leakyRelu(0.2),
            Activations.leakyRelu(-1),
            Activations.leakyRelu(3),
            Activations.elu(0.5),
            Activations.elu(0),
            Activation.of("sine", StrictMath::sin, StrictMath::cos),
            Activation.of("bent", x -> Math.abs(x - 1), x -> x > 1 ? 1 : -1, 1),
            Activation.of("steep", x -> StrictMath.tanh(100 * x)),
            Activation.of("step", x -> x > 0.5 ? 1 : 0, x -> 0, 0.5)));
  }

  static Stream<Activation> homogeneous() {
    return every().filter(Activation::positivelyHomogeneous);
  }

  @ParameterizedTest
  @MethodSource("every")
  void derivativeIsTheSlopeAwayFromKinks(Activation f) {
    double h = 1e-5;
    for (double x = -9; x < 9; x += 0.0625) {
      double at = x + 0.01;
      if (distance(at, f.kinks()) > 2 * h) {
        double slope = (f.apply(at + h) - f.apply(at - h)) / (2 * h);
        // The error of a central difference is h² f'''/6, and f''' is 2e6 where tanh is steep.
        double tolerance = f.name().equals("steep") ? 1e-3 : 1e-8;
        assertEquals(slope, f.derivative(at), tolerance, "at " + at);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("every")
  void momentsAreThoseOfAnIndependentSum(Activation f) {
    for (double q : SECOND_MOMENTS) {
      double second = simpson(x -> f.apply(x) * f.apply(x), q, f.kinks());
      double slope = simpson(x -> f.derivative(x) * f.derivative(x), q, f.kinks());
      double mean = simpson(f::apply, q, f.kinks());
      assertEquals(second, f.secondMoment(q), 1e-8 * second, "E[f²] at q = " + q);
      assertEquals(slope, f.slopeSecondMoment(q), 1e-8 * slope, "E[f'²] at q = " + q);
      assertEquals(mean, f.mean(q), 1e-8 * Math.sqrt(second), "E[f] at q = " + q);
    }
  }

  /** Wrapped as a function like any other, an activation has only quadrature to go by. */
  @ParameterizedTest
  @MethodSource("every")
  void quadratureMeetsTheClosedForms(Activation f) {
    Activation sampled = Activation.of(f.name(), f::apply, f::derivative, f.kinks());
    for (double q : SECOND_MOMENTS) {
      double second = sampled.secondMoment(q);
      double slope = sampled.slopeSecondMoment(q);
      assertEquals(second, f.secondMoment(q), 1e-12 * second, "E[f²] at q = " + q);
      assertEquals(slope, f.slopeSecondMoment(q), 1e-12 * slope, "E[f'²] at q = " + q);
      assertEquals(sampled.mean(q), f.mean(q), 1e-12 * Math.sqrt(second), "E[f] at q = " + q);
    }
    assertEquals(sampled.positivelyHomogeneous(), f.positivelyHomogeneous());
    assertEquals(sampled.bounded(), f.bounded());
  }

  @ParameterizedTest
  @MethodSource("every")
  void derivativeByDifferencesGivesTheSameGains(Activation f) {
    if (f.name().equals("step")) {
      return; // no slope, no backward gain
    }
    Activation differences = Activation.of(f.name(), f::apply, f.kinks());
    assertEquals(f.forwardGain(), differences.forwardGain(), 1e-12);
    assertEquals(f.backwardGain(), differences.backwardGain(), 1e-9 * f.backwardGain());
    for (double kink : f.kinks()) {
      for (double beside : new double[] {-1e-3, -1e-7, -1e-12, 1e-12, 1e-7, 1e-3}) {
        double x = kink + beside;
        assertEquals(f.derivative(x), differences.derivative(x), 1e-8, "at " + x);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("every")
  void gainsRestoreASecondMomentOfOne(Activation f) {
    double forward = f.forwardGain();
    assertEquals(1, forward * forward * f.secondMoment(1), 1e-15);
    assertEquals(forward, f.forwardGain());
    if (!f.name().equals("step")) {
      double backward = f.backwardGain();
      assertEquals(1, backward * backward * f.slopeSecondMoment(1), 1e-15);
      assertEquals(backward, f.backwardGain());
    }
  }

  @ParameterizedTest
  @MethodSource("homogeneous")
  void oneGainPreservesBothDirectionsAtEveryScale(Activation f) {
    assertEquals(f.forwardGain(), f.backwardGain(), 1e-15 * f.forwardGain());
    for (double q : SECOND_MOMENTS) {
      assertEquals(q * f.secondMoment(1), f.secondMoment(q), 1e-15 * f.secondMoment(q));
      assertEquals(f.slopeSecondMoment(1), f.slopeSecondMoment(q), 1e-15 * f.slopeSecondMoment(q));
    }
  }

  @Test
  void onlyTheReluFamilyIsHomogeneousAndOnlySigmoidsSaturate() {
    assertEquals(
        List.of("identity", "relu", "leaky-relu"),
        Activations.all().stream()
            .filter(Activation::positivelyHomogeneous)
            .map(Activation::name)
            .toList());
    assertEquals(
        List.of("tanh", "sigmoid", "softsign", "hard-tanh", "erf"),
        Activations.all().stream().filter(Activation::bounded).map(Activation::name).toList());
  }

  @ParameterizedTest
  @MethodSource("every")
  void hugeArgumentsGiveNoNaN(Activation f) {
    if (f.name().equals("steep")) {
      return; // 100 x overflows
    }
    for (double x : new double[] {1e3, 1e18, 1e300, 1e-300, 0}) {
      for (double signed : new double[] {x, -x}) {
        assertTrue(Double.isFinite(f.apply(signed)), "f at " + signed);
        assertTrue(Double.isFinite(f.derivative(signed)), "f' at " + signed);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("every")
  void momentsReachDownToZeroAndFarUp(Activation f) {
    double origin = f.apply(0);
    assertEquals(origin, f.mean(0));
    assertEquals(origin * origin, f.secondMoment(0));
    for (double q : new double[] {0, -0.0, Double.MIN_VALUE, 1e-200, 1e-20, 1e8}) {
      assertTrue(Double.isFinite(f.mean(q)), "E[f] at q = " + q);
      assertTrue(f.secondMoment(q) >= 0 && f.secondMoment(q) <= 2 + 2e9, "E[f²] at q = " + q);
      assertTrue(f.slopeSecondMoment(q) >= 0, "E[f'²] at q = " + q);
    }
    double limit = f.slopeSecondMoment(0);
    assertEquals(limit, f.slopeSecondMoment(1e-20), 1e-7 * limit);
  }

  /** A bounded function becomes ± its limits: what remains of E[f²] is their mean square. */
  @ParameterizedTest
  @MethodSource("every")
  void saturatedUnitsKeepTheSquareOfTheirLimits(Activation f) {
    if (f.bounded()) {
      double left = f.apply(-1e12);
      double right = f.apply(1e12);
      assertEquals((left * left + right * right) / 2, f.secondMoment(1e20), 1e-8);
    }
  }

  @Test
  void bothSidesOfAKinkAtZeroCountInTheLimit() {
    assertEquals((1 + 2.0 * 2.0) / 2, Activations.elu(2).slopeSecondMoment(0), 1e-12);
    assertEquals(0.5, Activations.RELU.slopeSecondMoment(0));
  }

  @Test
  void kinksAreACopy() {
    for (Activation f : List.of(Activations.SOFTSIGN, Activations.HARD_TANH, Activations.ELU)) {
      double[] kinks = f.kinks();
      double[] before = kinks.clone();
      Arrays.fill(kinks, 7);
      assertEquals(Arrays.toString(before), Arrays.toString(f.kinks()));
    }
    double[] given = {1};
    Activation bent = Activation.of("bent", x -> Math.abs(x - 1), given);
    given[0] = 5;
    assertEquals(1, bent.kinks()[0]);
    assertEquals(-1, bent.derivative(0.9999), 1e-9);
  }

  @Test
  void equalityIsByNameAndFunction() {
    DoubleUnaryOperator square = x -> x * x;
    DoubleUnaryOperator slope = x -> 2 * x;
    assertEquals(Activation.of("sq", square, slope), Activation.of("sq", square, slope));
    assertEquals(
        Activation.of("sq", square, slope).hashCode(),
        Activation.of("sq", square, slope).hashCode());
    assertEquals(Activation.of("sq", square), Activation.of("sq", square));
    assertNotEquals(Activation.of("sq", square), Activation.of("sq", square, 0));
    assertEquals(Activations.elu(0.5), Activations.elu(0.5));
    assertNotEquals(Activations.elu(0.5), Activations.elu(0.25));
    assertNotEquals(Activation.of("sq", square, slope), Activation.of("square", square, slope));
    assertNotEquals(Activation.of("relu", x -> Math.max(x, 0), 0), Activations.RELU);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void secondMomentMustBeOne(double q) {
    String expected =
        "a second moment must be a finite number, at least 0: " + q + "; give a variance";
    for (Activation f : List.of(Activations.RELU, Activations.TANH, Activations.HARD_TANH)) {
      assertEquals(expected, message(() -> f.mean(q)));
      assertEquals(expected, message(() -> f.secondMoment(q)));
      assertEquals(expected, message(() -> f.slopeSecondMoment(q)));
    }
  }

  @Test
  void aGainThatDoesNotExistSaysSo() {
    assertEquals(
        "a gain needs E[f(z)^2] positive and finite: it is 0.0 for nothing; give the variance by"
            + " hand",
        message(() -> Activation.of("nothing", x -> 0, x -> 0).forwardGain()));
    assertEquals(
        "a gain needs E[f'(z)^2] positive and finite: it is 0.0 for step; give the variance by hand",
        message(() -> Activation.of("step", Math::signum, x -> 0, 0).backwardGain()));
    assertTrue(
        message(() -> Activation.of("pole", x -> Double.NaN).forwardGain()).contains("it is NaN"));
  }

  @Test
  void badDefinitionsAreRefused() {
    assertEquals(
        "an activation needs a name: \" \"; give it a distinct one",
        message(() -> Activation.of(" ", x -> x)));
    assertEquals(
        "a kink must be a finite number: NaN; omit it",
        message(() -> Activation.of("f", x -> x, Double.NaN)));
  }

  private static String message(Runnable call) {
    String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
    assertFalse(message.contains("\n"));
    return message;
  }

  private static double distance(double x, double[] points) {
    return Arrays.stream(points).map(p -> Math.abs(p - x)).min().orElse(Double.POSITIVE_INFINITY);
  }

  /**
   * E[g(√q z)] by Simpson's rule with nothing adaptive in it: in t, with z = t³ so that steps are
   * fine near 0, between the kinks and 10.
   */
  private static double simpson(DoubleUnaryOperator g, double q, double[] kinks) {
    double[] edges =
        DoubleStream.concat(
                DoubleStream.of(-10, 0, 10), Arrays.stream(kinks).map(k -> k / Math.sqrt(q)))
            .filter(z -> Math.abs(z) <= 10)
            .map(Math::cbrt)
            .sorted()
            .toArray();
    double sum = 0;
    int steps = 4000;
    for (int e = 1; e < edges.length; e++) {
      double h = (edges[e] - edges[e - 1]) / steps;
      for (int i = 0; i <= steps; i++) {
        // Never on a kink itself, whose two sides differ.
        double t = Math.min(Math.max(edges[e - 1] + i * h, edges[e - 1]), edges[e]);
        double inside = t + (i == 0 ? 1e-14 : i == steps ? -1e-14 : 0) * (1 + Math.abs(t));
        double z = inside * inside * inside;
        double weight = (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2) * h / 3;
        double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
        sum += weight * 3 * t * t * density * g.applyAsDouble(Math.sqrt(q) * z);
      }
    }
    return sum;
  }

  /** A table of tanh at steps of 1/128 has its moments, slopes and kernels up to its precision. */
  @Test
  void aTableIsTheFunctionThatItWasMadeFrom() {
    float[] values = new float[4097];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) StrictMath.tanh(16 * (2.0 * i / 4096 - 1));
    }
    Activation table = Activation.tabulated("mine", 16, values);
    assertEquals(Activations.TANH.secondMoment(1), table.secondMoment(1), 2e-5);
    assertEquals(Activations.TANH.slopeSecondMoment(1), table.slopeSecondMoment(1), 2e-5);
    assertEquals(Activations.TANH.kernelGap(1, 0.3), table.kernelGap(1, 0.3), 2e-5);
    assertEquals(Activations.TANH.slopeKernel(1, 0.3), table.slopeKernel(1, 0.3), 2e-5);
    assertTrue(table.bounded());
    assertThrows(IllegalArgumentException.class, () -> Activation.tabulated("mine", 0, values));
    assertThrows(IllegalArgumentException.class, () -> Activation.tabulated("mine", 16, 1));
  }
}
