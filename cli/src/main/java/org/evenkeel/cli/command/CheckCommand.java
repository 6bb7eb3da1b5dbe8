// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import org.evenkeel.cli.terminal.SignalTable;
import org.evenkeel.data.Split;
import org.evenkeel.init.Start;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.ResultJson;
import org.evenkeel.signal.SignalProfile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every layer carries, and the verdict. */
@Command(
    name = "check",
    description =
        "Starts a network, sends one batch through it and back, and shows layer by layer what it"
            + " carries, beside what theory says of it. Exit code 3 if the verdict is not healthy, 4 if that is unknown.",
    sortOptions = false)
public final class CheckCommand implements Callable<Integer> {

  @Option(
      names = "--spectrum",
      description =
          "Also the singular values of the input-output Jacobian at the first example, of a network"
              + " with at most 1,024 inputs and outputs.")
  private boolean spectrum;

  @Mixin private RuleOption ruleOption;
  @Mixin private NetworkOptions networkOptions;
  @Mixin private DataOptions dataOptions;
  @Mixin private StartOptions startOptions;
  @Mixin private PageOptions pages;
  @Mixin private Output output;

  @Override
  public Integer call() {
    pages.check();
    Start start = startOptions.start(ruleOption.rule());
    networkOptions.check();
    Split data = dataOptions.read(startOptions.seed());
    Subject subject = networkOptions.subject(data.training());
    SignalProfile profile;
    Spectrum singularValues = null;
    try (Experiment experiment =
        new Experiment(subject, data, startOptions.seed()).withHistograms()) {
      profile = experiment.measure(start).profile();
      if (spectrum) {
        singularValues = experiment.spectrum(start, profile.input());
      }
    }
    Comparison result =
        new Comparison(
            Origins.of(output, startOptions.seed(), subject, data, null),
            List.of(
                Experiment.result(
                    start, profile, output.json() || pages.given() ? subject : null, List.of())),
            null);
    if (output.json()) {
      JsonObject document = ResultJson.write(result);
      if (singularValues != null) {
        document.add("spectrum", singularValues.json());
      }
      output.print(document);
    } else {
      RunTables.heading(output.terminal(), subject, data, null);
      SignalTable.print(output.terminal(), profile);
      if (singularValues != null) {
        singularValues.table(output.terminal());
      }
    }
    pages.write(result, output);
    return ExitCode.of(profile.verdict());
  }
}
