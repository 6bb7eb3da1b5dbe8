// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment.spectrum;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.forecast.Weights;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.result.ResultJson;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.Quantity;
import org.evenkeel.spectrum.SpectrumForecast;
import org.jspecify.annotations.Nullable;

/**
 * The singular values s of the input-output Jacobian of one draw at one example, predicted and
 * measured.
 *
 * @param theory the prediction; null where theory makes none
 * @param measured the measured singular values, largest first; null if they were not measured
 */
public record JacobianSpectrum(
    int inputs, int outputs, @Nullable SpectrumForecast theory, @Nullable List<Double> measured) {

  /** The prediction for a network before anything is drawn. */
  public static JacobianSpectrum predicted(Network network, Start start, InputSignal input) {
    return new JacobianSpectrum(
        product(network.inputShape()),
        product(network.outputShape()),
        SpectrumForecast.of(network, Weights.of(start), input).orElse(null),
        null);
  }

  private static int product(int[] shape) {
    return IntStream.of(shape).reduce(1, Math::multiplyExact);
  }

  /** The mean of s². */
  public Quantity meanSquare() {
    Quantity found = measured == null ? Quantity.UNKNOWN : Quantity.measured(mean(measured));
    return theory == null ? found : found.beside(theory.meanSquare());
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(s -> s * s).average().orElseThrow();
  }

  /** The variance of s². */
  public Quantity variance() {
    Quantity found = Quantity.UNKNOWN;
    if (measured != null) {
      double mean = mean(measured);
      found =
          Quantity.measured(
              measured.stream()
                  .mapToDouble(s -> (s * s - mean) * (s * s - mean))
                  .average()
                  .orElseThrow());
    }
    return theory == null ? found : found.beside(Quantity.predicted(theory.variance()));
  }

  /** The largest s. */
  public Quantity largest() {
    return theory == null || theory.largest() == null
        ? quantile(0)
        : quantile(0).beside(Quantity.predicted(theory.largest()));
  }

  /** The s that a given share of the measured ones exceeds. */
  public Quantity quantile(double share) {
    return measured == null
        ? Quantity.UNKNOWN
        : Quantity.measured(measured.get((int) Math.round(share * (measured.size() - 1))));
  }

  /** The JSON document. */
  public JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("inputs", inputs);
    json.addProperty("outputs", outputs);
    Stream.of(
            Map.entry("meanSquare", meanSquare()),
            Map.entry("variance", variance()),
            Map.entry("largest", largest()))
        .filter(one -> !one.getValue().equals(Quantity.UNKNOWN))
        .forEach(one -> json.add(one.getKey(), ResultJson.tree(one.getValue())));
    if (measured != null) {
      json.add("singularValues", ResultJson.tree(measured));
    }
    return json;
  }
}
