// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import java.util.List;
import java.util.function.Function;
import org.evenkeel.djl.train.TrainingRun;
import org.evenkeel.report.text.Numbers;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict;

/** A profile in a few lines: signal and gradient over the depth, then the verdict. */
final class Story {

  private Story() {}

  static void print(Output output, SignalProfile profile) {
    output.line("signal    " + sparkline(profile.layers(), LayerSignal::forward));
    output.line("gradient  " + sparkline(profile.layers(), LayerSignal::gradient));
    output.print(Sparkline.scale());
    Verdict verdict = profile.verdict();
    output.print("");
    output.print("%s: %s.".formatted(colored(verdict.state()), verdict.cause()));
    if (verdict.remedy() != null) {
      output.print("Try " + verdict.remedy() + ".");
    }
  }

  static String sparkline(List<LayerSignal> layers, Function<LayerSignal, Quantity> quantity) {
    return Sparkline.of(layers.stream().map(quantity).map(Quantity::known).toList());
  }

  /** What was measured, or else what theory says; empty where neither is known. */
  static String number(Quantity quantity) {
    return Double.isNaN(quantity.known()) ? "" : Numbers.number(quantity.known());
  }

  static String colored(Verdict.State state) {
    return Output.colored(
        state == Verdict.State.HEALTHY ? "green,bold" : "red,bold", state.label());
  }

  static String colored(TrainingRun.State state) {
    return Output.colored(
        state == TrainingRun.State.TRAINED ? "green,bold" : "red,bold", state.label());
  }
}
