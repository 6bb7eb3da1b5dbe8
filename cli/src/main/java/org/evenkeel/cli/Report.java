// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.evenkeel.data.Split;
import org.evenkeel.djl.TrainingRun;
import org.evenkeel.djl.TrainingSettings;
import org.evenkeel.init.Fans;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict;

/** The tables that people read. */
final class Report {

  private static final int SPARKLINE = 31;

  private Report() {}

  static void heading(Output output, Subject subject, Split data, TrainingSettings settings) {
    output.print("network   " + subject.description());
    output.print(
        "data      %s: %,d to train, %,d to validate, %d classes"
            .formatted(
                data.training().name(),
                data.training().size(),
                data.validation().size(),
                data.training().classes()));
    if (settings != null) {
      output.print(
          "training  %s, learning rate %s, batches of %d, %d epochs, seed %d"
              .formatted(
                  settings.optimizer(),
                  number(settings.learningRate()),
                  Math.min(settings.batch(), data.training().size()),
                  settings.epochs(),
                  settings.seed()));
    }
  }

  /** One row for each start. */
  static void comparison(
      Output output, List<Experiment.Outcome> outcomes, TrainingSettings settings) {
    output.print("");
    Table table =
        Table.of(
            "start",
            "signal over depth",
            "last E[z²]",
            "gradient 1st/last",
            "verdict",
            "training",
            "loss",
            "accuracy",
            "steps to %.0f %%".formatted(100 * settings.targetAccuracy()));
    for (Experiment.Outcome outcome : outcomes) {
      List<LayerSignal> layers = outcome.profile().layers();
      TrainingRun run = outcome.run();
      table.row(
          outcome.start().name(),
          sparkline(layers, LayerSignal::forward),
          number(layers.get(layers.size() - 1).forward()),
          number(layers.get(0).gradient()),
          outcome.profile().verdict().state().label(),
          run.state().label(),
          fixed(run.last().validationLoss(), 3),
          percent(run.last().validationAccuracy()),
          run.stepsToTarget() == null ? "-" : "%,d".formatted(run.stepsToTarget()));
    }
    table.print(output::print);
    output.print("");
    output.print(scale());
    for (Experiment.Outcome outcome : outcomes) {
      Verdict verdict = outcome.profile().verdict();
      if (!verdict.healthy()) {
        output.print("%s: %s.".formatted(outcome.start().name(), verdict.cause()));
      }
    }
    output.print("");
    output.print(conclusion(outcomes));
  }

  private static String conclusion(List<Experiment.Outcome> outcomes) {
    Experiment.Outcome best = null;
    for (Experiment.Outcome outcome : outcomes) {
      if (outcome.run().state() == TrainingRun.State.TRAINED
          && (best == null
              || outcome.run().last().validationAccuracy()
                  > best.run().last().validationAccuracy())) {
        best = outcome;
      }
    }
    return best == null
        ? "None of these starts trains."
        : "%s trains best: %s of the validation examples are right."
            .formatted(best.start().name(), percent(best.run().last().validationAccuracy()));
  }

  /** One row for each epoch, thinned out evenly. */
  static void training(Output output, Experiment.Outcome outcome, TrainingSettings settings) {
    output.print("");
    profileSummary(output, outcome.profile());
    output.print("");
    Table table = Table.of("epoch", "training loss", "validation loss", "accuracy");
    List<TrainingRun.Epoch> epochs = outcome.run().epochs();
    for (int i : chosen(epochs.size(), 20)) {
      TrainingRun.Epoch epoch = epochs.get(i);
      table.row(
          "%,d".formatted(epoch.epoch()),
          fixed(epoch.trainLoss(), 4),
          fixed(epoch.validationLoss(), 4),
          percent(epoch.validationAccuracy()));
    }
    table.print(output::print);
    output.print("");
    TrainingRun run = outcome.run();
    output.print(
        "%s: accuracy %s%s"
            .formatted(
                colored(run.state()),
                percent(run.last().validationAccuracy()),
                run.stepsToTarget() == null
                    ? ""
                    : "; %s reached after %,d steps"
                        .formatted(percent(settings.targetAccuracy()), run.stepsToTarget())));
  }

