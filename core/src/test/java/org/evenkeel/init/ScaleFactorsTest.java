package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Factors of width and depth beside muP's, and the exact values of rules for one place. */
class ScaleFactorsTest {

  /** nanoGPT-mup, branch completep: m_N = 4, m_L = 8, α = 1. */
  @Test
  void completeP() {
    assertEquals(new CompleteP(0.25, 0.25, 4, 1 / 32.0), CompleteP.hidden(4, 8));
    assertEquals(new CompleteP(1, 1, 1, 1), CompleteP.hidden(1, 1));
    assertEquals(0.125, CompleteP.branch(8));
    assertEquals(0.25, CompleteP.logits(4));
    assertEquals(
        "a ratio of widths must be a positive finite number: 0.0; 1 is the tuned network's",
        assertThrows(IllegalArgumentException.class, () -> CompleteP.hidden(0, 1)).getMessage());
  }

  /** Unit scaling keeps Var(forward · W) at that of muP: 1/n_in, and 1/n_in² before the output. */
  @ParameterizedTest
  @CsvSource({"64", "256", "16"})
  void unitScaling(long fan) {
    double unit =
        Rules.named("unit").initializer(RuleOptions.DEFAULT).variance(WeightShape.dense(fan, fan));
    double hidden = UnitMuP.hidden(fan, 1).forward();
    assertEquals(1.0 / fan, hidden * hidden * unit, 1e-15);
    double output = UnitMuP.output(fan).forward();
    assertEquals(MuP.output(fan, 1).variance(), output * output * unit, 1e-15);
    assertEquals(new UnitMuP(1, 1 / Math.sqrt((double) fan)), UnitMuP.embedding(fan));
    assertEquals(UnitMuP.hidden(fan, 1).adam() / 4, UnitMuP.hidden(fan, 16).adam(), 1e-15);
    assertThrows(IllegalArgumentException.class, () -> UnitMuP.output(0));
  }

  @ParameterizedTest
  @CsvSource({"1, 0.1", "18, 0.1", "19, 1e-5", "24, 1e-5", "25, 1e-6", "96, 1e-6"})
  void layerScaleByDepth(long blocks, float epsilon) {
    Rule rule = Rules.named("layer-scale(" + blocks + ")");
    for (float factor :
        rule.initializer(RuleOptions.DEFAULT).draw(WeightShape.bias(3), Key.of(0, "g"))) {
      assertEquals(epsilon, factor);
    }
  }

  /** Every tap times its transpose is out/in/taps² on the diagonal, else 0. */
  @Test
  void modularTapsAreOrthogonal() {
    int in = 12;
    int out = 8;
    float[] w =
        Rules.named("modular")
            .initializer(RuleOptions.DEFAULT)
            .draw(WeightShape.convolution(in, out, 1, 3, 3), Key.of(0, "w"));
    for (int tap = 0; tap < 9; tap++) {
      for (int a = 0; a < out; a++) {
        for (int b = 0; b < out; b++) {
          double dot = 0;
          for (int i = 0; i < in; i++) {
            dot += (double) w[(a * in + i) * 9 + tap] * w[(b * in + i) * 9 + tap];
          }
          assertEquals(a == b ? (double) out / in / 81 : 0, dot, 1e-8);
        }
      }
    }
  }

  @Test
  void modularRowsHaveMeanSquareOne() {
    float[] table =
        Rules.named("modular")
            .initializer(RuleOptions.DEFAULT)
            .draw(WeightShape.embedding(5, 64), Key.of(0, "e"));
    for (int row = 0; row < 5; row++) {
      double squares = 0;
      for (int i = 0; i < 64; i++) {
        squares += (double) table[64 * row + i] * table[64 * row + i];
      }
      assertEquals(64, squares, 1e-4);
    }
  }

  /**
   * The softplus of every bias is a step between the two; ln of it is uniform: 5 standard errors.
   */
  @Test
  void timeStepsLieWithinTheirRange() {
    float[] biases =
        Rules.named("mamba-dt(0.01, 0.5)")
            .initializer(RuleOptions.DEFAULT)
            .draw(WeightShape.bias(2000), Key.of(0, "dt"));
    double logs = 0;
    for (float b : biases) {
      double step = Math.log1p(Math.exp(b));
      assertTrue(0.01 - 1e-8 <= step && step <= 0.5 + 1e-6, () -> "step " + step);
      logs += Math.log(step);
    }
    double width = Math.log(50);
    assertEquals(Math.log(0.01) + width / 2, logs / 2000, 5 * width / Math.sqrt(12 * 2000.0));
  }
}
