// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.labels;

import com.google.gson.JsonObject;
import java.util.Optional;
import org.evenkeel.data.Split;
import org.evenkeel.experiment.Experiment;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.ResultJson;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.SignalProfile;
import org.jspecify.annotations.Nullable;

/**
 * What {@code predict} and {@code check} say of a labelled network, and its loss before training.
 *
 * @param network the network
 * @param label its label by gradient descent
 * @param predicted the forecast; null if there is none
 * @param checked the measurement beside the forecast
 * @param firstLoss the mean loss of a batch before training
 */
record Observed(
    LabelledNetwork network,
    Label label,
    @Nullable Comparison predicted,
    Comparison checked,
    double firstLoss) {

  /** Measures a network. */
  static Observed of(LabelledNetwork network, Label label, Split data) {
    Comparison checked =
        Experiment.of(network.source(), LabelTraining.DATA)
            .withData(data)
            .withStart(network.start())
            .check();
    return new Observed(
        network, label, predict(network, data).orElse(null), checked, firstLoss(network, data));
  }

  /** The forecast as {@code predict} makes it; empty if the network or its start has none. */
  static Optional<Comparison> predict(LabelledNetwork network, Split data) {
    return predict(network, data, InputSignal.STANDARDIZED);
  }

  /** The same of another input. */
  static Optional<Comparison> predict(LabelledNetwork network, Split data, InputSignal input) {
    if (!network.start().followsRule()) {
      return Optional.empty();
    }
    return network
        .forecast()
        .subject(data.training())
        .network()
        .map(read -> Experiment.predict(read, network.start(), input));
  }

  private static double firstLoss(LabelledNetwork network, Split data) {
    try (StartedBlock started =
        new StartedBlock(
            network.source().subject(data.training()), network.start(), data.training())) {
      return started.loss();
    }
  }

  /** The verdict of the forecast beside the label. */
  Judged byForecast() {
    SignalProfile profile = forecast();
    return new Judged(network, label, profile == null ? null : profile.verdict());
  }

  /** The verdict of the measurement beside the label. */
  Judged byMeasurement() {
    return new Judged(network, label, measurement().verdict());
  }

  @Nullable SignalProfile forecast() {
    return predicted == null ? null : predicted.starts().get(0).profile();
  }

  SignalProfile measurement() {
    return checked.starts().get(0).profile();
  }

  /** All of it as JSON. */
  JsonObject json(@Nullable Label adam) {
    JsonObject json = new JsonObject();
    json.addProperty("id", network.id());
    json.addProperty("kind", network.kind());
    json.addProperty("part", network.part().toString());
    json.addProperty("options", network.options());
    json.addProperty("sgd", label.toString());
    json.addProperty("adam", adam == null ? null : adam.toString());
    json.addProperty("firstLoss", Double.isFinite(firstLoss) ? firstLoss : null);
    json.add("predict", predicted == null ? null : ResultJson.write(predicted));
    json.add("check", ResultJson.write(checked));
    return json;
  }
}
