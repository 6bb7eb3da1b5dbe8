// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.terminal;

import org.evenkeel.result.CommandLines;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict;

/** A profile in a few lines: signal and gradient over depth, then the verdict. */
public final class ProfileSummary {

  private ProfileSummary() {}

  /** Prints the summary. */
  public static void print(Terminal terminal, SignalProfile profile) {
    terminal.line("signal    " + Sparkline.of(terminal, profile.layers(), LayerSignal::forward));
    terminal.line("gradient  " + Sparkline.of(terminal, profile.layers(), LayerSignal::gradient));
    terminal.print(Sparkline.scale(terminal));
    Verdict verdict = profile.verdict();
    terminal.print("");
    terminal.print("%s: %s.".formatted(state(terminal, verdict), verdict.cause()));
    if (verdict.remedy() != null) {
      terminal.print(CommandLines.advice(verdict.remedy()));
    }
  }

  /** The state of a verdict in its color. */
  public static String state(Terminal terminal, Verdict verdict) {
    return verdict.unknown()
        ? terminal.colored("bold", verdict.state().label())
        : terminal.colored(verdict.healthy(), verdict.state().label());
  }
}
