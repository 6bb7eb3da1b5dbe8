// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.evenkeel.data.Examples;
import org.junit.jupiter.api.Test;

/** Metrics on outputs of which they are known by hand. */
class MetricsTest {

  private static final double EXACT = 1e-6;

  private static Predictions of(int classes, int[] labels, float... outputs) {
    List<String> names = List.of("a", "b", "c").subList(0, classes);
    Examples examples = new Examples("test", List.of(1), new float[labels.length], labels, names);
    return new Predictions(outputs, outputs.length / labels.length, examples);
  }

  private static Predictions of(float[] targets, float... outputs) {
    return new Predictions(
        outputs,
        1,
        Examples.withTargets("test", List.of(1), new float[targets.length], targets, "y"));
  }

  /** Predicted 1, 1, 0, 0 of 1, 0, 0, 1; the scores 0.9 > 0.8 > -0.1 > -0.7 in the same order. */
  private static final Predictions BINARY = of(2, new int[] {1, 0, 0, 1}, 0.9f, 0.8f, -0.7f, -0.1f);

  @Test
  void oneOutputForTwoClasses() {
    assertEquals(0.5, Metrics.ACCURACY.of(BINARY));
    assertEquals(0.5, Metrics.F1.of(BINARY)); // each class: tp 1, fp 1, fn 1
    assertEquals(0.75, Metrics.AUC.of(BINARY)); // 3 of 4 pairs are in order
    assertEquals(0.25, Metrics.AUC.minimized(0.75));
    assertEquals("1 - AUC", Metrics.AUC.minimizedLabel());
  }

  /** The same scores as two outputs. */
  @Test
  void twoOutputs() {
    Predictions two = of(2, new int[] {1, 0, 0, 1}, 0, 0.9f, 0, 0.8f, 0, -0.7f, 0, -0.1f);
    assertEquals(0.5, Metrics.ACCURACY.of(two));
    // Class 0 has score 0 everywhere: its AUC is 1/2, that of class 1 is 3/4.
    assertEquals(0.625, Metrics.AUC.of(two));
  }

  @Test
  void tiesCountHalf() {
    assertEquals(0.5, Metrics.AUC.of(of(2, new int[] {1, 0, 1, 0}, 1, 1, 1, 1)));
    assertEquals(1, Metrics.AUC.of(of(2, new int[] {1, 0, 1, 0}, 2, 1, 2, 1)));
  }

  /** A class without examples is left out of the mean. */
  @Test
  void threeClassesOfWhichOneIsAbsent() {
    Predictions three = of(3, new int[] {0, 0, 1, 1}, 2, 1, 0, 0, 1, 2, 0, 3, 0, 1, 2, 0);
    assertEquals(0.75, Metrics.ACCURACY.of(three));
    // F1 of a: tp 1, fn 1: 2/3; of b: tp 2: 1.
    assertEquals((2.0 / 3 + 1) / 2, Metrics.F1.of(three), EXACT);
  }

  @Test
  void regression() {
    Predictions known = of(new float[] {1, 2, 3, 6}, 2, 2, 3, 4);
    assertEquals(0.75, Metrics.ABSOLUTE_ERROR.of(known), EXACT); // 1, 0, 0, 2
    assertEquals(1 - 5.0 / 14, Metrics.R2.of(known), EXACT); // targets about 3: 4, 1, 0, 9
    assertEquals(0, Metrics.R2.of(of(new float[] {1, 2, 3, 6}, 3, 3, 3, 3)), EXACT);
  }

  @Test
  void aMetricFitsItsExamples() {
    Examples classes = BINARY.examples();
    Examples targets = of(new float[] {1, 2}, 1, 2).examples();
    Metrics.LOSS.requireFit(classes);
    Metrics.LOSS.requireFit(targets);
    Metrics.R2.requireFit(targets);
    assertThrows(IllegalArgumentException.class, () -> Metrics.R2.requireFit(classes));
    assertThrows(IllegalArgumentException.class, () -> Metrics.AUC.requireFit(targets));
  }

  /** A metric of the user's. */
  public static final class Wrong implements Metric {
    @Override
    public double of(Predictions predictions) {
      return 7;
    }

    @Override
    public boolean higherIsBetter() {
      return true;
    }
  }

  @Test
  void metricsAreNamed() {
    assertEquals(Metrics.ABSOLUTE_ERROR, Metric.named("absolute-error"));
    Metric own = Metric.named(Wrong.class.getName());
    assertEquals(7, own.of(BINARY));
    assertEquals(-7, own.minimized(7));
    assertEquals("negative Wrong", own.minimizedLabel());
    for (String none : List.of("accuracie", "java.lang.String")) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> Metric.named(none)).getMessage();
      assertTrue(message.contains("'" + none + "'"), message);
    }
  }
}
