// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.terminal;

import java.util.List;
import java.util.stream.IntStream;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.SignalTable;
import org.evenkeel.signal.TimeSignal;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Table;

/** The time steps of recurrent layers as tables. */
public final class TimeTable {

  private TimeTable() {}

  /** Whether a profile has time steps to show. */
  public static boolean covers(SignalProfile profile) {
    return profile.layers().stream().anyMatch(TimeTable::hasSteps);
  }

  private static boolean hasSteps(LayerSignal layer) {
    return layer.time() != null && !layer.time().steps().isEmpty();
  }

  /** Prints a table for each recurrent layer. */
  public static void print(Terminal terminal, SignalProfile profile) {
    profile.layers().stream()
        .filter(TimeTable::hasSteps)
        .forEach(layer -> print(terminal, layer.name(), layer.time().steps()));
  }

  private static void print(Terminal terminal, String name, List<TimeSignal.Step> steps) {
    boolean measured = steps.get(0).gradient().measured() != null;
    terminal.print("");
    terminal.print(
        "Time steps of %s: the state h behind each, and the gradient of its input against the largest:"
            .formatted(name));
    terminal.print("");
    Table.Columns<Integer> columns =
        new Table.Columns<Integer>()
            .with("step", t -> Integer.toString(t + 1))
            .with("E[h²]", t -> SignalTable.theory(steps.get(t).forward()))
            .with("range", t -> SignalTable.range(steps.get(t).forward()))
            .with("correlation", t -> correlation(steps.get(t).correlation()))
            .with("gradient", t -> SignalTable.theory(steps.get(t).gradient()))
            .with("range", t -> SignalTable.range(steps.get(t).gradient()));
    if (measured) {
      columns = columns.with("measured", t -> measured(steps.get(t).gradient()));
    }
    terminal.print(columns.of(IntStream.range(0, steps.size()).boxed().toList()));
  }

  private static String correlation(Quantity quantity) {
    return quantity.predicted() == null ? "" : Numbers.fixed(quantity.predicted(), 4);
  }

  private static String measured(Quantity quantity) {
    return Numbers.number(quantity.measured()) + (quantity.asPredicted() ? " " : "!");
  }
}
