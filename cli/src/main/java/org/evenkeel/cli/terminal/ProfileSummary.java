// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.terminal;

import java.util.List;
import org.evenkeel.result.CommandLines;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.SignalTable;
import org.evenkeel.signal.Verdict;

/** A profile in a few lines: signal and gradient over depth, then the verdict. */
public final class ProfileSummary {

  /** The largest number of rows; of a deeper network, evenly chosen layers are shown. */
  private static final int MAX_ROWS = 60;

  /** The number of different outlooks that are printed. */
  private static final int MAX_OUTLOOKS = 3;

  /** The number of notes that are printed. */
  private static final int MAX_NOTES = 8;

  private ProfileSummary() {}

  /** Prints the table of the layers with its remarks, and the summary. */
  public static void printTable(Terminal terminal, SignalProfile profile) {
    SignalTable table = SignalTable.of(profile);
    table.start().ifPresent(terminal::print);
    terminal.print("");
    terminal.print(table.rows(MAX_ROWS));
    terminal.print("");
    table.legend().ifPresent(terminal::print);
    first(terminal, table.outlooks(), MAX_OUTLOOKS, "other");
    first(terminal, table.notes(), MAX_NOTES, "more note");
    print(terminal, profile);
  }

  private static void first(Terminal terminal, List<String> lines, int most, String what) {
    lines.stream().limit(most).forEach(terminal::print);
    if (lines.size() > most) {
      int rest = lines.size() - most;
      terminal.print(
          rest == 1
              ? "1 %s; --format json has it.".formatted(what)
              : "%,d %ss; --format json has them.".formatted(rest, what));
    }
  }

  /** Prints the summary. */
  public static void print(Terminal terminal, SignalProfile profile) {
    terminal.line("signal    " + Sparkline.of(terminal, profile.layers(), LayerSignal::forward));
    terminal.line("gradient  " + Sparkline.of(terminal, profile.layers(), LayerSignal::gradient));
    terminal.print(Sparkline.scale(terminal));
    profile.remark().ifPresent(remark -> terminal.print(remark + "."));
    Verdict verdict = profile.verdict();
    terminal.print("");
    terminal.print("%s: %s.".formatted(state(terminal, verdict), verdict.cause()));
    if (verdict.remedy() != null) {
      terminal.print(CommandLines.advice(verdict.remedy()));
    }
  }

  /** The state of a verdict in its color. */
  public static String state(Terminal terminal, Verdict verdict) {
    return verdict.unknown() || verdict.slow()
        ? terminal.colored("bold", verdict.state().label())
        : terminal.colored(verdict.healthy(), verdict.state().label());
  }
}
