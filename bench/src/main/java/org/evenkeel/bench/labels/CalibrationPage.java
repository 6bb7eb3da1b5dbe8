// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.labels;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.bench.labels.LabelledNetwork.Part;
import org.evenkeel.djl.train.TrainingSettings.OptimizerKind;
import org.evenkeel.signal.SignalProfile;

/** The page of the labelled set, as Markdown. */
final class CalibrationPage {

  private static final String COLUMNS =
      "| | networks | agreement | false alarms | misses | stopped of those that do not train |\n"
          + "|---|---|---|---|---|---|";

  /** The parts on which no limit was set first. */
  private static final List<Part> JUDGES =
      List.of(Part.B, Part.C, Part.D, Part.E, Part.F, Part.H, Part.I, Part.J);

  private final List<Observed> all;
  private final List<TrainedLabel> labels;
  private final List<RemedyResult> remedies;
  private final List<String> lines = new ArrayList<>();

  CalibrationPage(List<Observed> all, List<TrainedLabel> labels, List<RemedyResult> remedies) {
    this.all = all;
    this.labels = labels;
    this.remedies = remedies;
  }

  /** The page. */
  String text() {
    say("# Verdicts and training");
    say("");
    say("<!-- Written by bench/labels judge; do not edit. -->");
    say("");
    howLabelsWereMade();
    agreement();
    adam();
    for (Part part : JUDGES) {
      confusion(part);
    }
    kinds();
    statistics();
    rulesOfThumb();
    remedies();
    disagreements();
    return String.join("\n", lines) + "\n";
  }

  private void say(String line, Object... values) {
    lines.add(values.length == 0 ? line : String.format(Locale.ROOT, line, values));
  }

  private void howLabelsWereMade() {
    say(
        "A verdict is right when training agrees with it. %d networks of %d kinds were trained from their starts, and each was",
        all.size(), all.stream().map(one -> one.network().kind()).distinct().count());
    say("labelled by what it learnt:");
    say("");
    say("| label | meaning | by gradient descent | by Adam |");
    say("|---|---|---|---|");
    for (Label label : Label.values()) {
      say(
          "| %s | %s | %d | %d |",
          label, meaning(label), count(label, "sgd"), count(label, "adam"));
    }
    say("");
    say(
        "The data are %,d generated digits of 8×8 pixels, a fifth of them to validate with, in batches of %d for at most %d epochs",
        LabelTraining.DATA.examples(), StartedBlock.BATCH, LabelTraining.EPOCHS);
    say(
        "(%,d steps). The target is a validation accuracy of %.1f %%, four fifths of the %.0f %% that two hidden layers of 64 ReLUs reach; half-way",
        50 * LabelTraining.EPOCHS, 100 * TrainedLabel.TARGET, 100 * TrainedLabel.REFERENCE);
    say(
        "is %.0f %%. Learning rates are 0.001 to 1 for gradient descent and 0.0003 to 0.01 for Adam, without momentum, decay, warm-up or",
        100 * TrainedLabel.HALF_WAY);
    say(
        "clipping. Each is tried for 6 epochs; the two most promising are trained to the end, and a run that is no better than guessing");
    say(
        "after half of the epochs ends there. The label that judges is that of gradient descent, unless Adam is named; not all networks");
    say("were trained by Adam.");
    say("");
    say(
        "Each network is a line of `networks.tsv`, `blind.tsv`, `fresh.tsv`, `unseen.tsv`, `balanced.tsv`, `recurrent.tsv`, `drawn.tsv` or `written.tsv` in `bench/src/main/resources/org/evenkeel/bench/labels`");
    say(
        "with the options of `evenkeel check`; its trainings are lines of `bench/results/labels.csv`.");
    say("");
    say("| part | networks | what it is for |");
    say("|---|---|---|");
    for (Part part : Part.values()) {
      say("| %s | %d | %s |", part, in(part).size(), part.purpose());
    }
    say("");
    List<String> untrained = untrained();
    if (!untrained.isEmpty()) {
      say(
          "Not counted, as they have not been trained yet, by their cost: %s.",
          String.join(", ", untrained));
      say("");
    }
    say("```");
    say("bench/labels train bench/results/labels.csv    # four hours on one core");
    say(
        "bench/labels judge bench/results/labels.csv bench/results/remedies.csv docs/calibration.md");
    say("```");
    say("");
    say(
        "Measured with JDK %s on %s, one thread.",
        System.getProperty("java.version"), System.getProperty("os.arch"));
    say("");
  }

