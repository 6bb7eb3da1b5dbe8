// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.evenkeel.init.Fans;
import org.evenkeel.signal.Verdict.State;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Profiles made by hand from what theory says of known networks. */
class VerdictTest {

  private static double one(int layer) {
    return 1;
  }

  private static List<LayerSignal> layers(
      int depth,
      IntToDoubleFunction forward,
      IntToDoubleFunction gradient,
      IntToDoubleFunction correlation,
      double dead,
      Double saturated,
      boolean copies) {
    List<LayerSignal> layers = new ArrayList<>();
    for (int l = 0; l < depth; l++) {
      layers.add(
          LayerSignal.of("dense" + (l + 1), "dense", new Fans(64, 64), "relu")
              .withMoments(
                  Quantity.measured(forward.applyAsDouble(l)),
                  Quantity.UNKNOWN,
                  Quantity.measured(gradient.applyAsDouble(l)),
                  Quantity.measured(correlation.applyAsDouble(l)))
              .withUnits(dead, saturated, copies));
    }
    return layers;
  }

  private static IntToDoubleFunction power(double factor) {
    return l -> Math.pow(factor, l);
  }

  private static IntToDoubleFunction back(double factor, int depth) {
    return l -> Math.pow(factor, depth - 2 - l);
  }

  static Stream<Arguments> profiles() {
    IntToDoubleFunction apart = l -> 0.3;
    IntToDoubleFunction merging = l -> 1 - 44.4 / (2 * (l + 5.0) * (l + 5));
    return Stream.of(
        Arguments.of(
            "He and ReLU",
            State.HEALTHY,
            null,
            layers(30, l -> 2, VerdictTest::one, merging, 0.2, null, false)),
        Arguments.of(
            "1/n and ReLU",
            State.VANISHING,
            "dense15",
            layers(30, power(0.5), back(0.5, 30), apart, 0, null, false)),
        Arguments.of(
            "4/n and ReLU",
            State.EXPLODING,
            "dense15",
            layers(30, power(2), back(2, 30), apart, 0, null, false)),
        Arguments.of(
            "overflow",
            State.EXPLODING,
            "dense2",
            layers(
                5,
                l -> l < 1 ? 1 : Double.POSITIVE_INFINITY,
                VerdictTest::one,
                apart,
                0,
                null,
                false)),
        Arguments.of(
            "tanh on the edge of chaos, 10,000 layers: q and g fall as 1/l",
            State.HEALTHY,
            null,
            layers(10_000, l -> 0.5 / (l + 1), l -> (l + 1) / 9999.0, apart, 0, 0.0, false)),
        Arguments.of(
            "zeros", State.SYMMETRIC, "dense1", layers(4, l -> 0, l -> 0, l -> 1, 1, null, true)),
        Arguments.of(
            "PyTorch's default and ReLU: steady q, one signal for all inputs",
            State.CORRELATED,
            "dense5",
            layers(
                32, l -> 0.0016, back(0.17, 32), l -> 1 - Math.pow(0.1, l + 0.5), 0, null, false)),
        Arguments.of(
            "tanh with multiplier 4: steady q, exploding gradient",
            State.CHAOTIC,
            "dense20",
            layers(32, l -> 4, back(2.5, 32), apart, 0, 0.2, false)),
        Arguments.of(
            "tanh with multiplier 100",
            State.SATURATED,
            "dense1",
            layers(20, l -> 90, back(5, 20), apart, 0, 0.85, false)),
        Arguments.of(
            "dead units",
            State.VANISHING,
            "dense1",
            layers(5, l -> 3, l -> 0, apart, 1, null, false)),
        Arguments.of(
            "only gradients are known",
            State.VANISHING,
            "dense15",
            layers(30, l -> Double.NaN, back(0.5, 30), l -> Double.NaN, 0, null, false)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("profiles")
  void stateAndLayer(String name, State state, String layer, List<LayerSignal> layers) {
    Verdict verdict = SignalProfile.of(0L, InputSignal.STANDARDIZED, layers).verdict();
    assertEquals(state, verdict.state(), verdict.toString());
    assertEquals(layer, verdict.layer(), verdict.toString());
    assertNotNull(verdict.cause());
    if (state == State.HEALTHY) {
      assertNull(verdict.remedy());
    } else {
      assertNotNull(verdict.remedy());
    }
  }
}
