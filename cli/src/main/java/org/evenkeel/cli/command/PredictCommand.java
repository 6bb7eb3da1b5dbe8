// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.cli.option.Requesting;
import org.evenkeel.cli.terminal.Phases;
import org.evenkeel.data.DataSource;
import org.evenkeel.data.Examples;
import org.evenkeel.experiment.Experiment;
import org.evenkeel.experiment.NetworkSource;
import org.evenkeel.experiment.Subject;
import org.evenkeel.experiment.spectrum.JacobianSpectrum;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.result.PhaseResult;
import org.evenkeel.signal.InputSignal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command that forecasts a network's signal, or an activation's phase diagram. */
@Command(
    name = "predict",
    description =
        "What theory says of a network, layer by layer, and the verdict: needs no data, draws nothing"
            + " and is there at once. Data that are named give the moments of the input, else it is"
            + " standardized. Exit code 3 if the verdict is not healthy, 4 if that is unknown."
            + " With --phase: where in (σ_w², σ_b²) an activation's networks are ordered and where chaotic.",
    sortOptions = false)
public final class PredictCommand implements Callable<Integer>, Requesting {

  @Option(
      names = "--phase",
      description =
          "The phase diagram of --activation instead of a forecast; --png FILE draws it. Beside it"
              + " options of networks, starts and data have no effect.")
  private boolean phase;

  @Option(
      names = "--spectrum",
      description =
          "Also what theory says of the singular values of the input-output Jacobian of a chain of"
              + " dense layers.")
  private boolean spectrum;

  @Option(
      names = "--time",
      description = "Also what theory says of each time step of recurrent layers.")
  private boolean time;

  @Option(
      names = "--input-correlation",
      paramLabel = "C",
      defaultValue = "0",
      description = "Correlation of two different inputs. Default: ${DEFAULT-VALUE}.")
  private double inputCorrelation;

  @Mixin private StartOptions.RuleOption ruleOption;
  @Mixin private NetworkOptions networkOptions;
  @Mixin private StartOptions startOptions;
  @Mixin private DataOptions dataOptions;
  @Mixin private CheckCommand.VerdictOptions verdict;
  @Mixin private PageOptions pages;
  @Mixin private Output output;

  /** A network to forecast, from examples where there are some, or from standardized inputs. */
  private record Forecast(
      NetworkSource network,
      Start start,
      Optional<DataSource> data,
      double inputCorrelation,
      boolean spectrum,
      boolean time,
      boolean strict) {}

  /** What the options ask for; no forecast for the phase diagram of an activation. */
  private record Request(
      Activation activation, Optional<Forecast> forecast, PageOptions.Showing showing) {}

  @Override
  public Request request() {
    PageOptions.Showing showing = pages.showing(output);
    Activation activation = Activations.named(networkOptions.activation());
    return new Request(activation, phase ? Optional.empty() : Optional.of(forecast()), showing);
  }

  private Forecast forecast() {
    if (!(inputCorrelation >= -1 && inputCorrelation <= 1)) {
      throw new IllegalArgumentException(
          "--input-correlation must be between -1 and 1: " + inputCorrelation);
    }
    NetworkSource source = networkOptions.source();
    startOptions.requireEffect(
        networkOptions.network(), List.of(startOptions.unmultiplied(ruleOption.rule())), true);
    Start start = startOptions.start(ruleOption.rule()).requireRule("a forecast");
    return new Forecast(
        source,
        start,
        dataOptions.given() || source instanceof NetworkSource.Factory
            ? Optional.of(dataOptions.source(start.seed()))
            : Optional.empty(),
        inputCorrelation,
        spectrum,
        time,
        verdict.strict());
  }

  @Override
  public Integer call() {
    Request request = request();
    if (request.forecast().isEmpty()) {
      phases(request.activation());
      return 0;
    }
    Forecast asked = request.forecast().get();
    Start start = asked.start();
    Optional<Examples> examples =
        asked.data().map(data -> output.read(data.open(asked.network()::noise)).split().training());
    Network network =
        examples
            .map(some -> network(asked.network(), some))
            .orElseGet(() -> networkOptions.network().orElseThrow());
    InputSignal input = input(examples.filter(some -> dataOptions.given()));
    return CheckCommand.show(
        Experiment.predict(network, start, input)
            .withCommand(output.command())
            .withRead(output.line()),
        spectrum ? JacobianSpectrum.predicted(network, start, input) : null,
        time,
        terminal -> {
          terminal.print("network   " + network);
          if (dataOptions.given()) {
            terminal.print("data      " + examples.orElseThrow().name());
          }
        },
        verdict,
        pages,
        output);
  }

  private static Network network(NetworkSource source, Examples examples) {
    Subject subject = source.subject(examples);
    return subject
        .network()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a forecast needs a block that can be read: %s cannot; measure it with check"
                        .formatted(subject.description())));
  }

  /** The moments of the batch that check would measure, or standardized data. */
  private InputSignal input(Optional<Examples> data) {
    if (data.isEmpty()) {
      return InputSignal.STANDARDIZED.withCorrelation(inputCorrelation);
    }
    return Experiment.input(data.get());
  }

  private void phases(Activation activation) {
    PhaseResult result = new PhaseResult(output.origin(null), activation);
    pages.show(result, output, Phases.of(activation)::table);
  }
}
