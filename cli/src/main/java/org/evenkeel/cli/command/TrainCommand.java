// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.util.concurrent.Callable;
import org.evenkeel.cli.terminal.ComparisonTable;
import org.evenkeel.cli.terminal.ProgressBars;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.ResultJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command that trains a network from one start. */
@Command(
    name = "train",
    description = "Starts a network, measures its signal, trains it, and tells how that went.",
    sortOptions = false)
public final class TrainCommand implements Callable<Integer> {

  @Mixin private RunOptions options;
  @Mixin private PageOptions pages;
  @Mixin private Output output;

  @Override
  public Integer call() {
    pages.check();
    Comparison trained;
    try (ProgressBars progress = new ProgressBars(output.terminal())) {
      trained = options.experiment().train(progress);
    }
    Comparison result = trained.withOrigin(trained.origin().withCommand(output.command()));
    if (output.json()) {
      output.print(ResultJson.write(result));
    } else {
      ComparisonTable.heading(output.terminal(), result.origin());
      ComparisonTable.training(output.terminal(), result);
    }
    pages.write(result, output);
    return 0;
  }
}
