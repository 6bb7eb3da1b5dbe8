// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import java.util.concurrent.Callable;
import org.evenkeel.data.Split;
import org.evenkeel.signal.SignalProfile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What every layer carries, and the verdict. */
@Command(
    name = "check",
    description =
        "Starts a network, sends one batch through it and back, and shows layer by layer what it"
            + " carries. Exit code 3 if the verdict is not healthy.",
    sortOptions = false)
final class CheckCommand implements Callable<Integer> {

  @Mixin private RuleOption ruleOption;
  @Mixin private NetworkOptions networkOptions;
  @Mixin private DataOptions dataOptions;
  @Mixin private StartOptions startOptions;
  @Mixin private Output output;

  @Override
  public Integer call() {
    NamedStart start = startOptions.start(ruleOption.rule());
    networkOptions.check();
    Split data = dataOptions.read(startOptions.seed());
    Subject subject = networkOptions.subject(data.training());
    SignalProfile profile;
    try (Experiment experiment = new Experiment(subject, data, startOptions.seed())) {
      profile = experiment.measure(start).profile();
    }
    if (output.json()) {
      output.print(Json.profile(profile));
    } else {
      Report.heading(output, subject, data, null);
      Report.profile(output, profile);
    }
    return profile.verdict().healthy() ? 0 : Evenkeel.NOT_HEALTHY;
  }
}
