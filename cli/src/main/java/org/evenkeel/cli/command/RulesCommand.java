// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import org.evenkeel.cli.terminal.RulesTable;
import org.evenkeel.cli.terminal.Terminal;
import org.evenkeel.experiment.NetworkSource;
import org.evenkeel.init.Start;
import org.evenkeel.plan.InitializationPlan;
import org.evenkeel.result.Comparison;
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
public final class RulesCommand implements Callable<Integer> {

  @Option(
      names = "--plan",
      description =
          "Show for every parameter of a network its kind, fans, gain, variance, bound and why.")
  private boolean plan;

  @Mixin private RuleOption ruleOption;
  @Mixin private NetworkOptions networkOptions;
  @Mixin private StartOptions startOptions;
  @Mixin private DataOptions dataOptions;
  @Mixin private PageOptions pages;
  @Mixin private Output output;

  @Override
  public Integer call() {
    pages.check();
    if (plan) {
      plan();
      return 0;
    }
    if (networkOptions.given() || startOptions.hasRules()) {
      throw new IllegalArgumentException(
          "a network or a rule file needs --plan: rules alone lists all rules; add --plan, or omit them");
    }
    RulesResult result = new RulesResult(output.origin(null));
    if (output.json()) {
      output.print(ResultJson.write(result));
    } else {
      RulesTable.print(output.terminal());
    }
    pages.write(result, output);
    return 0;
  }

  private void plan() {
    Start start = startOptions.start(ruleOption.rule()).requireRule("the plan");
    NetworkSource network = networkOptions.source();
    InitializationPlan rows =
        networkOptions
            .network()
            .map(described -> InitializationPlan.of(described, start))
            .orElseGet(
                () ->
                    network
                        .subject(dataOptions.source(start.seed()).read().training())
                        .plan(start));
    Comparison result =
        new Comparison(
            output.origin(start.seed()),
            List.of(
                new Comparison.StartResult(ruleOption.rule(), null, rows.parameters(), List.of())),
            null);
    if (output.json()) {
      JsonObject document = json(rows);
      ResultJson.addOrigin(document, result.origin());
      output.print(document);
    } else {
      Terminal terminal = output.terminal();
      terminal.print(rows.table());
      terminal.print("");
      terminal.print(
          "gain is √(n_in·Var(w)); why names the entry of the rule file, or what follows.");
      rows.remarks().forEach(terminal::print);
    }
    pages.write(result, output);
  }

  private static JsonObject json(InitializationPlan plan) {
    JsonObject document = new JsonObject();
    document.addProperty("seed", plan.start().seed());
    document.add("parameters", ResultJson.tree(plan.parameters()));
    JsonArray unmatched = new JsonArray();
    plan.unmatched().forEach(unmatched::add);
    document.add("unmatched", unmatched);
    return document;
  }
}
