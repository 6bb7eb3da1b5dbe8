// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.evenkeel.activation.Activations;
import org.evenkeel.init.Start;
import org.evenkeel.network.Attention;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Layer.Normalization.Over;
import org.evenkeel.network.Network;
import org.evenkeel.signal.Change;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.Remedy;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.TimeSignal;
import org.evenkeel.signal.Verdict.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A layer that theory does not know stops no forecast, and what is known again begins anew. */
class UnknownLayersTest {

  private static final Layer MINE = new Layer.Unknown("mine", "custom", List.of(64, 8));

  private static SignalProfile forecast(Layer... behind) {
    List<Layer> layers = new ArrayList<>();
    layers.add(new Layer.Convolution("first", 64, List.of(1), 1, 0, 1, true));
    layers.add(MINE);
    layers.addAll(List.of(behind));
    layers.add(new Layer.Convolution("last", 64, List.of(1), 1, 0, 1, true));
    return Forecast.of(
        new Network(List.of(64, 8), layers), Start.of("he"), InputSignal.STANDARDIZED);
  }

  private static Double last(SignalProfile profile) {
    return profile.layers().get(profile.layers().size() - 1).forward().predicted();
  }

  static Stream<Layer> layers() {
    return Stream.of(
        new Layer.Nonlinearity("f", Activations.RELU),
        new Layer.Nonlinearity("f", Activations.GELU),
        new Layer.Nonlinearity("f", Activations.TANH),
        new Layer.Dropout("f", 0.5),
        new Layer.Normalization("f", Over.BATCH),
        new Layer.Normalization("f", Over.TOKEN),
        new Layer.Normalization("f", Over.RMS),
        new Layer.Pooling("f", Layer.Pooling.Reduction.MAX, List.of(3), 1, 1),
        new Layer.Pooling("f", Layer.Pooling.Reduction.AVERAGE, List.of(3), 1, 1),
        attention(),
        new Layer.Convolution("f", 64, List.of(3), 1, 1, 1, true));
  }

  private static Layer attention() {
    return new Attention("f", 4, dense("q"), dense("k"), dense("v"), dense("o"));
  }

  private static Layer.Dense dense(String name) {
    return new Layer.Dense(name, 64, true);
  }

  /** Each one in front of an activation, in a branch, and as a shortcut. */
  @ParameterizedTest
  @MethodSource("layers")
  void noLayerBehindItFails(Layer layer) {
    Layer f = new Layer.Nonlinearity("g", Activations.GELU);
    forecast(layer, f);
    forecast(new Layer.Residual("r", 1, List.of(layer), List.of()), f);
    forecast(new Layer.Residual("r", 1, List.of(f), List.of(layer)));
  }

  /** He's weights behind a ReLU of a Gaussian of variance 1 keep E[z²] = 1. */
  @ParameterizedTest
  @EnumSource(
      value = Over.class,
      names = {"BATCH", "LAYER", "TOKEN"})
  void behindANormalizationTheForecastBeginsAnew(Over over) {
    SignalProfile profile =
        forecast(
            new Layer.Normalization("norm", over), new Layer.Nonlinearity("f", Activations.RELU));
    assertEquals(1, last(profile), 1e-9);
    assertNull(profile.layers().get(0).gradient().predicted());
  }

  /** 2·E[relu(√3 z)²] = 3 from a measured 3; the layer that was measured has no forecast. */
  @Test
  void behindAMeasuredLayerTheForecastBeginsAnew() {
    Network network =
        new Network(
            List.of(64),
            List.of(
                new Layer.Unknown("mine", "custom", List.of(64)),
                new Layer.Dense("first", 64, true),
                new Layer.Nonlinearity("f", Activations.RELU),
                new Layer.Dense("second", 64, true)));
    SignalProfile measured =
        SignalProfile.of(
            0L, InputSignal.STANDARDIZED, List.of(measured("first", 3), measured("second", 2.9)));
    List<LayerSignal> both =
        Forecast.beside(measured, network, Weights.of(Start.of("he")), InputSignal.STANDARDIZED, 64)
            .layers();
    assertNull(both.get(0).forward().predicted());
    assertEquals(3, both.get(1).forward().predicted(), 1e-9);
    assertNotNull(both.get(1).forward().high());
    assertEquals("forecast from what was measured at first", both.get(1).note());
  }

  private static LayerSignal measured(String name, double second) {
    Quantity unknown = Quantity.UNKNOWN;
    return LayerSignal.of(name, "dense", null, name.equals("first") ? "relu" : "identity")
        .withMoments(Quantity.measured(second), unknown, Quantity.measured(1), unknown);
  }

  /** The measurement compares with another layer than the forecast, which then says nothing. */
  @Test
  void gradientsRelativeToAnotherLayerAreNotCompared() {
    Network network = Network.perceptron("64,64x2,10", Activations.RELU);
    SignalProfile forecast = Forecast.of(network, Start.of("he"), InputSignal.STANDARDIZED);
    SignalProfile measured =
        SignalProfile.of(
            0L,
            InputSignal.STANDARDIZED,
            List.of(
                LayerSignal.of("dense1", "dense", null, "relu"),
                LayerSignal.of("dense2", "dense", null, "identity"),
                LayerSignal.of("dense3", "dense", null, "identity")));
    assertNotNull(forecast.layers().get(0).gradient().predicted());
    measured
        .beside(forecast)
        .layers()
        .forEach(layer -> assertNull(layer.gradient().predicted(), layer.name()));
  }

  /** What no forecast can try is advised untried; not for gains that count at every time step. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aGainThatIsTooLargeHasARemedyUntried(boolean recurrent) {
    Network network =
        new Network(List.of(64), List.of(new Layer.Unknown("a", "A", List.of(64)), dense("last")));
    List<LayerSignal> layers = new ArrayList<>();
    for (int l = 1; l <= 6; l++) {
      layers.add(
          measured("a.dense" + l, Math.pow(10, l))
              .withStart(new LayerSignal.LayerStart("lecun", "normal", 10, 10 / 64.0))
              .withTime(recurrent ? new TimeSignal(List.of(1.0, 1.0), null) : null));
    }
    SignalProfile profile = SignalProfile.of(0L, InputSignal.STANDARDIZED, layers);
    assertEquals(State.EXPLODING, profile.verdict().state(), profile.toString());
    assertEquals(
        recurrent ? Remedy.NONE_KNOWN : Remedy.of(new Change.Redraw("auto", 1.0, null, false)),
        Remedies.advise(network, Start.of("lecun").withMultiplier(10), profile).verdict().remedy());
  }
}
