// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.network.NetworkTree;
import org.evenkeel.signal.Cause;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.Verdict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Depthwise convolutions and those of one tap in turns, as in MobileNet. */
class DepthwiseForecastTest {

  private static Network network(int channels, int blocks) {
    List<Object> layers = new ArrayList<>();
    Map<String, Object> first = Map.of("channels", channels, "kernel", 3, "padding", 1);
    Map<String, Object> each =
        Map.of("channels", channels, "kernel", 3, "padding", 1, "groups", channels);
    Map<String, Object> across = Map.of("channels", channels, "kernel", 1);
    layers.add(Map.of("convolution", first));
    layers.add(Map.of("activation", "relu"));
    for (int block = 0; block < blocks; block++) {
      for (Map<String, Object> convolution : List.of(each, across)) {
        layers.add(Map.of("convolution", convolution));
        layers.add(Map.of("normalization", "batch"));
        layers.add(Map.of("activation", "relu"));
      }
    }
    layers.add(Map.of("pooling", Map.of("reduction", "average")));
    layers.add(Map.of("dense", 10));
    return NetworkTree.read(Map.of("input", List.of(1, 8, 8), "layers", layers));
  }

  /**
   * The channels of a depthwise convolution are its width, not the taps that one of them sums: 6
   * blocks of 32 channels were too narrow, and train from 0.11 to 0.61 in 4 epochs of 2,000 digits
   * at learning rate 0.1, still rising.
   */
  @ParameterizedTest
  @CsvSource({"32, 3, HEALTHY", "32, 6, HEALTHY", "64, 6, HEALTHY"})
  void channelsAreTheWidth(int channels, int blocks, Verdict.State state) {
    Verdict verdict =
        Forecast.of(
                network(channels, blocks), Weights.of(Start.of("auto")), InputSignal.STANDARDIZED)
            .verdict();
    assertEquals(state, verdict.state(), verdict::toString);
    assertFalse(verdict.cause() instanceof Cause.Narrow, verdict::toString);
  }
}
