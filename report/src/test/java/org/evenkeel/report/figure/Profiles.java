package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.List;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.forecast.Forecast;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.parameter.Fans;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.SignalProfile;

/** Profiles for tests. */
final class Profiles {

  private Profiles() {}

  static SignalProfile forecast(String start, String layers, Activation activation) {
    return Forecast.of(
        Network.perceptron(layers, activation), Start.of(start), InputSignal.STANDARDIZED);
  }

  static SignalProfile forecast(String start) {
    return forecast(start, "256,256x31,10", Activations.RELU);
  }

  /** Layers of which the signal, the gradient or neither was measured; null for what was not. */
  static SignalProfile measured(Double[] forward, Double[] gradient) {
    List<LayerSignal> layers = new ArrayList<>();
    for (int l = 0; l < forward.length; l++) {
      layers.add(
          LayerSignal.of("layer" + (l + 1), "dense", new Fans(64, 64), "relu")
              .withMoments(
                  new Quantity(null, null, null, forward[l]),
                  Quantity.UNKNOWN,
                  new Quantity(null, null, null, gradient[l]),
                  Quantity.UNKNOWN));
    }
    return SignalProfile.of(1L, InputSignal.STANDARDIZED, layers);
  }
}
