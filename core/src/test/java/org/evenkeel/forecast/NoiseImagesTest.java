// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.evenkeel.activation.Activations;
import org.evenkeel.gaussian.NormalDistribution;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Network;
import org.evenkeel.parameter.Structure;
import org.evenkeel.sample.Deviation;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Quantity;
import org.junit.jupiter.api.Test;

/** Images whose positions differ as much as two images do, and images of which that is unknown. */
class NoiseImagesTest {

  private static final int CHANNELS = 16;
  private static final int SIZE = 10;
  private static final int EXAMPLES = 8;

  private static final InputSignal UNKNOWN = InputSignal.STANDARDIZED;
  private static final InputSignal NOISE = ofSpread(1 / Math.sqrt(3 * SIZE * SIZE));
  private static final InputSignal SMOOTH = ofSpread(0.3);

  private static InputSignal ofSpread(double spread) {
    return InputSignal.measured(1, 0, 0, spread, 0);
  }

  private static List<LayerSignal> forecast(InputSignal input) {
    return forecast(input, Structure.INDEPENDENT);
  }

  private static List<LayerSignal> forecast(InputSignal input, Structure structure) {
    List<Layer> layers = new ArrayList<>();
    for (int l = 1; l <= 2; l++) {
      layers.add(new Layer.Convolution("conv" + l, CHANNELS, List.of(3, 3), 1, 0, 1, false));
      layers.add(new Layer.Nonlinearity("relu" + l, Activations.RELU));
      if (l == 1) {
        layers.add(new Layer.Pooling("pool", Layer.Pooling.Reduction.MAX, List.of(2, 2), 2, 0));
      }
    }
    layers.add(new Layer.Flatten("flatten"));
    layers.add(new Layer.Dense("head", 10, false));
    Weights he =
        placed -> new Weights.Drawn(null, 2.0 / placed.weights().fans().in(), 0, structure);
    Network network = new Network(List.of(3, SIZE, SIZE), layers);
    return Forecast.of(network, he, input, EXAMPLES).layers();
  }

  private static double reach(Quantity range) {
    return Math.log(range.high() / range.low()) / 2;
  }

  /**
   * E[z²] of a channel deviates by 2 E[c²], c the cosine of two windows of 27 values, each of 64
   * positions of 8 images being one.
   */
  @Test
  void aFirstConvolutionDeviatesByTheCosinesOfItsWindows() {
    double variance = 2 * (1 / 27.0 + (1 - 1 / 27.0) / (64 * EXAMPLES)) / CHANNELS;
    double found = reach(forecast(NOISE).get(0).forward());
    assertEquals(Deviation.WIDTH * Math.sqrt(variance), found, 0.01 * found);
  }

  /** Orthogonal weights keep the lengths of windows in as many directions as they have channels. */
  @Test
  void rotatedWindowsDeviateByTheDirectionsThatAreNotKept() {
    double squares = 1 / 27.0 + (1 - 1 / 27.0) / (64 * EXAMPLES);
    double variance = 2 * (1 - CHANNELS / 27.0) * squares / CHANNELS;
    double found = reach(forecast(NOISE, Structure.ORTHOGONAL).get(0).forward());
    assertEquals(Deviation.WIDTH * Math.sqrt(variance), found, 0.01 * found);
  }

  /** Positions that may be alike count as one, and so do those that are alike. */
  @Test
  void unknownAndSmoothImagesHaveWiderRanges() {
    List<LayerSignal> noise = forecast(NOISE);
    for (InputSignal other : List.of(UNKNOWN, SMOOTH)) {
      List<LayerSignal> wide = forecast(other);
      for (int l = 0; l < 2; l++) {
        assertTrue(reach(wide.get(l).forward()) > 1.2 * reach(noise.get(l).forward()));
      }
      assertTrue(reach(wide.get(0).gradient()) > 1.2 * reach(noise.get(0).gradient()));
      assertNotNull(wide.get(1).note());
    }
  }

  /** E[max(0, M)²] of the largest M of four independent Gaussians. */
  @Test
  void aMaximumOverNoiseHasNoBounds() {
    double square = 0;
    double step = 1e-3;
    for (double t = step / 2; t < 8; t += step) {
      square +=
          4 * t * t * NormalDistribution.density(t) * Math.pow(NormalDistribution.cdf(t), 3) * step;
    }
    List<LayerSignal> noise = forecast(NOISE);
    assertEquals(2 * 2 * square, noise.get(1).forward().predicted(), 1e-3);
    assertNull(noise.get(1).note());
  }
}
