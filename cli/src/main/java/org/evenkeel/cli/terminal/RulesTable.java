// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.terminal;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.GatedUnit;
import org.evenkeel.init.Rule;
import org.evenkeel.init.Rules;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Table;
import org.evenkeel.text.Table.Column;

/** The rules and the gains of all activations, as tables and as JSON. */
public final class RulesTable {

  private RulesTable() {}

  /** Prints the rules with their papers, and the gains of all activations. */
  public static void print(Terminal terminal) {
    Table rules =
        Table.of(
            Column.of("rule, also known as").wrapped(24),
            Column.of("Var(w)").wrapped(24),
            Column.of("for").wrapped(26));
    for (Rule rule : Rules.all()) {
      rules.row(
          Stream.concat(Stream.of(rule.signature()), rule.aliases().stream())
              .collect(Collectors.joining(", ")),
          rule.formula(),
          rule.purpose());
    }
    terminal.print(rules);
    terminal.print("");
    terminal.paragraph(
        "n_in and n_out are the fans: the inputs and outputs of one unit, for a convolution times"
            + " the kernel's size. z is N(0, 1). Every variance is multiplied by --multiplier.");
    terminal.print("");
    Table gains =
        Table.of("activation", "E[f]", "E[f²]", "E[f'²]", "forward gain", "backward gain");
    for (Activation activation : Activations.all()) {
      gains.row(
          activation.name(),
          Numbers.fixed(activation.mean(1), 6),
          Numbers.fixed(activation.secondMoment(1), 6),
          Numbers.fixed(activation.slopeSecondMoment(1), 6),
          Numbers.fixed(activation.forwardGain(), 6),
          Numbers.fixed(activation.backwardGain(), 6));
    }
    terminal.print(gains);
    terminal.print("");
    Table units = Table.of("gated unit", "formula", "forward gain", "backward gain");
    for (GatedUnit unit : GatedUnit.all()) {
      units.row(
          unit.name(),
          "a·" + unit.gate().name() + "(b)",
          Numbers.fixed(unit.forwardGain(), 6),
          Numbers.fixed(unit.backwardGain(), 6));
    }
    terminal.print(units);
    terminal.print("");
    terminal.paragraph(
        "A gain multiplies the standard deviation: Var(w) = gain²/n_in. The forward gain keeps"
            + " E[z²] = 1 from layer to layer, the backward gain the gradient's. Only for the"
            + " identity and the ReLU family are they one number.");
    terminal.print("");
    for (String paper : papers()) {
      terminal.print(paper);
    }
  }

  private static List<String> papers() {
    return Rules.all().stream()
        .map(Rule::paper)
        .filter(paper -> !paper.isBlank())
        .distinct()
        .toList();
  }
}
