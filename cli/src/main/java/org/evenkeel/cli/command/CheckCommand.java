// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.evenkeel.cli.option.Requesting;
import org.evenkeel.cli.terminal.ComparisonTable;
import org.evenkeel.cli.terminal.ExitCode;
import org.evenkeel.cli.terminal.ProfileSummary;
import org.evenkeel.cli.terminal.SpectrumTable;
import org.evenkeel.cli.terminal.Terminal;
import org.evenkeel.cli.terminal.TimeTable;
import org.evenkeel.experiment.Experiment;
import org.evenkeel.experiment.spectrum.JacobianSpectrum;
import org.evenkeel.init.Start;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.ResultJson;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict;
import org.evenkeel.training.StableRate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command that measures a network's signal before training. */
@Command(
    name = "check",
    description =
        "Starts a network, sends one batch through it and back, and shows layer by layer what it"
            + " carries, beside what theory says of it. Exit code 3 if the verdict is not healthy, 4 if that"
            + " is unknown.",
    sortOptions = false)
public final class CheckCommand implements Callable<Integer>, Requesting {

  @Option(
      names = "--spectrum",
      description =
          "Also the singular values of the input-output Jacobian at the first example, of a network"
              + " with at most 1,024 inputs and outputs.")
  private boolean spectrum;

  @Option(
      names = "--time",
      description =
          "Also each time step of recurrent layers: what theory says, and the gradient found.")
  private boolean time;

  @Mixin private StartOptions.RuleOption ruleOption;
  @Mixin private NetworkOptions networkOptions;
  @Mixin private DataOptions dataOptions;
  @Mixin private StartOptions startOptions;
  @Mixin private VerdictOptions verdict;
  @Mixin private PageOptions pages;
  @Mixin private Output output;

  /** What the options ask for. */
  private record Request(
      Experiment experiment,
      boolean spectrum,
      boolean time,
      boolean strict,
      PageOptions.Showing showing) {}

  @Override
  public Request request() {
    PageOptions.Showing showing = pages.showing(output);
    Start start = startOptions.unmultiplied(ruleOption.rule());
    startOptions.requireEffect(networkOptions.network(), List.of(start), true);
    return new Request(
        RunOptions.experiment(networkOptions, dataOptions, startOptions, start),
        spectrum,
        time,
        verdict.strict(),
        showing);
  }

  @Override
  public Integer call() {
    Experiment experiment = output.read(request().experiment());
    Comparison result = experiment.check().withCommand(output.command());
    return show(
        result,
        spectrum ? experiment.spectrum(result) : null,
        time,
        terminal -> ComparisonTable.heading(terminal, result.origin()),
        verdict,
        pages,
        output);
  }

  /**
   * Shows a profile, with its spectrum if there is one; returns the verdict's exit code.
   *
   * @param time whether to show the time steps of its recurrent layers
   */
  static int show(
      Comparison result,
      @Nullable JacobianSpectrum spectrum,
      boolean time,
      Consumer<Terminal> heading,
      VerdictOptions verdict,
      PageOptions pages,
      Output output) {
    SignalProfile profile = result.starts().get(0).profile();
    if (time && !TimeTable.covers(profile)) {
      throw new IllegalArgumentException(
          "--time needs a recurrent layer with a forecast: there is none; omit --time");
    }
    pages.show(
        result,
        output,
        terminal -> {
          heading.accept(terminal);
          ProfileSummary.printTable(terminal, profile);
          StableRate rate = result.starts().get(0).stableRate();
          if (rate != null) {
            terminal.print("");
            terminal.print(rate.sentence());
          }
          if (spectrum != null) {
            SpectrumTable.print(terminal, spectrum);
          }
          if (time) {
            TimeTable.print(terminal, profile);
          }
        },
        () -> {
          JsonObject document = ResultJson.write(result);
          if (spectrum != null) {
            document.add("spectrum", spectrum.json());
          }
          if (!time) {
            withoutSteps(document);
          }
          return document;
        });
    return verdict.exitCode(profile.verdict());
  }

  /** Leaves out the time steps of recurrent layers. */
  private static void withoutSteps(JsonElement json) {
    if (json.isJsonArray()) {
      json.getAsJsonArray().forEach(CheckCommand::withoutSteps);
    } else if (json.isJsonObject()) {
      JsonElement time = json.getAsJsonObject().get("time");
      if (time != null && time.isJsonObject()) {
        time.getAsJsonObject().remove("steps");
      }
      json.getAsJsonObject().entrySet().forEach(entry -> withoutSteps(entry.getValue()));
    }
  }

  /** The option of the commands whose exit code tells a verdict. */
  static final class VerdictOptions {

    @Option(
        names = "--strict",
        description = "Exit code 3 also if the network would train, but slowly.")
    private boolean strict;

    boolean strict() {
      return strict;
    }

    /** The exit code of a verdict. */
    int exitCode(Verdict verdict) {
      return switch (verdict.state()) {
        case HEALTHY -> 0;
        case SLOW -> strict ? ExitCode.NOT_HEALTHY : 0;
        case UNKNOWN -> ExitCode.UNKNOWN;
        default -> ExitCode.NOT_HEALTHY;
      };
    }
  }
}