  /** One row for each layer, then the verdict. */
  static void profile(Output output, SignalProfile profile) {
    SignalTable.print(output, profile);
    profileSummary(output, profile);
  }

  private static void profileSummary(Output output, SignalProfile profile) {
    output.print("signal    " + sparkline(profile.layers(), LayerSignal::forward));
    output.print("gradient  " + sparkline(profile.layers(), LayerSignal::gradient));
    output.print(scale());
    Verdict verdict = profile.verdict();
    output.print("");
    output.print("%s: %s.".formatted(colored(verdict.state()), verdict.cause()));
    if (verdict.remedy() != null) {
      output.print("Try " + verdict.remedy() + ".");
    }
  }

  private static String scale() {
    return Output.unicode()
        ? "Bars: ▄ is 1, each step a factor of 10 in the second moment; · is below 0.0003, ↑ above 30,000."
        : "Bars: - is 1, each step a factor of 10 in the second moment; ' ' is below 0.0003, ^ above 30,000.";
  }

  private static String sparkline(
      List<LayerSignal> layers, Function<LayerSignal, Quantity> quantity) {
    return Sparkline.of(layers.stream().map(quantity).map(Report::known).toList(), SPARKLINE);
  }

  /** What was measured, or else what theory says. */
  private static Double known(Quantity quantity) {
    return quantity.measured() != null ? quantity.measured() : quantity.predicted();
  }

  private static String colored(Verdict.State state) {
    return Output.colored(
        state == Verdict.State.HEALTHY ? "green,bold" : "red,bold", state.label());
  }

  private static String colored(TrainingRun.State state) {
    return Output.colored(
        state == TrainingRun.State.TRAINED ? "green,bold" : "red,bold", state.label());
  }

  static int[] chosen(int size, int most) {
    int count = Math.min(size, most);
    int[] chosen = new int[count];
    for (int i = 0; i < count; i++) {
      chosen[i] = count == 1 ? 0 : (int) ((long) i * (size - 1) / (count - 1));
    }
    return chosen;
  }

  private static String number(Quantity quantity) {
    return known(quantity) == null ? "" : number(known(quantity));
  }

  /** Both fans, in → out; empty where there are none. */
  static String fans(Fans fans) {
    return fans == null ? "" : fan(fans.in()) + (Output.unicode() ? "→" : ">") + fan(fans.out());
  }

  private static String fan(double fan) {
    return fan == Math.rint(fan) && fan < 1e15 ? Long.toString((long) fan) : number(fan);
  }

  /** A number with three digits that tell. */
  static String number(double value) {
    return number(value, 3);
  }

  /** A number with so many digits that tell. */
  static String number(double value, int digits) {
    if (Double.isNaN(value)) {
      return "-";
    } else if (Double.isInfinite(value)) {
      return Output.unicode() ? "∞" : "inf";
    } else if (value == 0) {
      return "0";
    }
    // Rounded first: 0.9996 is 1.00, not 1.000.
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits));
    int leading = rounded.precision() - rounded.scale() - 1;
    if (leading >= -3 && leading < 4) {
      return rounded
          .setScale(Math.max(0, digits - 1 - leading), RoundingMode.HALF_UP)
          .toPlainString();
    }
    return String.format(Locale.ROOT, "%." + (digits - 1) + "e", value);
  }

  static String fixed(double value, int digits) {
    if (!Double.isFinite(value) || Math.abs(value) >= 1e6) {
      return number(value);
    }
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    return text.matches("-0\\.?0*") ? text.substring(1) : text;
  }

  static String percent(double share) {
    return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f %%", 100 * share) : "-";
  }
}
