// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.report.chart.Chart.BarChart;
import org.evenkeel.report.chart.Chart.ParallelChart;
import org.evenkeel.report.chart.Chart.XyChart;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.chart.Series.Style;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.report.chart.Tone;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.result.Best;
import org.evenkeel.study.result.Importance;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Words;

/** The figures of a study's trials and hyperparameters. */
public final class StudyFigures {

  private StudyFigures() {}

  /** The trials in order, by outcome, with the best value so far; empty if none has ended. */
  public static Optional<Figure> history(StudyResult study, StartColors colors) {
    List<Trial> ended =
        TrialLabels.ended(study).stream().sorted(Comparator.comparingInt(Trial::number)).toList();
    if (ended.isEmpty()) {
      return Optional.empty();
    }
    Map<String, List<Trial>> byOutcome =
        ended.stream()
            .sorted(Comparator.comparing(trial -> !TrialLabels.outcome(trial).equals("complete")))
            .collect(
                Collectors.groupingBy(
                    TrialLabels::outcome, LinkedHashMap::new, Collectors.toList()));
    List<Series> series = new ArrayList<>();
    best(ended).ifPresent(series::add);
    byOutcome.forEach(
        (outcome, trials) ->
            series.add(
                TrialLabels.points(
                    outcome,
                    colors.of(outcome),
                    trials,
                    trial -> (double) trial.number(),
                    TrialLabels::shown)));
    XyChart chart =
        XyChart.of(
            "Trials in order",
            ChartAxis.linear("trial"),
            StudyAxis.loss(study.minimized(), ended.stream().mapToDouble(TrialLabels::shown)),
            series);
    return Optional.of(
        Figure.of("history", "History", sentence(study), List.of(chart), table(study)));
  }

