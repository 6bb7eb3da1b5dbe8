// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.SplittableRandom;
import org.evenkeel.activation.Activations;
import org.evenkeel.network.Layer;
import org.evenkeel.sample.Deviation;
import org.junit.jupiter.api.Test;

/** Pooling of 2×2 positions behind ReLU, of which a forecast has two bounds. */
class PoolingTransferTest {

  private static final double VARIANCE = 2;

  /** 1 less the correlation of two inputs, and of two positions. */
  private static final double DISTANCE = 0.6;

  private static final int DRAWS = 400_000;

  /** More than six standard errors of the means below, so that no seed is likely to fail. */
  private static final double TOLERANCE = 0.02;

  @Test
  void maximaOfPositionsThatDifferAsInputsDoAreOneBound() {
    double[] simulated = simulated(true);
    Signal in = signal();
    Signal out = pooled(in, Layer.Pooling.Reduction.MAX);
    double apart = out.secondMoment() * Math.exp(out.logError());
    assertEquals(simulated[0], apart, TOLERANCE * apart);
    assertEquals(in.secondMoment(), out.secondMoment() * Math.exp(-out.logError()), 1e-12);
    double distance = out.gaps().mean() / out.secondMoment();
    double nearer = distance * Math.exp(-out.deviation().unsure());
    assertEquals(simulated[1] / simulated[0], nearer, TOLERANCE * nearer);
    double alike = distance * Math.exp(out.deviation().unsure());
    assertEquals(in.gaps().mean() / in.secondMoment(), alike, 1e-12);
  }

  @Test
  void meansOfPositionsThatDifferAsInputsDoAreOneBound() {
    double[] simulated = simulated(false);
    Signal in = signal();
    Signal out = pooled(in, Layer.Pooling.Reduction.AVERAGE);
    double apart = out.secondMoment() * Math.exp(-out.logError());
    assertEquals(simulated[0], apart, TOLERANCE * apart);
    double distance = out.gaps().mean() / out.secondMoment();
    double nearer = distance * Math.exp(-out.deviation().unsure());
    assertEquals(simulated[1] / simulated[0], nearer, TOLERANCE * nearer);
  }

  /** Where inputs are alike, so are positions, and nothing is left to be unsure of. */
  @Test
  void positionsOfInputsThatAreAlikeAreAlike() {
    Signal out = pooled(relu(1e-9), Layer.Pooling.Reduction.MAX);
    assertEquals(0, out.logError(), 1e-3);
  }

  private static Signal signal() {
    return relu(DISTANCE);
  }

  private static Signal relu(double distance) {
    Signal z =
        new Signal(
            0,
            VARIANCE,
            0,
            Pairs.gap(distance * VARIANCE, 0),
            Signal.Common.NONE,
            Deviation.NONE,
            0,
            0,
            Border.of(new int[] {8, 4, 4}),
            null);
    return new Nonlinear(64).activation(Activations.RELU, z).out();
  }

  private static Signal pooled(Signal in, Layer.Pooling.Reduction reduction) {
    Layer.Pooling layer = new Layer.Pooling("pool", reduction, List.of(2, 2), 2, 0);
    return PoolingTransfer.through(layer, in, new int[] {8, 4, 4}).out();
  }

  /** The second moment of the pooled, and E[(x - x')²]/2 of two inputs, over draws of both. */
  private static double[] simulated(boolean max) {
    SplittableRandom random = new SplittableRandom(1);
    double second = 0;
    double gap = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      double common = random.nextGaussian();
      double one = pooled(random, common, max);
      double other = pooled(random, common, max);
      second += (one * one + other * other) / 2 / DRAWS;
      gap += (one - other) * (one - other) / 2 / DRAWS;
    }
    return new double[] {second, gap};
  }

  private static double pooled(SplittableRandom random, double common, boolean max) {
    double largest = 0;
    double sum = 0;
    for (int position = 0; position < 4; position++) {
      double z =
          Math.sqrt(VARIANCE)
              * (Math.sqrt(1 - DISTANCE) * common + Math.sqrt(DISTANCE) * random.nextGaussian());
      double x = Math.max(0, z);
      largest = Math.max(largest, x);
      sum += x;
    }
    return max ? largest : sum / 4;
  }
}
