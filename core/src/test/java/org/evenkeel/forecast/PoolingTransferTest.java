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

  /**
   * Next to a border, second moments of the positions of a window differ: the largest is more often
   * the maximum, which is larger for it. Six standard errors of shares are 0.005.
   */
  @Test
  void maximaPreferPositionsOfLargeSecondMoments() {
    List<Double> axis = List.of(0.8, 1.2, 1.2, 0.8);
    Border border = new Border(List.of(axis, axis));
    Pairs gaps = Pairs.gap(DISTANCE * VARIANCE, 0).at(DISTANCE * VARIANCE, DISTANCE * VARIANCE);
    int[] shape = {8, 4, 4};
    Layer.Pooling layer =
        new Layer.Pooling("pool", Layer.Pooling.Reduction.MAX, List.of(2, 2), 2, 0);
    Signal even = relu(gaps, Border.of(shape));
    Signal in = relu(gaps, border);
    Transfer passed = PoolingTransfer.through(layer, in, shape);
    double[] simulated = nextToBorder(0.8);
    double[] without = nextToBorder(1);
    double larger =
        passed.out().secondMoment()
            / PoolingTransfer.through(layer, even, shape).out().secondMoment();
    assertEquals(simulated[0] / without[0], larger, 0.01);
    Gradient back =
        Transfer.ofLoss(
            10, relu(gaps, Border.of(new int[] {8, 2, 2})), 64, Border.of(new int[] {8, 2, 2}));
    List<Double> routed = passed.send(back).border().axes().get(0);
    double corner = routed.get(0) / (routed.get(0) + routed.get(1));
    assertEquals(simulated[1], corner * corner, 0.01);
    assertEquals(simulated[2], (1 - corner) * (1 - corner), 0.015);
  }

  /**
   * E[max²], and the shares of maxima of a corner and of the inner position, of so small an axis.
   */
  private static double[] nextToBorder(double small) {
    SplittableRandom random = new SplittableRandom(2);
    double[] variances = {small * small, small * (2 - small), small * (2 - small), 0};
    variances[3] = (2 - small) * (2 - small);
    double second = 0;
    double[] counts = new double[4];
    double positive = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      double common = random.nextGaussian();
      int largest = 0;
      double most = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < 4; i++) {
        double own = Math.sqrt(DISTANCE) * random.nextGaussian();
        double z = Math.sqrt(variances[i]) * (Math.sqrt(1 - DISTANCE) * common + own);
        largest = z > most ? i : largest;
        most = Math.max(most, z);
      }
      if (most > 0) {
        second += most * most / DRAWS;
        counts[largest]++;
        positive++;
      }
    }
    return new double[] {second, counts[0] / positive, counts[3] / positive};
  }

  private static Signal signal() {
    return relu(DISTANCE);
  }

  private static Signal relu(double distance) {
    return relu(Pairs.gap(distance * VARIANCE, 0), Border.of(new int[] {8, 4, 4}));
  }

  private static Signal relu(Pairs gaps, Border border) {
    Signal z =
        new Signal(0, VARIANCE, 0, gaps, Signal.Common.NONE, Deviation.NONE, 0, 0, border, null);
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