  private static String meaning(Label label) {
    return switch (label) {
      case TRAINS -> "two of three seeds reach the target at the best learning rate";
      case SLOWLY -> "one seed reaches it, or the median comes half-way";
      case NOT -> "neither";
    };
  }

  private List<String> untrained() {
    return LabelledNetwork.all().stream()
        .map(LabelledNetwork::id)
        .filter(id -> TrainedLabel.find(labels, id, OptimizerKind.SGD).isEmpty())
        .toList();
  }

  private long count(Label label, String optimizer) {
    return labels.stream()
        .filter(one -> one.label() == label && one.optimizer().toString().equals(optimizer))
        .count();
  }

  private void agreement() {
    say("## Agreement");
    say("");
    say(
        "A false alarm is a network that trains and is stopped (exit code 3); a miss is one that does not train and passes. Networks that");
    say("train slowly, and those of which the verdict cannot tell, are counted apart, below.");
    say("");
    say(COLUMNS);
    for (Part part : Part.values()) {
      row("`predict`, part " + part, Agreement.of(judged(part, Observed::byForecast)));
      row("`check`, part " + part, Agreement.of(judged(part, Observed::byMeasurement)));
    }
    say("");
    say(
        "Shares are of all networks of a part. Parts A to C were made to fail more often than networks as people build them, as E has them,");
    say(
        "of which most train: there a verdict that always passes would have no false alarm either, and the last column tells them apart.");
    say("");
    say(
        "A verdict of \"slow\" passes, so that it is a miss here where the network does not train. Without these verdicts:");
    say("");
    say(COLUMNS);
    for (Part part : Part.values()) {
      row("`predict`, part " + part, clear(part, Observed::byForecast));
      row("`check`, part " + part, clear(part, Observed::byMeasurement));
    }
    say("");
  }

  /** A row, unless there is nothing to count. */
  private void row(String name, Agreement agreement) {
    if (agreement.all() > 0) {
      say(agreement.row(name));
    }
  }

  private Agreement clear(Part part, Function<Observed, Judged> by) {
    return Agreement.of(
        judged(part, by).stream().filter(one -> one.says() != Judged.Says.SLOWLY).toList());
  }

  private List<Judged> judged(Part part, Function<Observed, Judged> by) {
    return in(part).stream().map(by).toList();
  }

  private List<Observed> in(Part part) {
    return all.stream().filter(one -> one.network().part() == part).toList();
  }

  /** The same verdicts beside what Adam learnt. */
  private void adam() {
    say(
        "Verdicts ask what gradient descent does. Beside the labels by Adam, which scales each weight's step by its own gradient, they are:");
    say("");
    say(COLUMNS);
    say(Agreement.of(byAdam(Observed::byForecast)).row("`predict`, Adam, all parts"));
    say(Agreement.of(byAdam(Observed::byMeasurement)).row("`check`, Adam, all parts"));
    say("");
    adamBySays();
  }

  /** What Adam learns by what the verdict of {@code check} says. */
  private void adamBySays() {
    say("What a verdict of `check` says of Adam:");
    say("");
    say("| `check` | Adam trains | slowly | not |");
    say("|---|---|---|---|");
    List<Judged> judged = byAdam(Observed::byMeasurement);
    for (Judged.Says says : Judged.Says.values()) {
      String counts =
          Stream.of(Label.values())
              .map(
                  label ->
                      judged.stream()
                          .filter(one -> one.says() == says && one.label() == label)
                          .count())
              .map(count -> count.toString())
              .collect(Collectors.joining(" | "));
      say("| %s | %s |", says == Judged.Says.UNKNOWN ? "cannot tell" : lower(says), counts);
    }
    say("");
  }

  private static String lower(Judged.Says says) {
    return says.name().toLowerCase(Locale.ROOT);
  }

  private List<Judged> byAdam(Function<Observed, Judged> by) {
    return all.stream()
        .map(by)
        .flatMap(
            judged ->
                TrainedLabel.find(labels, judged.network().id(), OptimizerKind.ADAM).stream()
                    .map(label -> new Judged(judged.network(), label.label(), judged.verdict())))
        .toList();
  }

  private void confusion(Part part) {
    say("Part %s in full:", part);
    say("");
    say(
        "| label | `predict`: trains | slowly | not | cannot tell | `check`: trains | slowly | not | cannot tell |");
    say("|---|---|---|---|---|---|---|---|---|");
    for (Label label : Label.values()) {
      say(
          "| %s | %s | %s |",
          label,
          says(part, label, Observed::byForecast),
          says(part, label, Observed::byMeasurement));
    }
    say("");
  }

