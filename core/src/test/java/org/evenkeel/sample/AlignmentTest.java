// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The angle between a gradient and the forward signal, against simulation. Means of 4,000 draws are
 * compared within 5 of their standard errors, a false alarm in 10⁶ comparisons, and what the
 * closure of moments leaves out.
 */
class AlignmentTest {

  private static final int DRAWS = 4000;

  /** A random direction stays one: χ² with one degree of freedom. */
  @Test
  void isThatOfARandomDirectionWhereNothingIsAlong() {
    double units = 64;
    Alignment alignment = new Alignment(1, 2, 0, 0);
    Alignment.Step step = new Alignment.Step(2 / units, 5 / units, 5 / units, 1 / units, 0);
    for (int layer = 0; layer < 200; layer++) {
      alignment = alignment.after(step);
    }
    assertEquals(1, alignment.mean(), 0.05);
    assertEquals(2, alignment.variance(), 0.15);
  }

  /**
   * Layers of ReLU units z = W·x, that a gradient goes back through: one example, He's rule. The
   * more of it is along the signal, the more it gains, while the angle goes back to that of a
   * random direction. The logarithms of finitely many units deviate by up to 1.2 of the first
   * order.
   */
  @Test
  void followsDrawsOfReluLayers() {
    Backward across = new Backward(0);
    Backward along = new Backward(1);
    for (Backward one : List.of(across, along)) {
      one.draw(new Random(1));
      one.forecast();
      double error = 5 * Math.sqrt(one.variance / DRAWS);
      assertEquals(one.mean, mean(one.logarithm), 0.12 + error);
      double ratio = variance(one.logarithm) / one.variance;
      assertEquals(1.1, ratio, 0.1 + 5 * Math.sqrt(2.0 / DRAWS));
    }
    double gained = mean(along.logarithm) - mean(across.logarithm);
    assertEquals(along.mean - across.mean, gained, 0.15 + 0.1);
    assertTrue(gained > 0.2, "a gradient along the signal gains");
  }

  /** Draws of layers, and what is forecast of them. */
  private static final class Backward {

    private static final int UNITS = 32;

    private static final int LAYERS = 12;

    private final double share;
    private final double[] first = new double[DRAWS];
    private final double[] logarithm = new double[DRAWS];
    private double mean;
    private double variance;

    /** A gradient with so much along the signal. */
    private Backward(double share) {
      this.share = share;
    }

    private void draw(Random random) {
      for (int draw = 0; draw < DRAWS; draw++) {
        double[][][] weights = new double[LAYERS][UNITS][];
        double[][] signals = new double[LAYERS][UNITS];
        double[] x = normals(UNITS, 1, random);
        for (int l = 0; l < LAYERS; l++) {
          for (int i = 0; i < UNITS; i++) {
            weights[l][i] = normals(UNITS, Math.sqrt(2.0 / UNITS), random);
            signals[l][i] = product(weights[l][i], x);
          }
          x = Arrays.stream(signals[l]).map(z -> Math.max(0, z)).toArray();
        }
        double[] gradient = normals(UNITS, 1, random);
        double length = Math.sqrt(product(x, x));
        for (int i = 0; i < UNITS; i++) {
          gradient[i] += share * x[i] / length;
        }
        first[draw] = aligned(gradient, x);
        double before = product(gradient, gradient);
        for (int l = LAYERS - 1; l >= 0; l--) {
          double[] behind = gradient;
          double[] sum = new double[UNITS];
          for (int i = 0; i < UNITS; i++) {
            behind[i] = signals[l][i] > 0 ? behind[i] : 0;
            for (int j = 0; j < UNITS; j++) {
              sum[j] += weights[l][i][j] * behind[i];
            }
          }
          gradient = l > 0 ? sum : behind;
        }
        logarithm[draw] = Math.log(2 * product(gradient, gradient) / before);
      }
    }

    private void forecast() {
      Alignment alignment = new Alignment(mean(first), variance(first), 0, 0);
      double gain = 1.0 / UNITS;
      Alignment.Step units = new Alignment.Step(gain, 5 * gain, 5 * gain, gain, 0);
      for (int l = 0; l < LAYERS; l++) {
        alignment = step(alignment, units);
        alignment = l < LAYERS - 1 ? step(alignment, Alignment.Step.of(gain)) : alignment;
      }
    }

    private Alignment step(Alignment alignment, Alignment.Step step) {
      double added = step.ofGradient() + alignment.variance(step);
      mean += alignment.bias(step) - added / 2;
      variance += added;
      return alignment.after(step);
    }
  }

  /** n cos² of two vectors. */
  private static double aligned(double[] a, double[] b) {
    double along = product(a, b);
    return a.length * along * along / (product(a, a) * product(b, b));
  }

  /** Errors p - y and logits of 10 classes, as 64 examples of the same logits have them. */
  @Test
  void isThatOfErrorsWithTheirLogits() {
    Random random = new Random(2);
    double[] found = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      double[] logits = normals(10, 1, random);
      double[] p = new double[10];
      double sum = 0;
      for (int i = 0; i < 10; i++) {
        p[i] = Math.exp(logits[i]);
        sum += p[i];
      }
      double products = 0;
      double lengths = 0;
      for (int example = 0; example < 64; example++) {
        double[] error = p.clone();
        for (int i = 0; i < 10; i++) {
          error[i] /= sum;
        }
        error[random.nextInt(10)] -= 1;
        double along = product(error, logits);
        products += along * along / product(logits, logits);
        lengths += product(error, error);
      }
      found[draw] = 10 * products / lengths;
    }
    Alignment alignment = Alignment.ofErrors(10, 1, 0, 1, 64);
    assertEquals(alignment.mean(), mean(found), 0.1);
    // but for the 2/10 of the logits' own second moment, by which the next layer's deviates
    double ofSignal = 0.2 * alignment.mean() * alignment.mean();
    assertEquals(alignment.variance() - ofSignal, variance(found), 0.08);
  }

  private static double[] normals(int count, double deviation, Random random) {
    return random.doubles(count, 0, 1).map(any -> deviation * random.nextGaussian()).toArray();
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
  }
}
