// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.evenkeel.cli.option.Requesting;
import org.evenkeel.cli.terminal.RulesTable;
import org.evenkeel.cli.terminal.Terminal;
import org.evenkeel.init.Start;
import org.evenkeel.plan.InitializationPlan;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.Origin;
import org.evenkeel.result.ResultJson;
import org.evenkeel.result.RulesResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command that lists the rules and gains, or the plan of a network's initialization. */
@Command(
    name = "rules",
    description =
        "Lists the rules with their formulas and papers, and every activation's moments and gains."
            + " With --plan: what each parameter of a network would be drawn by, and why; nothing is"
            + " drawn.",
    sortOptions = false)
public final class RulesCommand implements Callable<Integer>, Requesting {

  @Option(
      names = "--plan",
      description =
          "Show for every parameter of a network its kind, fans, gain, variance, bound and why.")
  private boolean plan;

  @Mixin private StartOptions.RuleOption ruleOption;
  @Mixin private NetworkOptions networkOptions;
  @Mixin private StartOptions startOptions;
  @Mixin private DataOptions dataOptions;
  @Mixin private PageOptions pages;
  @Mixin private Output output;

  /** What the options ask for. */
  private record Request(Optional<PlannedNetwork> planned, PageOptions.Showing showing) {}

  @Override
  public Request request() {
    PageOptions.Showing showing = pages.showing(output);
    return new Request(plan ? Optional.of(planned()) : Optional.empty(), showing);
  }

  private PlannedNetwork planned() {
    return PlannedNetwork.of(networkOptions, ruleOption, startOptions, dataOptions, "the plan");
  }

  @Override
  public Integer call() {
    Optional<PlannedNetwork> planned = request().planned();
    if (planned.isPresent()) {
      plan(planned.get());
      return 0;
    }
    pages.show(new RulesResult(output.origin(null)), output, RulesTable::print);
    return 0;
  }

  private void plan(PlannedNetwork planned) {
    Start start = planned.start();
    InitializationPlan rows =
        planned
            .data()
            .map(
                data ->
                    planned
                        .network()
                        .subject(
                            output.read(data.open(planned.network()::noise)).split().training())
                        .plan(start))
            .orElseGet(() -> InitializationPlan.of(networkOptions.network().orElseThrow(), start));
    Comparison.StartResult result =
        new Comparison.StartResult(ruleOption.rule(), null, rows.parameters(), List.of());
    Comparison comparison = Comparison.of(output.origin(start.seed()), result);
    pages.show(
        comparison,
        output,
        terminal -> print(terminal, rows),
        () -> json(rows, comparison.origin()));
  }

  private static void print(Terminal terminal, InitializationPlan plan) {
    terminal.print(plan.table());
    terminal.print("");
    terminal.print(
        "gain is √(n_in·Var(w)); why names the entry of the rule file, or what follows.");
    plan.remarks().forEach(terminal::print);
  }

  private static JsonObject json(InitializationPlan plan, Origin origin) {
    JsonObject document = new JsonObject();
    document.addProperty("seed", plan.start().seed());
    document.add("parameters", ResultJson.tree(plan.parameters()));
    document.add("unmatched", ResultJson.tree(plan.unmatched()));
    ResultJson.addOrigin(document, origin);
    return document;
  }
}
