// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.init.Rule;
import org.evenkeel.init.Rules;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The rules and the gains. */
@Command(
    name = "rules",
    description =
        "Lists the rules with their formulas and papers, and every activation's moments and gains.")
final class RulesCommand implements Callable<Integer> {

  @Mixin private Output output;

  @Override
  public Integer call() {
    if (output.json()) {
      output.print(json());
    } else {
      tables();
    }
    return 0;
  }

  private void tables() {
    Table rules = Table.of("rule", "Var(w)", "for", "also known as");
    for (Rule rule : Rules.all()) {
      rules.row(rule.name(), rule.formula(), rule.purpose(), String.join(", ", rule.aliases()));
    }
    rules.print(output::print);
    output.print("");
    output.print(
        "n_in and n_out are the fans: the inputs and outputs of one unit, for a convolution");
    output.print(
        "times the kernel's size. z is N(0, 1). Every variance is multiplied by --multiplier.");
    output.print("");
    Table gains =
        Table.of("activation", "E[f]", "E[f²]", "E[f'²]", "forward gain", "backward gain");
    for (Activation activation : Activations.all()) {
      gains.row(
          activation.name(),
          Report.fixed(activation.mean(1), 6),
          Report.fixed(activation.secondMoment(1), 6),
          Report.fixed(activation.slopeSecondMoment(1), 6),
          Report.fixed(activation.forwardGain(), 6),
          Report.fixed(activation.backwardGain(), 6));
    }
    gains.print(output::print);
    output.print("");
    output.print(
        "A gain multiplies the standard deviation: Var(w) = gain²/n_in. The forward gain keeps");
    output.print(
        "E[z²] = 1 from layer to layer, the backward gain the gradient's. Only for the identity");
    output.print("and the ReLU family are they one number.");
    output.print("");
    for (String paper : papers()) {
      output.print(paper);
    }
  }

  private static List<String> papers() {
    return Rules.all().stream()
        .map(Rule::paper)
        .filter(paper -> !paper.isBlank())
        .distinct()
        .toList();
  }

  private static JsonObject json() {
    JsonArray rules = new JsonArray();
    for (Rule rule : Rules.all()) {
      JsonObject json = new JsonObject();
      json.addProperty("name", rule.name());
      JsonArray aliases = new JsonArray();
      rule.aliases().forEach(aliases::add);
      json.add("aliases", aliases);
      json.addProperty("formula", rule.formula());
      json.addProperty("purpose", rule.purpose());
      json.addProperty("paper", rule.paper());
      rules.add(json);
    }
    JsonArray activations = new JsonArray();
    for (Activation activation : Activations.all()) {
      JsonObject json = new JsonObject();
      json.addProperty("name", activation.name());
      json.add("mean", Json.number(activation.mean(1)));
      json.add("secondMoment", Json.number(activation.secondMoment(1)));
      json.add("slopeSecondMoment", Json.number(activation.slopeSecondMoment(1)));
      json.add("forwardGain", Json.number(activation.forwardGain()));
      json.add("backwardGain", Json.number(activation.backwardGain()));
      activations.add(json);
    }
    JsonObject document = new JsonObject();
    document.add("rules", rules);
    document.add("activations", activations);
    return document;
  }
}
