// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.evenkeel.activation.Activations;
import org.evenkeel.init.Start;
import org.evenkeel.meanfield.Forecast;
import org.evenkeel.meanfield.Remedies;
import org.evenkeel.meanfield.SpectrumForecast;
import org.evenkeel.meanfield.Weights;
import org.evenkeel.network.Network;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.SignalProfile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What theory says of a network before anything is drawn; or the phase diagram. */
@Command(
    name = "predict",
    description =
        "What theory says of a network, layer by layer, and the verdict: needs no data, draws nothing"
            + " and is there at once. Exit code 3 if the verdict is not healthy. With --phase: where in"
            + " (σ_w², σ_b²) an activation's networks are ordered and where chaotic.",
    sortOptions = false)
final class PredictCommand implements Callable<Integer> {

  /** The default network is that of the built-in digits. */
  private static final int INPUTS = 64;

  private static final int OUTPUTS = 10;

  @Option(
      names = "--phase",
      description = "The phase diagram of --activation instead of a forecast; -o FILE draws it.")
  private boolean phase;

  @Option(
      names = "-o",
      paramLabel = "FILE",
      description = "Draw the phase diagram, as .png or .svg.")
  private Path picture;

  @Option(
      names = "--spectrum",
      description =
          "Also what theory says of the singular values of the input-output Jacobian of a chain of"
              + " dense layers.")
  private boolean spectrum;

  @Option(
      names = "--input-correlation",
      paramLabel = "C",
      defaultValue = "0",
      description = "Correlation of two different inputs. Default: ${DEFAULT-VALUE}.")
  private double inputCorrelation;

  @Mixin private RuleOption ruleOption;
  @Mixin private NetworkOptions networkOptions;
  @Mixin private StartOptions startOptions;
  @Mixin private DataOptions dataOptions;
  @Mixin private Output output;

  @Override
  public Integer call() {
    networkOptions.check();
    if (phase) {
      phases();
      return 0;
    }
    if (picture != null) {
      throw new IllegalArgumentException(
          "-o draws the phase diagram: -o %s; add --phase".formatted(picture));
    }
    if (!(inputCorrelation >= -1 && inputCorrelation <= 1)) {
      throw new IllegalArgumentException(
          "--input-correlation is between -1 and 1: " + inputCorrelation);
    }
    Start start = startOptions.startOfRule("a forecast", ruleOption.rule());
    Network network = network();
    if (startOptions.hasRules()) {
      Plan.of(network, start); // every entry of the rule file must match
    }
    InputSignal standard = InputSignal.STANDARDIZED;
    InputSignal input =
        new InputSignal(
            standard.secondMoment(),
            standard.mean(),
            inputCorrelation,
            standard.spread(),
            standard.norms());
    SignalProfile forecast = Forecast.of(network, Weights.of(start), input);
    SignalProfile profile =
        new SignalProfile(
            start.seed(),
            forecast.input(),
            forecast.layers(),
            Remedies.of(network, start, forecast));
    Spectrum singularValues =
        spectrum
            ? new Spectrum(
                product(network.inputShape()),
                product(network.outputShape()),
                SpectrumForecast.of(network, Weights.of(start), input).orElse(null),
                null)
            : null;
    if (output.json()) {
      JsonObject document = Json.profile(profile);
      if (singularValues != null) {
        document.add("spectrum", singularValues.json());
      }
      output.print(document);
    } else {
      output.print("network   " + network);
      SignalTable.print(output, profile);
      if (singularValues != null) {
        singularValues.table(output);
      }
    }
    return profile.verdict().healthy() ? 0 : Evenkeel.NOT_HEALTHY;
  }

  private static int product(int[] shape) {
    return IntStream.of(shape).reduce(1, Math::multiplyExact);
  }

  private Network network() {
    if (!networkOptions.isBlockFactory()) {
      return networkOptions.network(INPUTS, OUTPUTS);
    }
    Subject subject = networkOptions.subject(dataOptions.read(startOptions.seed()).training());
    return subject
        .network()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a forecast needs blocks that can be read: %s has none; measure it with check"
                        .formatted(subject.description())));
  }

  private void phases() {
    if (networkOptions.given() || startOptions.hasRules() || spectrum) {
      throw new IllegalArgumentException(
          "a phase diagram is that of an activation, not of a network: leave away --layers,"
              + " --network, --block-factory, --rules and --spectrum");
    }
    if (picture != null) {
      Picture.requireKnownEnding(picture);
    }
    Phases phases = Phases.of(Activations.named(networkOptions.activation()));
    if (picture != null) {
      phases.draw(picture);
    }
    if (output.json()) {
      output.print(phases.json());
    } else {
      phases.table(output);
    }
  }
}
