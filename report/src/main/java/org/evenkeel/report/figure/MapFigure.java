// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.evenkeel.report.chart.Chart.HeatMap;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.report.chart.Tone;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.text.Words;

/**
 * The figure of the loss over the multiplier and a second hyperparameter, with the regions in which
 * training fails.
 */
public final class MapFigure {

  /** A way in which training fails, with its meaning in the legend and a clause on it. */
  private record Failure(String outcome, Tone tone, String meaning, String clause) {

    static Failure of(String outcome) {
      return switch (outcome) {
        case "diverged" ->
            new Failure(outcome, Tone.HIGH, "the loss became infinite", "training diverges");
        case "vanished" ->
            new Failure(
                outcome, Tone.LOW, "the signal vanished, nothing is learnt", "the signal vanishes");
        case "hopeless" ->
            new Failure(
                outcome,
                Tone.NEUTRAL,
                "given up before the first step: it cannot work",
                "it cannot work, as is seen before the first step,");
        default ->
            new Failure(
                outcome, Tone.BAD, "trials next to it " + outcome, "trials ended as " + outcome);
      };
    }
  }

  private final StudyResult study;
  private final StartColors colors;
  private final StudyAxis x;
  private final StudyAxis y;
  private final List<List<Surface.Cell>> rows;
  private final List<Surface.Cell> cells;
  private final List<Failure> failures;

  private MapFigure(StudyResult study, StartColors colors, StudyAxis x, StudyAxis y) {
    this.study = study;
    this.colors = colors;
    this.x = x;
    this.y = y;
    rows = study.estimates().map().rows();
    cells = rows.stream().flatMap(List::stream).toList();
    failures =
        cells.stream()
            .map(Surface.Cell::outcome)
            .filter(outcome -> outcome != null && !List.of("done", "pruned").contains(outcome))
            .distinct()
            .map(Failure::of)
            .toList();
  }

  /** The figure; empty if there is no map. */
  public static Optional<Figure> of(StudyResult study, StartColors colors) {
    StudyResult.LossMap known = study.estimates().map();
    return known == null
        ? Optional.empty()
        : StudyAxis.of(study, StudyResult.MULTIPLIER)
            .flatMap(
                x ->
                    StudyAxis.of(study, known.second())
                        .map(y -> new MapFigure(study, colors, x, y).figure(known.second())));
  }

  private Figure figure(String second) {
    HeatMap map =
        new HeatMap(
            "Loss over multiplier and " + second + (slice().isEmpty() ? "" : " at " + slice()),
            x.axis(),
            y.axis(),
            places(x, rows.get(0).stream().map(Surface.Cell::x)),
            places(y, rows.stream().map(row -> row.get(0).y())),
            value(),
            cells.stream()
                .map(cell -> new HeatMap.Cell(cell.value(), failed(cell) ? cell.outcome() : null))
                .toList(),
            failures.stream()
                .map(one -> new HeatMap.Region(one.outcome(), one.tone(), one.meaning()))
                .toList(),
            over());
    return Figure.of(
        "map",
        "Multiplier and " + second,
        sentence(second),
        List.of(map),
        new DataTable.Columns<Surface.Cell>()
            .number(StudyResult.MULTIPLIER, Surface.Cell::x)
            .number(second, Surface.Cell::y)
            .number("loss", Surface.Cell::value)
            .text("outcome", cell -> String.valueOf(cell.outcome()))
            .of(cells));
  }

  private static List<Double> places(StudyAxis axis, Stream<Object> values) {
    return values.map(axis::place).filter(Objects::nonNull).toList();
  }

  private boolean failed(Surface.Cell cell) {
    return failures.stream().anyMatch(one -> one.outcome().equals(cell.outcome()));
  }

  /**
   * The color axis, which ends at the highest value of the response curve: estimates above it are
   * uncertain.
   */
  private ChartAxis value() {
    List<Double> values = cells.stream().map(Surface.Cell::value).toList();
    List<Double> curve =
        study.estimates().response().stream().map(Surface.Prediction::value).toList();
    double low = values.stream().min(Double::compare).orElse(0.0);
    double high = (curve.isEmpty() ? values : curve).stream().max(Double::compare).orElse(1.0);
    return high > low && Double.isFinite(high)
        ? ChartAxis.linear(study.minimized(), low, high)
        : ChartAxis.linear(study.minimized());
  }

  private List<Series> over() {
    Trial winner = study.recommended().orElse(null);
    List<Trial> placed =
        study.trials().stream()
            .filter(trial -> x.place(trial) != null && y.place(trial) != null)
            .filter(trial -> study.estimates().map().shows(study.space(), trial))
            .toList();
    List<Series> over = new ArrayList<>();
    List<Trial> others =
        placed.stream()
            .filter(trial -> TrialLabels.shown(trial) != null)
            .filter(trial -> winner == null || trial.number() != winner.number())
            .toList();
    if (!others.isEmpty()) {
      over.add(points("trials", StartColors.NEUTRAL, others));
    }
    if (winner != null && placed.stream().anyMatch(one -> one.number() == winner.number())) {
      String name = TrialLabels.called(winner);
      over.add(points("winner: " + name, colors.of(name), List.of(winner)));
    }
    return over;
  }

  private Series points(String name, int color, List<Trial> trials) {
    return TrialLabels.points(name, color, trials, x::place, y::place);
  }

  private String slice() {
    return study.estimates().map().slice();
  }

  private String sentence(String second) {
    List<String> clauses = new ArrayList<>();
    if (!slice().isEmpty()) {
      clauses.add(
          "The other hyperparameters stand at their best values, %s; the trials near them are shown"
              .formatted(slice()));
    }
    cells.stream()
        .filter(cell -> !failed(cell) && Double.isFinite(cell.value()))
        .min(Comparator.comparingDouble(Surface.Cell::value))
        .ifPresent(
            cell ->
                clauses.add(
                    "the loss is lowest next to multiplier %s and %s %s"
                        .formatted(Words.cell(cell.x()), second, Words.cell(cell.y()))));
    for (Failure failure : failures) {
      long number = cells.stream().filter(cell -> failure.outcome().equals(cell.outcome())).count();
      clauses.add(
          "%s in %.0f %% of the map".formatted(failure.clause(), 100.0 * number / cells.size()));
    }
    String sentence = Words.sentence(clauses);
    return sentence.isEmpty()
        ? sentence
        : sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
  }
}
