// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab.browser;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormulaTest {

  private static void assertIs(DoubleUnaryOperator expected, String text) {
    Activation f = Formula.activation(text);
    for (double x = -2.95; x <= 3; x += 0.3) {
      double y = expected.applyAsDouble(x);
      assertEquals(y, f.apply(x), 1e-12 * (1 + Math.abs(y)), text + " at " + x);
      double h = 1e-5;
      double slope = (expected.applyAsDouble(x + h) - expected.applyAsDouble(x - h)) / (2 * h);
      assertEquals(slope, f.derivative(x), 1e-7 * (1 + Math.abs(slope)), text + "' at " + x);
    }
  }

  @Test
  void valuesAndSlopes() {
    assertIs(x -> x / (1 + Math.exp(-1.7 * x)), "x * sigmoid(1.7 x)");
    assertIs(x -> -x * x + 2 * x - 0.5, "-x^2 + 2x - .5");
    assertIs(x -> Math.exp(-x * x / 2) * Math.cos(3 * x), "exp(-x^2/2) cos(3 x)");
    assertIs(x -> Math.pow(2, x) - Math.log(1 + x * x), "2^x - log(1 + x x)");
    assertIs(x -> Math.max(x, 0.1 * x), "max(x, 0.1x)");
    assertIs(x -> Math.atan(x) * Math.E / Math.PI, "atan(x) e / pi");
    assertIs(x -> 2 / (1 + x * x), "2/(1+x^2)");
  }

  /** exp(800) is infinite, and the chain rule has ∞/∞ for the slope of its logarithm. */
  @Test
  void slopesAreNotLostWhereExponentialsOverflow() {
    Activation f = Formula.activation("x * tanh(log(1 + exp(1.3x)))");
    assertEquals(800, f.apply(800));
    assertEquals(1, f.derivative(800), 1e-9);
    assertEquals(-0.0, f.derivative(-800), 1e-9);
    String told =
        Lab.forecast("f=x * tanh(log(1 + exp(1.3x)))\nrule=1/n\nm=3.8\ndepth=40\nwidth=256");
    assertTrue(told.contains("exploding"), told);
  }

  @Test
  void numbersMayHaveExponents() {
    assertIs(x -> 0.0025 * x, "2.5e-3x");
    assertIs(x -> 300 * x, "3e2 x");
    assertIs(x -> 2 * Math.E * x, "2e x");
    assertIs(x -> Math.E * x - 1, "e x-1");
  }

  /** Wherever a branch is left for another one. */
  @Test
  void kinksAreFound() {
    assertArrayEquals(new double[] {0}, Formula.activation("x relu(x)").kinks());
    assertArrayEquals(new double[] {3}, Formula.activation("relu(x-3)").kinks(), 1e-12);
    assertArrayEquals(new double[] {0.1}, Formula.activation("max(x, 0.1)").kinks(), 1e-12);
    assertArrayEquals(
        new double[] {-Math.sqrt(2), Math.sqrt(2)},
        Formula.activation("min(x^2, 2)").kinks(),
        1e-12);
    assertArrayEquals(new double[] {-2, 0}, Formula.activation("abs(x+2) + abs(x)").kinks(), 1e-12);
    assertArrayEquals(new double[0], Formula.activation("max(x, x)").kinks());
    assertEquals(40, Formula.activation("abs(sin(9x)) + x").kinks().length, 1);
  }

  @Test
  void aNameIsTheActivation() {
    assertSame(Activations.GELU, Formula.activation("gelu"));
    assertSame(Activations.LEAKY_RELU, Formula.activation("leaky-relu"));
    assertSame(Activations.HARD_TANH, Formula.activation("hard_tanh"));
    assertSame(Activations.SILU, Formula.activation("swish"));
    assertEquals(Activations.elu(0.5), Formula.activation("elu(0.5)"));
    assertEquals("elu(x)", Formula.activation("elu(x)").name());
  }

  /** The gain of a typed function is that of the built-in one. */
  @Test
  void momentsAreThoseOfTheFunction() {
    assertEquals(
        Activations.SILU.secondMoment(1), Formula.activation("x sigmoid(x)").secondMoment(1), 1e-9);
    assertEquals(0.5, Formula.activation("(x + abs(x))/2").secondMoment(1), 1e-9);
  }

  /** With kinks too; with each step of a slider a formula is the same. */
  @Test
  void formulasAreInterpolatedAndKept() {
    Activation smooth = Formula.activation("x tanh(x)");
    assertSame(smooth, Formula.activation("x tanh(x)"));
    for (String text : List.of("x tanh(x)", "max(x, tanh(x))", "relu(x)^2", "max(x, 1)")) {
      Activation exact = Formula.activation(text);
      assertTrue(exact.interpolated().isInterpolated());
      double gap = exact.kernelGap(1, 0.3);
      assertEquals(gap, exact.interpolated().kernelGap(1, 0.3), 1e-10 * gap, text);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x +",
        "(x",
        "x)",
        "foo(x)",
        "x..2",
        "1.2.3x",
        "x # 1",
        "max(x)",
        "log(x)",
        "1/x",
        "log(abs(x))",
        "exp(exp(x))",
        "1e999x",
        "sqrt(x)",
        "alert(1)",
        "x;x",
        "^2",
        "0/0",
        "x^",
        "tanh x"
      })
  void whatIsNoFunctionIsSaidInASentence(String text) {
    String said =
        assertThrows(IllegalArgumentException.class, () -> Formula.activation(text)).getMessage();
    assertTrue(said.length() > 10 && !said.contains("\n"), said);
  }
}