  private String says(Part part, Label label, Function<Observed, Judged> by) {
    List<Judged> judged = judged(part, by);
    return List.of(Judged.Says.values()).stream()
        .map(
            says ->
                Long.toString(
                    judged.stream()
                        .filter(one -> one.label() == label && one.says() == says)
                        .count()))
        .collect(Collectors.joining(" | "));
  }

  private void kinds() {
    say("## By kind, all parts");
    say("");
    say(
        "| kind | trains | slowly | not | `predict`: false alarms | misses | `check`: false alarms | misses |");
    say("|---|---|---|---|---|---|---|---|");
    for (String kind : all.stream().map(one -> one.network().kind()).distinct().sorted().toList()) {
      List<Observed> some = all.stream().filter(one -> one.network().kind().equals(kind)).toList();
      Agreement predicted = Agreement.of(some.stream().map(Observed::byForecast).toList());
      Agreement checked = Agreement.of(some.stream().map(Observed::byMeasurement).toList());
      say(
          "| %s | %d | %d | %d | %d | %d | %d | %d |",
          kind,
          some.stream().filter(one -> one.label() == Label.TRAINS).count(),
          some.stream().filter(one -> one.label() == Label.SLOWLY).count(),
          some.stream().filter(one -> one.label() == Label.NOT).count(),
          predicted.falseAlarms(),
          predicted.misses(),
          checked.falseAlarms(),
          checked.misses());
    }
    say("");
  }

  private void statistics() {
    say("## One number at a time");
    say("");
    say(
        "The area under the ROC curve: the chance that a network that does not train has the larger value than one that does, all networks.");
    say("");
    say("| | forecast | measured |");
    say("|---|---|---|");
    for (Statistic statistic : Statistic.ALL) {
      say(
          "| %s | %.3f | %.3f |",
          statistic.name(),
          statistic.separates(
              profiles(Label.NOT, Observed::forecast), profiles(Label.TRAINS, Observed::forecast)),
          statistic.separates(
              profiles(Label.NOT, Observed::measurement),
              profiles(Label.TRAINS, Observed::measurement)));
    }
    say(
        "| loss before training | | %.3f |",
        Statistic.areaUnderCurve(losses(Label.NOT), losses(Label.TRAINS)));
    say("");
  }

  private List<Double> losses(Label label) {
    return all.stream()
        .filter(one -> one.label() == label)
        .map(one -> Double.isNaN(one.firstLoss()) ? Double.POSITIVE_INFINITY : one.firstLoss())
        .toList();
  }

  private List<SignalProfile> profiles(Label label, Function<Observed, SignalProfile> of) {
    return all.stream()
        .filter(one -> one.label() == label)
        .map(of)
        .filter(Objects::nonNull)
        .toList();
  }

  private void rulesOfThumb() {
    say("## Rules of thumb");
    say("");
    say("What is usually looked at, from the same measurements:");
    say("");
    say(COLUMNS);
    for (RuleOfThumb rule : RuleOfThumb.ALL) {
      for (Part part : JUDGES) {
        say(rule.agreement(in(part)).row(rule.name() + ", part " + part));
      }
    }
    say("");
  }

  private void remedies() {
    say("## Remedies");
    say("");
    say(
        "Networks trained anew by gradient descent with the remedy that their verdict advises (`bench/labels remedies`, results in");
    say("`bench/results/remedies.csv`), those of all parts that were trained so far:");
    say("");
    say("| before | remedies | then trains | slowly | not |");
    say("|---|---|---|---|---|");
    for (Label before : Label.values()) {
      List<Label> after =
          remedies.stream()
              .filter(one -> one.before() == before)
              .map(one -> one.after().label())
              .toList();
      say(
          "| %s | %d | %d | %d | %d |",
          before,
          after.size(),
          after.stream().filter(label -> label == Label.TRAINS).count(),
          after.stream().filter(label -> label == Label.SLOWLY).count(),
          after.stream().filter(label -> label == Label.NOT).count());
    }
    say("");
  }

  private void disagreements() {
    say("## Where verdict and training disagree");
    say("");
    say("| network | part | label | `predict` | `check` |");
    say("|---|---|---|---|---|");
    for (Observed one : all) {
      Judged forecast = one.byForecast();
      Judged measured = one.byMeasurement();
      if (forecast.falseAlarm() || forecast.miss() || measured.falseAlarm() || measured.miss()) {
        say(
            "| %s | %s | %s | %s | %s |",
            one.network().id(),
            one.network().part(),
            one.label(),
            forecast.verdict() == null ? "" : forecast.verdict().state().label(),
            measured.verdict().state().label());
      }
    }
  }
}
