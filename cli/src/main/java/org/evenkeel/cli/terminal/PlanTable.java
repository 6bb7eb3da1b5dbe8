// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.terminal;

import java.util.List;
import java.util.stream.Collectors;
import org.evenkeel.cli.terminal.Table.Column;
import org.evenkeel.experiment.InitializationPlan;
import org.evenkeel.result.PlannedParameter;
import org.evenkeel.text.Numbers;

/** The plan of an initialization as a table. */
public final class PlanTable {

  /** The number of parameters that a note names; JSON names all. */
  private static final int NAMED = 8;

  private PlanTable() {}

  /** Prints the table and its notes. */
  public static void print(Terminal terminal, InitializationPlan plan) {
    Table table =
        Table.of(
            Column.of("parameter").shortened(),
            Column.of("kind").ranked(3),
            Column.of("shape").ranked(5),
            Column.of("fans").ranked(2),
            Column.of("rule"),
            Column.of("gain").ranked(1),
            Column.of("Var(w)"),
            Column.of("std").ranked(6),
            Column.of("bound").ranked(4),
            Column.of("why").wrapped(24));
    for (PlannedParameter parameter : plan.parameters()) {
      table.row(
          parameter.name() + (parameter.part() == null ? "" : " (" + parameter.part() + ")"),
          parameter.kind(),
          parameter.dimensions().stream().map(Object::toString).collect(Collectors.joining("×")),
          parameter.fans() == null ? "" : parameter.fans().toString(),
          parameter.start().multiplier() == 1
              ? parameter.start().rule()
              : parameter.start().rule() + "*" + Numbers.number(parameter.start().multiplier()),
          Numbers.number(parameter.gain() == null ? Double.NaN : parameter.gain()),
          Numbers.number(parameter.start().variance()),
          Numbers.number(Math.sqrt(parameter.start().variance())),
          parameter.bound() == null ? "" : Numbers.number(parameter.bound()),
          parameter.reason().why());
    }
    table.print(terminal);
    terminal.print("");
    terminal.print(
        "gain is √(n_in·Var(w)); why names the entry of the rule file, or what follows.");
    notes(terminal, plan);
  }

  private static void notes(Terminal terminal, InitializationPlan plan) {
    if (!plan.start().rulebook().entries().isEmpty()) {
      plan.parameters().stream()
          .filter(parameter -> parameter.reason().entries().size() > 1)
          .map(
              parameter ->
                  "%s: more than one entry matches, %s; the first decides."
                      .formatted(
                          parameter.name(),
                          parameter.reason().entries().stream()
                              .map(Object::toString)
                              .collect(Collectors.joining(" and "))))
          .distinct()
          .forEach(terminal::print);
      List<String> unmatched = plan.unmatched();
      if (!unmatched.isEmpty()) {
        terminal.print(
            "No entry matches %s%s: as without a rule file."
                .formatted(
                    String.join(", ", unmatched.subList(0, Math.min(NAMED, unmatched.size()))),
                    unmatched.size() > NAMED
                        ? " and %,d more".formatted(unmatched.size() - NAMED)
                        : ""));
      }
    }
    if (!plan.untouched().isEmpty()) {
      terminal.print(
          "Fans unknown, left to the library: %s.".formatted(String.join(", ", plan.untouched())));
    }
  }
}
