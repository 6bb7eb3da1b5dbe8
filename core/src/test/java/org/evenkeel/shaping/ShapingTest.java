// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.shaping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.Shaped;
import org.evenkeel.gaussian.GaussianNodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ShapingTest {

  /**
   * Blocks in the four groups of the residual network of 101 layers in the tests of {@code
   * google-deepmind/dks}, each of three activations, beside a shortcut of weight 0.6, which has one
   * activation in the first block of a group; one activation comes last.
   */
  private static final int[] GROUPS = {3, 4, 23, 3};

  private static final double SHORTCUT = 0.6 * 0.6;

  /** What that network makes of a value, as each activation changes it. */
  private static double through(double value, DoubleUnaryOperator activation) {
    double x = value;
    for (int blocks : GROUPS) {
      for (int block = 0; block < blocks; block++) {
        double once = activation.applyAsDouble(x);
        double branch = activation.applyAsDouble(activation.applyAsDouble(once));
        x = SHORTCUT * (block == 0 ? once : x) + (1 - SHORTCUT) * branch;
      }
    }
    return activation.applyAsDouble(x);
  }

  /** Where an increasing function of one step has a value. */
  private static double where(DoubleUnaryOperator f, double value, double from, double to) {
    double low = from;
    double high = to;
    for (int i = 0; i < 100; i++) {
      double middle = (low + high) / 2;
      if (f.applyAsDouble(middle) < value) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** {@code tests/test_activation_transform.py} of {@code google-deepmind/dks}, by SciPy. */
  @ParameterizedTest
  @CsvSource({
    "softplus, 0.18761008168267976, 0.40688063442262007, 8.878672543665223, -0.9213466151411376",
    "tanh, 0.07461073057540868, 0.5566915199964182, 18.002635964442558, -0.5034378768692127",
    "gelu, 0.07043253126531114, 0.259489297927707, 20.21158902315857, -0.15815378961903598"
  })
  void deepKernelShapingIsThatOfItsAuthors(
      String name, double scale, double shift, double outputScale, double outputShift) {
    double slope = where(s -> through(1, x -> s * x), 1.2, 1, 1.2);
    Shaped found = Shaping.withSlope(Activations.named(name), slope).shaped().orElseThrow();
    assertConstants(found, scale, shift, outputScale, outputShift);
  }

  /** The same source. */
  @ParameterizedTest
  @CsvSource({
    "softplus, 0.15011489794748328, 0.5374599901127068, 10.54880187880574, -0.996481014465811",
    "tanh, 0.0580205218578313, 0.5218639804099805, 22.36066261763117, -0.4796430704354356"
  })
  void tailoredTransformationIsThatOfItsAuthors(
      String name, double scale, double shift, double outputScale, double outputShift) {
    double curvature = where(c -> through(0, x -> x + c), 0.2, 0, 1);
    Shaped found = Shaping.withCurvature(Activations.named(name), curvature).shaped().orElseThrow();
    assertConstants(found, scale, shift, outputScale, outputShift);
  }

  private static void assertConstants(
      Shaped found, double scale, double shift, double outputScale, double outputShift) {
    assertEquals(scale, found.inputScale(), 1e-6 * scale);
    assertEquals(shift, found.inputShift(), 1e-6);
    assertEquals(outputScale, found.outputScale(), 1e-6 * outputScale);
    assertEquals(outputShift, found.outputShift(), 1e-6);
  }

  /** The same source: slope below 0 0.8761…, and 0.6291… with a factor of 1.1969…. */
  @Test
  void slopesOfLeakyReluAreThoseOfTheAuthors() {
    double slope = where(s -> through(1, x -> s * x), 1.2, 1, 1.2);
    Shaped dks = Shaping.withSlope(Activations.LEAKY_RELU, slope).shaped().orElseThrow();
    assertEquals(0.8761257073473065, dks.base().derivative(-1), 1e-6);
    assertEquals(1.0651832705682147, dks.outputScale(), 1e-6);
    assertEquals(-0.049418692997275034, dks.outputShift(), 1e-6);

    Activation tat = Activations.leakyRelu(0.6291800290346146);
    assertEquals(
        0.75, through(0, c -> Math.min(1, tat.kernel(1, c) * tat.forwardVariance())), 1e-6);
    assertEquals(1.196996549778802, Math.sqrt(tat.forwardVariance()), 1e-12);
  }

  static Stream<Activation> curved() {
    return Activations.all().stream().filter(f -> !f.positivelyHomogeneous());
  }

  @ParameterizedTest
  @MethodSource("curved")
  void deepKernelShapingHoldsItsConditions(Activation f) {
    if (f.equals(Activations.HARD_TANH)) {
      assertMissing(Shaping.DKS, f);
      return;
    }
    for (int depth : new int[] {2, 100, 1000}) {
      Activation g = Shaping.DKS.of(f, depth);
      assertEquals("dks(" + f + ")", g.name());
      assertRests(g);
      assertEquals(0, g.mean(1), 1e-9);
      assertEquals(1.5, StrictMath.pow(g.slopeSecondMoment(1), depth), 1e-9 * depth);
    }
  }

  @ParameterizedTest
  @MethodSource("curved")
  void tailoredTransformationHoldsItsConditions(Activation f) {
    if (f.equals(Activations.HARD_TANH) || f.equals(Activations.SELU)) {
      assertMissing(Shaping.TAT, f);
      return;
    }
    for (int depth : new int[] {1, 100}) {
      Activation g = Shaping.TAT.of(f, depth);
      assertRests(g);
      assertEquals(1, g.slopeSecondMoment(1), 1e-9);
      Activation slope = Activation.of("slope", g::derivative, g.kinks());
      GaussianNodes nodes = GaussianNodes.of(g.kinks());
      GaussianNodes.Values curved = nodes.values(slope::derivative);
      assertEquals(0.3, depth * nodes.product(curved, curved), 1e-8);
    }
  }

  private static void assertRests(Activation g) {
    assertEquals(1, g.secondMoment(1), 1e-9);
    assertEquals(1, g.secondMomentSlope(1), 1e-9);
  }

  private static void assertMissing(Shaping shaping, Activation f) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> shaping.of(f, 10)).getMessage();
    assertTrue(message.startsWith(shaping + " does not exist for " + f.name()), message);
  }

  @ParameterizedTest
  @CsvSource({"2", "20", "100", "1000"})
  void leakyReluKeepsInputsApart(int depth) {
    for (Activation f : new Activation[] {Activations.RELU, Activations.LEAKY_RELU}) {
      Activation g = Shaping.TAT.of(f, depth);
      assertTrue(g.positivelyHomogeneous());
      assertEquals(1, g.secondMoment(1), 1e-12);
      assertEquals(1, g.slopeSecondMoment(1), 1e-12);
      double correlation = 0;
      for (int layer = 0; layer < depth; layer++) {
        correlation = g.kernel(1, correlation);
      }
      if (depth > 2) {
        assertEquals(0.9, correlation, 1e-9);
      } else {
        assertTrue(correlation < 0.9); // ReLU itself is good enough
        assertEquals(0, g.derivative(-1));
      }
    }
  }

  @Test
  void deepKernelShapingOfLeakyReluHoldsItsConditions() {
    Activation g = Shaping.DKS.of(Activations.LEAKY_RELU, 50);
    assertRests(g);
    assertEquals(0, g.mean(1), 1e-12);
    assertEquals(1.5, StrictMath.pow(g.slopeSecondMoment(1), 50), 1e-9);
    assertMissing(Shaping.DKS, Activations.RELU);
    assertMissing(Shaping.TAT, Activation.of("abs", Math::abs, 0));
  }

  @Test
  void functionsOfOnesOwnAreShapedAsWell() {
    assertRests(Shaping.DKS.of(Activation.of("mine", x -> Math.sin(x) + x / 2), 50));
    Activation mine = Activation.of("mine", x -> Math.sin(x) + x / 2, x -> Math.cos(x) + 0.5);
    assertRests(Shaping.TAT.of(mine, 50));
    assertEquals(Activations.IDENTITY, Shaping.DKS.of(Activations.IDENTITY, 50));
    assertThrows(IllegalArgumentException.class, () -> Shaping.TAT.of(Shaping.DKS.of(mine, 5), 5));
    assertThrows(IllegalArgumentException.class, () -> Shaping.DKS.of(mine, 0));
    assertEquals(Shaping.DKS, Shaping.named("DKS"));
    assertThrows(IllegalArgumentException.class, () -> Shaping.named("dsk"));
  }

  @Test
  void equalConstantsAreEqualActivations() {
    Activation one = Shaping.DKS.of(Activations.SILU, 50);
    assertEquals(one, Shaping.DKS.of(Activations.SILU, 50));
    assertTrue(!one.equals(Shaping.DKS.of(Activations.SILU, 51)));
    Shaped shaped = one.shaped().orElseThrow();
    assertEquals(
        shaped.outputScale()
            * (Activations.SILU.apply(shaped.inputScale() * 0.7 + shaped.inputShift())
                + shaped.outputShift()),
        one.apply(0.7));
  }
}
