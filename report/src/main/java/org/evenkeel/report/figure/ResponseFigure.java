// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.DataTable.Column;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.chart.Series.Style;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.report.chart.Tone;
import org.evenkeel.report.chart.XyChart;
import org.evenkeel.report.chart.XyChart.Mark;
import org.evenkeel.report.chart.XyChart.Zone;
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

  private ResponseFigure() {}

  /** The figure; empty if no multiplier is searched, or no trial has a value. */
  public static Optional<Figure> of(StudyResult study, StartColors colors) {
    Optional<Hyperparameter> multiplier = study.space().named(TrialLabels.MULTIPLIER);
    List<Surface.Prediction> curve =
        study.estimates().response().stream()
            .filter(p -> p.setting().values().get(TrialLabels.MULTIPLIER) instanceof Number)
            .toList();
    List<Trial> trials =
        study.trials().stream()
            .filter(trial -> multiplier(trial) != null && TrialLabels.shown(trial) != null)
            .toList();
    boolean any = !curve.isEmpty() || trials.stream().anyMatch(Trial::hasValue);
    if (multiplier.isEmpty() || multiplier.get().domain() instanceof CategoricalDomain || !any) {
      return Optional.empty();
    }
    List<Series> series = new ArrayList<>();
    if (!curve.isEmpty()) {
      series.add(
          new Series(
              "lowest loss, by the surface",
              StartColors.NEUTRAL,
              Style.LINE,
              curve.stream().map(ResponseFigure::multiplier).toList(),
              curve.stream().map(Surface.Prediction::value).toList(),
              curve.stream().map(p -> p.interval().low()).toList(),
              curve.stream().map(p -> p.interval().high()).toList(),
              List.of()));
    }
    series.addAll(trials(study, trials, colors));
    ChartAxis loss =
        StudyAxes.loss(
            DoubleStream.concat(
                curve.stream().mapToDouble(Surface.Prediction::value),
                trials.stream().filter(Trial::hasValue).mapToDouble(Trial::value)));
    TheoryRange theory = study.theory();
    XyChart chart =
        new XyChart(
            "Loss over the multiplier",
            StudyAxes.of(multiplier.get()),
            loss,
            series,
            theory == null
                ? List.of()
                : List.of(
                    new Zone(
                        "may work, says theory",
                        Tone.GOOD,
                        XyChart.Of.X,
                        theory.low(),
                        theory.high())),
            theory == null
                ? List.of()
                : List.of(
                    new Mark(
                        "theory's optimum", StartColors.NEUTRAL, XyChart.Of.X, theory.optimum())));
    return Optional.of(
        Figure.of(
            "response",
            "What the multiplier does",
            sentence(study, curve),
            List.of(chart),
            curve.isEmpty() ? HistoryFigure.table(study) : table(study, curve)));
  }

  private static double multiplier(Surface.Prediction prediction) {
    return prediction.setting().number(TrialLabels.MULTIPLIER);
  }

  private static Double multiplier(Trial trial) {
    return TrialLabels.number(trial, TrialLabels.MULTIPLIER);
  }

  /** The trials as points; the finalists are highlighted. */
  private static List<Series> trials(StudyResult study, List<Trial> trials, StartColors colors) {
    Map<Integer, Trial> finalists = new LinkedHashMap<>();
    if (study.finalists() != null) {
      Stream.of(study.finalists().optimum(), study.finalists().standard())
          .filter(Objects::nonNull)
          .forEach(trial -> finalists.putIfAbsent(trial.number(), trial));
    }
    Set<Integer> numbers = finalists.keySet();
    List<Series> series = new ArrayList<>();
    List<Trial> others = trials.stream().filter(t -> !numbers.contains(t.number())).toList();
    if (!others.isEmpty()) {
      series.add(
          TrialLabels.points("trials", StartColors.NEUTRAL, others, ResponseFigure::multiplier));
    }
    for (Trial winner : finalists.values()) {
      if (multiplier(winner) != null && TrialLabels.shown(winner) != null) {
        String name = TrialLabels.called(winner);
        series.add(
            TrialLabels.points(name, colors.of(name), List.of(winner), ResponseFigure::multiplier));
      }
    }
    return series;
  }

  private static String sentence(StudyResult study, List<Surface.Prediction> curve) {
    List<String> clauses = new ArrayList<>();
    Surface.BestValue best = study.estimates().bests().get(TrialLabels.MULTIPLIER);
    Optional<Surface.Prediction> lowest =
        curve.stream().min(Comparator.comparingDouble(Surface.Prediction::value));
    boolean interval = best != null && best.low() != null && best.high() != null;
    if (interval) {
      clauses.add(
          "The best multiplier lies between %s and %s (95 %%)"
              .formatted(Words.number(best.low()), Words.number(best.high())));
    }
    if (lowest.isPresent()) {
      clauses.add(
          "the curve is lowest at multiplier %s, with loss %s"
              .formatted(
                  Words.number(multiplier(lowest.get())), Numbers.fixed(lowest.get().value(), 3)));
    } else {
      clauses.add(
          study.trials().stream().filter(Trial::hasValue).count() < 2
              ? "too few trials have a value for a curve"
              : "the trials are shown without a curve through them");
    }
    TheoryRange theory = study.theory();
    if (theory != null) {
      clauses.add(
          "theory says that %s to %s may work and takes %s for best%s"
              .formatted(
                  Words.number(theory.low()),
                  Words.number(theory.high()),
                  Words.number(theory.optimum()),
                  !interval
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

  private static DataTable table(StudyResult study, List<Surface.Prediction> curve) {
    List<String> others =
        study.space().hyperparameters().stream()
            .map(Hyperparameter::name)
            .filter(name -> !name.equals(TrialLabels.MULTIPLIER))
            .toList();
    List<List<String>> rows = new ArrayList<>();
    for (Surface.Prediction point : curve) {
      List<String> cells = new ArrayList<>();
      cells.add(Numbers.number(multiplier(point)));
      cells.add(Numbers.number(point.value()));
      cells.add(Numbers.number(point.interval().low()));
      cells.add(Numbers.number(point.interval().high()));
      others.forEach(name -> cells.add(Words.cell(point.setting().values().get(name))));
      rows.add(cells);
    }
    Stream<String> columns =
        Stream.concat(
            Stream.of(TrialLabels.MULTIPLIER, "loss", "from", "to"),
            others.stream().map("at "::concat));
    return new DataTable(columns.map(Column::number).toList(), rows);
  }
}
