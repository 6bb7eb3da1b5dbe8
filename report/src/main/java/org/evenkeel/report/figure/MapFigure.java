// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.DataTable.Column;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.HeatMap;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.report.chart.Tone;
import org.evenkeel.result.StudyResult;
import org.evenkeel.result.StudyResult.LossMap;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Words;

/**
 * The figure of the loss over the multiplier and a second hyperparameter, with the regions in which
 * training fails.
 */
public final class MapFigure {

  /** Outcomes with a value. */
  private static final Set<String> VALUED = Set.of("done", "pruned");

  private MapFigure() {}

  /** The figure; empty if there is no map. */
  public static Optional<Figure> of(StudyResult study, StartColors colors) {
    LossMap known = study.estimates().map();
    Optional<Hyperparameter> first = study.space().named(TrialLabels.MULTIPLIER);
    Optional<Hyperparameter> second =
        known == null ? Optional.empty() : study.space().named(known.second());
    if (first.isEmpty() || second.isEmpty()) {
      return Optional.empty();
    }
    List<Surface.Cell> cells = known.rows().stream().flatMap(List::stream).toList();
    Set<String> outcomes = new LinkedHashSet<>();
    cells.forEach(cell -> outcomes.add(cell.outcome()));
    outcomes.removeIf(outcome -> outcome == null || VALUED.contains(outcome));
    HeatMap map =
        new HeatMap(
            "Loss over multiplier and " + known.second(),
            StudyAxes.of(first.get()),
            StudyAxes.of(second.get()),
            places(known.rows().get(0).stream().map(Surface.Cell::x).toList(), first.get()),
            places(known.rows().stream().map(row -> row.get(0).y()).toList(), second.get()),
            value(study, cells),
            cells.stream()
                .map(
                    cell ->
                        new HeatMap.Cell(
                            cell.value(),
                            outcomes.contains(cell.outcome()) ? cell.outcome() : null))
                .toList(),
            outcomes.stream().map(MapFigure::region).toList(),
            over(study, first.get(), second.get(), colors));
    return Optional.of(
        Figure.of(
            "map",
            "Multiplier and " + known.second(),
            sentence(known, cells, outcomes),
            List.of(map),
            table(known, cells)));
  }

  private static List<Double> places(List<Object> values, Hyperparameter one) {
    return values.stream()
        .map(value -> StudyAxes.place(one, value))
        .filter(Objects::nonNull)
        .toList();
  }

  /**
   * The color axis, which ends at the highest value of the response curve: estimates above it are
   * uncertain.
   */
  private static ChartAxis value(StudyResult study, List<Surface.Cell> cells) {
    double low = cells.stream().mapToDouble(Surface.Cell::value).min().orElse(0);
    double high =
        study.estimates().response().isEmpty()
            ? cells.stream().mapToDouble(Surface.Cell::value).max().orElse(1)
            : study.estimates().response().stream()
                .mapToDouble(Surface.Prediction::value)
                .max()
                .orElse(1);
    return high > low && Double.isFinite(high)
        ? ChartAxis.linear(TrialLabels.LOSS, low, high)
        : ChartAxis.linear(TrialLabels.LOSS);
  }

  private static HeatMap.Region region(String outcome) {
    return switch (outcome) {
      case "diverged" -> new HeatMap.Region(outcome, Tone.HIGH, "the loss became infinite");
      case "vanished" ->
          new HeatMap.Region(outcome, Tone.LOW, "the signal vanished, nothing is learnt");
      case "hopeless" ->
          new HeatMap.Region(
              outcome, Tone.NEUTRAL, "given up before the first step: it cannot work");
      default -> new HeatMap.Region(outcome, Tone.BAD, "trials next to it " + outcome);
    };
  }

  private static List<Series> over(
      StudyResult study, Hyperparameter first, Hyperparameter second, StartColors colors) {
    List<Series> over = new ArrayList<>();
    Trial winner = study.recommended().orElse(null);
    List<Trial> others =
        study.trials().stream()
            .filter(trial -> TrialLabels.shown(trial) != null && placed(trial, first, second))
            .filter(trial -> winner == null || trial.number() != winner.number())
            .toList();
    if (!others.isEmpty()) {
      over.add(points("trials", StartColors.NEUTRAL, others, first, second));
    }
    if (winner != null && placed(winner, first, second)) {
      String name = "winner: " + TrialLabels.called(winner);
      over.add(points(name, colors.of(TrialLabels.called(winner)), List.of(winner), first, second));
    }
    return over;
  }

  private static boolean placed(Trial trial, Hyperparameter first, Hyperparameter second) {
    return place(trial, first) != null && place(trial, second) != null;
  }

  private static Double place(Trial trial, Hyperparameter one) {
    return StudyAxes.place(one, trial.setting().values().get(one.name()));
  }

  private static Series points(
      String name, int color, List<Trial> trials, Hyperparameter first, Hyperparameter second) {
    return TrialLabels.points(
        name, color, trials, trial -> place(trial, first), trial -> place(trial, second));
  }

  private static String sentence(LossMap known, List<Surface.Cell> cells, Set<String> outcomes) {
    List<String> clauses = new ArrayList<>();
    Optional<Surface.Cell> lowest =
        cells.stream()
            .filter(cell -> !outcomes.contains(cell.outcome()) && Double.isFinite(cell.value()))
            .min(Comparator.comparingDouble(Surface.Cell::value));
    lowest.ifPresent(
        cell ->
            clauses.add(
                "The loss is lowest next to multiplier %s and %s %s"
                    .formatted(Words.cell(cell.x()), known.second(), Words.cell(cell.y()))));
    for (String outcome : outcomes) {
      long number = cells.stream().filter(cell -> outcome.equals(cell.outcome())).count();
      clauses.add(
          "%s in %.0f %% of the map"
              .formatted(
                  switch (outcome) {
                    case "diverged" -> "training diverges";
                    case "vanished" -> "the signal vanishes";
                    case "hopeless" -> "it cannot work, as is seen before the first step,";
                    default -> "trials ended as " + outcome;
                  },
                  100.0 * number / cells.size()));
    }
    return Words.sentence(clauses);
  }

  private static DataTable table(LossMap known, List<Surface.Cell> cells) {
    return new DataTable(
        List.of(
            Column.number(TrialLabels.MULTIPLIER),
            Column.number(known.second()),
            Column.number("loss"),
            Column.text("outcome")),
        cells.stream()
            .map(
                cell ->
                    List.of(
                        Words.cell(cell.x()),
                        Words.cell(cell.y()),
                        Numbers.number(cell.value()),
                        String.valueOf(cell.outcome())))
            .toList());
  }
}
