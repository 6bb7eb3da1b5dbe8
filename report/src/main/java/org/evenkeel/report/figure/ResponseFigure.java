// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.evenkeel.report.chart.Chart.XyChart;
import org.evenkeel.report.chart.Chart.XyChart.Mark;
import org.evenkeel.report.chart.Chart.XyChart.Zone;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.chart.Series.Style;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.report.chart.Tone;
import org.evenkeel.result.StudyResult;
import org.evenkeel.result.StudyResult.TheoryRange;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.space.CategoricalDomain;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Words;

/** The figure of the lowest loss at each multiplier, with the range that theory recommends. */
public final class ResponseFigure {

  private final StudyResult study;
  private final StudyAxis axis;
  private final List<Surface.Prediction> curve;

  private ResponseFigure(StudyResult study, StudyAxis axis) {
    this.study = study;
    this.axis = axis;
    curve =
        study.estimates().response().stream()
            .filter(p -> p.setting().values().get(StudyResult.MULTIPLIER) instanceof Number)
            .toList();
  }

  /** The figure; empty if no multiplier is searched, or no trial has a value. */
  public static Optional<Figure> of(StudyResult study, StartColors colors) {
    return StudyAxis.of(study, StudyResult.MULTIPLIER)
        .filter(axis -> !(axis.one().domain() instanceof CategoricalDomain))
        .flatMap(axis -> new ResponseFigure(study, axis).figure(colors));
  }

  private Optional<Figure> figure(StartColors colors) {
    List<Trial> trials =
        TrialLabels.ended(study).stream().filter(trial -> axis.place(trial) != null).toList();
    if (curve.isEmpty() && trials.stream().noneMatch(Trial::hasValue)) {
      return Optional.empty();
    }
    List<Series> series = new ArrayList<>();
    if (!curve.isEmpty()) {
      series.add(
          Series.of(
                  "lowest loss, by the surface",
                  StartColors.NEUTRAL,
                  Style.LINE,
                  curve.stream().map(ResponseFigure::multiplier).toList(),
                  curve.stream().map(Surface.Prediction::value).toList())
              .withBand(
                  curve.stream().map(p -> p.interval().low()).toList(),
                  curve.stream().map(p -> p.interval().high()).toList()));
    }
    series.addAll(series(trials, colors));
    TheoryRange theory = study.theory();
    XyChart chart =
        new XyChart(
            "Loss over the multiplier",
            axis.axis(),
            StudyAxis.loss(
                study.minimized(),
                DoubleStream.concat(
                    curve.stream().mapToDouble(Surface.Prediction::value),
                    trials.stream().filter(Trial::hasValue).mapToDouble(Trial::value))),
            series,
            theory == null ? List.of() : List.of(zone(theory)),
            theory == null ? List.of() : List.of(mark(theory)));
    return Optional.of(
        Figure.of(
            "response",
            "What the multiplier does",
            sentence(),
            List.of(chart),
            curve.isEmpty() ? StudyFigures.table(study) : table()));
  }

  private static Zone zone(TheoryRange theory) {
    return new Zone("may work, says theory", Tone.GOOD, XyChart.Of.X, theory.low(), theory.high());
  }

  private static Mark mark(TheoryRange theory) {
    return new Mark("theory's optimum", StartColors.NEUTRAL, XyChart.Of.X, theory.optimum());
  }

  private static double multiplier(Surface.Prediction prediction) {
    return prediction.setting().number(StudyResult.MULTIPLIER);
  }

  /** The trials as points; the finalists are highlighted. */
  private List<Series> series(List<Trial> trials, StartColors colors) {
    List<Trial> finalists = TrialLabels.compared(study);
    List<Series> series = new ArrayList<>();
    List<Trial> others =
        trials.stream()
            .filter(trial -> finalists.stream().noneMatch(one -> one.number() == trial.number()))
            .toList();
    if (!others.isEmpty()) {
      series.add(points("trials", StartColors.NEUTRAL, others));
    }
    for (Trial one : finalists) {
      if (axis.place(one) != null && TrialLabels.shown(one) != null) {
        String name = TrialLabels.called(one);
        series.add(points(name, colors.of(name), List.of(one)));
      }
    }
    return series;
  }

  private Series points(String name, int color, List<Trial> trials) {
    return TrialLabels.points(name, color, trials, axis::place, TrialLabels::shown);
  }

  private String sentence() {
    List<String> clauses = new ArrayList<>();
    Surface.BestValue best = study.estimates().bests().get(StudyResult.MULTIPLIER);
    boolean interval = best != null && best.low() != null && best.high() != null;
    boolean unknown = study.isUnknown(StudyResult.MULTIPLIER);
    if (interval && unknown) {
      clauses.add("The best multiplier is unknown: its interval is as wide as the range");
    } else if (interval) {
      clauses.add(
          "The best multiplier lies between %s and %s (95 %%)"
              .formatted(Words.number(best.low()), Words.number(best.high())));
    }
    clauses.add(
        curve.stream()
            .min(Comparator.comparingDouble(Surface.Prediction::value))
            .map(
                lowest ->
                    "the curve is lowest at multiplier %s, with loss %s"
                        .formatted(
                            Words.number(multiplier(lowest)), Numbers.fixed(lowest.value(), 3)))
            .orElseGet(
                () ->
                    study.trials().stream().filter(Trial::hasValue).count() < 2
                        ? "too few trials have a value for a curve"
                        : "the trials are shown without a curve through them"));
    TheoryRange theory = study.theory();
    if (theory != null) {
      clauses.add(
          "theory says that %s to %s may work and takes %s for best%s"
              .formatted(
                  Words.number(theory.low()),
                  Words.number(theory.high()),
                  Words.number(theory.optimum()),
                  !interval || unknown
                      ? ""
                      : theory.optimum() < best.low()
                          ? ", which is less than what was found"
                          : theory.optimum() > best.high()
                              ? ", which is more than what was found"
                              : ", which agrees"));
    }
    String sentence = Words.sentence(clauses);
    return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
  }

  private DataTable table() {
    DataTable.Columns<Surface.Prediction> columns =
        new DataTable.Columns<Surface.Prediction>()
            .number(StudyResult.MULTIPLIER, ResponseFigure::multiplier)
            .number("loss", Surface.Prediction::value)
            .number("from", point -> point.interval().low())
            .number("to", point -> point.interval().high());
    study.space().hyperparameters().stream()
        .map(Hyperparameter::name)
        .filter(name -> !name.equals(StudyResult.MULTIPLIER))
        .forEach(name -> columns.number("at " + name, point -> point.setting().values().get(name)));
    return columns.of(curve);
  }
}