  private static Optional<Series> best(List<Trial> ended) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    double best = Double.POSITIVE_INFINITY;
    for (Trial trial : ended) {
      if (trial.hasValue()) {
        best = Math.min(best, trial.value());
      }
      if (trial.hasValue() || !x.isEmpty()) {
        x.add((double) trial.number());
        y.add(best);
      }
    }
    return x.isEmpty()
        ? Optional.empty()
        : Optional.of(Series.of("best so far", StartColors.NEUTRAL, Style.LINE, x, y));
  }

  private static String sentence(StudyResult study) {
    return TrialLabels.tally(study.trials())
        + Best.of(study.trials())
            .map(Best::trial)
            .map(
                best ->
                    study
                        .recommended()
                        .map(
                            winner ->
                                winner.number() == best.number()
                                    ? "; the lowest value, %s, is that of the winner, trial %d."
                                        .formatted(Numbers.fixed(best.value(), 3), best.number())
                                    : "; the lowest value, %s, is that of trial %d, partly by luck; the winner is trial %d."
                                        .formatted(
                                            Numbers.fixed(best.value(), 3),
                                            best.number(),
                                            winner.number()))
                        .orElseGet(
                            () ->
                                "; the lowest value, %s, is that of trial %d."
                                    .formatted(Numbers.fixed(best.value(), 3), best.number())))
            .orElse("; none has a value.");
  }

  /** The table of all trials. */
  static DataTable table(StudyResult study) {
    DataTable.Columns<Trial> columns =
        new DataTable.Columns<Trial>()
            .number("trial", trial -> String.valueOf(trial.number()))
            .text("outcome", TrialLabels::outcome)
            .number(study.minimized(), trial -> trial.hasValue() ? trial.value() : null);
    if (study.maximized() != null) {
      columns.number(
          study.valued(), trial -> trial.hasValue() ? (Double) study.value(trial.value()) : null);
    }
    for (Hyperparameter one : study.space().hyperparameters()) {
      columns.number(one.name(), trial -> trial.setting().values().get(one.name()));
    }
    return columns.text("message", TrialNotes::message).of(study.trials());
  }

  /** The parallel coordinates of all trials; empty if none has ended. */
  public static Optional<Figure> parallel(StudyResult study) {
    List<Trial> ended = TrialLabels.ended(study);
    if (ended.isEmpty()) {
      return Optional.empty();
    }
    List<StudyAxis> settings =
        study.space().hyperparameters().stream().map(StudyAxis::new).toList();
    ChartAxis loss =
        StudyAxis.loss(
            study.minimized(), ended.stream().filter(Trial::hasValue).mapToDouble(Trial::value));
    Trial winner = study.recommended().orElse(null);
    List<ParallelChart.Line> lines =
        ended.stream()
            .map(
                trial ->
                    new ParallelChart.Line(
                        "trial %d: %s".formatted(trial.number(), TrialLabels.outcome(trial)),
                        winner != null && winner.number() == trial.number()
                            ? Tone.GOOD
                            : TrialLabels.bad(trial) ? Tone.BAD : Tone.NEUTRAL,
                        Stream.concat(
                                settings.stream().map(axis -> axis.place(trial)),
                                Stream.of(TrialLabels.shown(trial)))
                            .toList()))
            // The highlighted line is drawn last, over the others.
            .sorted(Comparator.comparing(line -> line.tone() == Tone.GOOD))
            .toList();
    long bad = ended.stream().filter(TrialLabels::bad).count();
    String failed =
        "%s of %s failed".formatted(bad == 0 ? "None" : bad, Words.count(ended.size(), "trial"));
    String sentence =
        winner == null
            ? failed + "."
            : "The winner is trial %d, with %s; %s."
                .formatted(
                    winner.number(),
                    TrialLabels.setting(winner),
                    failed.replaceFirst("^None", "none"));
    return Optional.of(
        Figure.of(
            "parallel",
            "All trials",
            sentence,
            List.of(
                new ParallelChart(
                    "Trials across their hyperparameters",
                    Stream.concat(settings.stream().map(StudyAxis::axis), Stream.of(loss)).toList(),
                    lines)),
            table(study)));
  }

  /** The importance of each hyperparameter, the largest first; empty if it is unknown. */
  public static Optional<Figure> importance(StudyResult study) {
    List<Importance> sorted =
        Stream.concat(
                study.estimates().importance().stream(),
                study.estimates().interactions().stream().filter(one -> one.share() >= 0.005))
            .sorted(Comparator.comparingDouble(Importance::share).reversed())
            .toList();
    if (sorted.isEmpty()) {
      return Optional.empty();
    }
    String clauses =
        sorted.stream()
            .map(one -> "%s explains %.0f %%".formatted(one.name(), 100 * one.share()))
            .collect(Collectors.joining("; "))
            .replaceFirst("(;|$)", " of how the loss varies over the space$1");
    return Optional.of(
        Figure.of(
            "importance",
            "What matters",
            "%s; %.0f %% is not explained."
                .formatted(clauses, 100 * study.estimates().unexplained()),
            List.of(
                new BarChart(
                    "Share of the loss's variance",
                    ChartAxis.linear("share", 0.0, 1.0),
                    sorted.stream().map(StudyFigures::bar).toList())),
            new DataTable.Columns<BarChart.Bar>()
                .text("hyperparameter", BarChart.Bar::name)
                .number("share", bar -> percent(bar.value()))
                .number("from", bar -> percent(bar.low()))
                .number("to", bar -> percent(bar.high()))
                .of(sorted.stream().map(StudyFigures::bar).toList())));
  }

  private static BarChart.Bar bar(Importance one) {
    Double low = one.interval() == null ? null : (Double) one.interval().low();
    Double high = one.interval() == null ? null : (Double) one.interval().high();
    return new BarChart.Bar(one.name(), StartColors.NEUTRAL, one.share(), low, high, null);
  }

  private static String percent(Double share) {
    return share == null ? null : Numbers.percent(share);
  }
}
