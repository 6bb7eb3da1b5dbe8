// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.evenkeel.activation.Activations;
import org.evenkeel.init.Start;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Network;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal;
import org.junit.jupiter.api.Test;

class BorderTest {

  /** By hand, of 4 positions with 2, 3, 3 and 2 of 3 taps inside. */
  @Test
  void windowsAtTheBorderReachBeyondTheImage() {
    Border.Coverage coverage =
        Border.of(new int[] {1, 4}).coverage(List.of(3), 1, 1, new int[] {1, 4});
    assertEquals(10 / 12.0, coverage.once(), 1e-12);
    assertEquals((4 + 9 + 9 + 4) / 36.0, coverage.squared(), 1e-12);
    // Each tap is inside at 3, 4 and 3 of 4 outputs.
    assertEquals((9 + 16 + 9) / 48.0, coverage.shared(), 1e-12);
  }

  @Test
  void withoutPaddingAllTapsAreInside() {
    Border.Coverage coverage =
        Border.of(new int[] {1, 6, 6}).coverage(List.of(2, 2), 2, 0, new int[] {1, 3, 3});
    assertEquals(new Border.Coverage(1, 1, 1), coverage);
  }

  private static Network convolutions(int depth) {
    List<Layer> layers = new ArrayList<>();
    for (int l = 1; l <= depth; l++) {
      layers.add(new Layer.Convolution("conv" + l, 8, List.of(3, 3), 1, 1, 1, true));
      layers.add(new Layer.Normalization("norm" + l, Layer.Normalization.Over.BATCH));
      layers.add(new Layer.Nonlinearity("relu" + l, Activations.RELU));
    }
    layers.add(new Layer.Flatten("flatten"));
    layers.add(new Layer.Dense("dense", 10, true));
    return new Network(List.of(8, 4, 4), layers);
  }

  /** Of 0.45, 0.51 and 0.55 measured after 6, 16 and 25 layers of 8 channels on 4x4 positions. */
  @Test
  void batchNormalizationLeavesWhatInputsShareAtOnePosition() {
    List<LayerSignal> layers =
        Forecast.of(convolutions(16), Start.of("he"), InputSignal.STANDARDIZED).layers();
    assertEquals(0.51, layers.get(15).correlation().predicted(), 0.05);
    assertTrue(layers.get(1).correlation().predicted() < 0.4);
  }
}
