// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.terminal;

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
    terminal.print(
        new Table.Columns<Rule>()
            .with(
                Column.of("rule, also known as").wrapped(24),
                rule ->
                    Stream.concat(Stream.of(rule.signature()), rule.aliases().stream())
                        .collect(Collectors.joining(", ")))
            .with(Column.of("Var(w)").wrapped(24), Rule::formula)
            .with(Column.of("for").wrapped(26), Rule::purpose)
            .of(Rules.all()));
    terminal.print("");
    terminal.paragraph(
        "n_in and n_out are the fans: the inputs and outputs of one unit, for a convolution times"
            + " the kernel's size. z is N(0, 1). Every variance is multiplied by --multiplier.");
    terminal.print("");
    terminal.print(
        new Table.Columns<Activation>()
            .with("activation", Activation::name)
            .with("E[f]", f -> Numbers.fixed(f.mean(1), 6))
            .with("E[f²]", f -> Numbers.fixed(f.secondMoment(1), 6))
            .with("E[f'²]", f -> Numbers.fixed(f.slopeSecondMoment(1), 6))
            .with("forward gain", f -> Numbers.fixed(f.forwardGain(), 6))
            .with("backward gain", f -> Numbers.fixed(f.backwardGain(), 6))
            .of(Activations.all()));
    terminal.print("");
    terminal.print(
        new Table.Columns<GatedUnit>()
            .with("gated unit", GatedUnit::name)
            .with("formula", unit -> "a·" + unit.gate().name() + "(b)")
            .with("forward gain", unit -> Numbers.fixed(unit.forwardGain(), 6))
            .with("backward gain", unit -> Numbers.fixed(unit.backwardGain(), 6))
            .of(GatedUnit.all()));
    terminal.print("");
    terminal.paragraph(
        "A gain multiplies the standard deviation: Var(w) = gain²/n_in. The forward gain keeps"
            + " E[z²] = 1 from layer to layer, the backward gain the gradient's. Only for the"
            + " identity and the ReLU family are they one number.");
    terminal.print("");
    Rules.all().stream()
        .map(Rule::paper)
        .filter(paper -> !paper.isBlank())
        .distinct()
        .forEach(terminal::print);
  }
}
