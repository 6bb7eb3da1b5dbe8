// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.evenkeel.activation.Activation;
import org.evenkeel.meanfield.FixedPoint;
import org.evenkeel.meanfield.MeanField;
import org.evenkeel.meanfield.PhaseDiagram;
import org.evenkeel.meanfield.PhaseDiagram.Phase;
import org.evenkeel.meanfield.PhaseGrid;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.HeatMap;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.chart.Series.Style;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.report.chart.Tone;
import org.evenkeel.result.PhaseResult;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Words;

/** The phase diagram of each activation of a network, with the positions of its layers. */
public final class PhaseFigure {

  private static final int COLUMNS = 61;
  private static final int ROWS = 21;

  private PhaseFigure() {}

  /** The figure; empty if theory covers no layer. */
  public static Optional<Figure> of(List<NamedProfile> profiles, StartColors colors) {
    Map<Activation, List<PhasePoint>> places = PhasePoint.of(profiles);
    return places.isEmpty() ? Optional.empty() : Optional.of(figure(places, colors));
  }

  /** The phase diagram of one activation. */
  public static Figure of(PhaseResult result) {
    return figure(Map.of(result.activation(), List.of()), StartColors.of(List.of()));
  }

  private static Figure figure(Map<Activation, List<PhasePoint>> places, StartColors colors) {
    List<Figure.View> views = new ArrayList<>();
    List<String> clauses = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    places.forEach(
        (activation, here) -> {
          double most =
              here.stream().mapToDouble(p -> p.outlook().weightVariance()).max().orElse(0);
          PhaseGrid grid = PhaseGrid.reaching(activation, most);
          views.add(
              new Figure.View(
                  places.size() == 1 ? "" : activation.name(), List.of(map(grid, here, colors))));
          clauses.addAll(here.isEmpty() ? List.of(line(grid)) : clauses(here));
          here.forEach(place -> rows.add(row(activation, place)));
          grid.line().forEach(field -> rows.add(row(activation, field)));
        });
    String title =
        places.size() == 1
            ? "Phases of " + places.keySet().iterator().next().name()
            : "Phases of the activations";
    DataTable table = DataTable.of("activation|place|layers", "σ_w²|σ_b²|q*|χ₁|ξ_c", "phase", rows);
    return new Figure("phases", title, Words.sentence(clauses), views, table);
  }

  private static HeatMap map(PhaseGrid grid, List<PhasePoint> places, StartColors colors) {
    PhaseDiagram diagram = grid.diagram(COLUMNS, ROWS);
    List<HeatMap.Cell> cells =
        diagram.rows().stream()
            .flatMap(List::stream)
            .map(point -> new HeatMap.Cell(null, PhaseGrid.name(point.phase())))
            .toList();
    List<HeatMap.Region> regions = new ArrayList<>();
    for (Phase phase : Phase.values()) {
      if (cells.stream().anyMatch(cell -> cell.region().equals(PhaseGrid.name(phase)))) {
        regions.add(
            new HeatMap.Region(PhaseGrid.name(phase), tone(phase), PhaseGrid.meaning(phase)));
      }
    }
    List<Series> over = new ArrayList<>();
    critical(grid, diagram).ifPresent(over::add);
    byStart(places).forEach((start, here) -> over.add(points(start, here, colors)));
    return new HeatMap(
        "Phases of " + grid.activation().name(),
        ChartAxis.linear("σ_w² = n_in·Var(w)", 0.0, grid.mostWeight()),
        ChartAxis.linear("σ_b² = Var(b)", 0.0, PhaseGrid.MOST_BIAS),
        diagram.weightVariances(),
        diagram.biasVariances(),
        ChartAxis.linear(""),
        cells,
        regions,
        over);
  }

  private static Map<String, List<PhasePoint>> byStart(List<PhasePoint> places) {
    return places.stream()
        .collect(Collectors.groupingBy(PhasePoint::start, LinkedHashMap::new, Collectors.toList()));
  }

  private static Tone tone(Phase phase) {
    return switch (phase) {
      case ORDERED -> Tone.LOW;
      case CRITICAL -> Tone.GOOD;
      case CHAOTIC -> Tone.HIGH;
      case UNBOUNDED -> Tone.BAD;
    };
  }

  /** The critical line, extended to the upper end of the diagram. */
  private static Optional<Series> critical(PhaseGrid grid, PhaseDiagram diagram) {
    List<Double> weights = new ArrayList<>();
    List<Double> biases = new ArrayList<>();
    for (PhaseDiagram.Point point : diagram.criticalLine()) {
      weights.add(point.weightVariance());
      biases.add(point.biasVariance());
    }
    List<MeanField> line = grid.line();
    if (!line.isEmpty()) {
      weights.add(line.get(line.size() - 1).weightVariance());
      biases.add(line.get(line.size() - 1).biasVariance());
    }
    return weights.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Series.of(
                "critical",
                StartColors.NEUTRAL,
                line.size() == 1 ? Style.POINTS : Style.LINE,
                weights,
                biases));
  }

  private static Series points(String start, List<PhasePoint> places, StartColors colors) {
    return Series.points(
        start,
        colors.of(start),
        places.stream().map(place -> place.outlook().weightVariance()).toList(),
        places.stream().map(place -> place.outlook().biasVariance()).toList(),
        places.stream()
            .map(
                place ->
                    "%s: χ₁ %s, ξ_c %s"
                        .formatted(
                            place.layersText(),
                            Numbers.number(place.outlook().chi()),
                            Numbers.number(place.outlook().correlationDepth())))
            .toList());
  }

  private static List<String> clauses(List<PhasePoint> places) {
    Map<String, String> does = new LinkedHashMap<>();
    byStart(places)
        .forEach(
            (start, here) -> {
              PhasePoint most =
                  here.stream()
                      .reduce((a, b) -> b.layers().size() > a.layers().size() ? b : a)
                      .get();
              does.put(
                  start,
                  most.words()
                      + (here.size() == 1
                          ? ""
                          : " with %s, and in %s"
                              .formatted(
                                  Words.count(most.layers().size(), "layer"),
                                  Words.count(here.size() - 1L, "other place"))));
            });
    return Words.grouped(does);
  }

  /** A clause on the critical line. */
  private static String line(PhaseGrid grid) {
    List<MeanField> line = grid.line();
    if (line.isEmpty()) {
      return "No σ_w² makes %s critical".formatted(grid.activation().name());
    }
    MeanField first = line.get(0);
    MeanField last = line.get(line.size() - 1);
    String start =
        "%s is critical at σ_w² %s with σ_b² %s"
            .formatted(
                grid.activation().name(),
                Numbers.number(first.weightVariance()),
                Numbers.number(first.biasVariance()));
    return line.size() == 1
        ? start + ", and nowhere else"
        : start
            + ", and at σ_w² %s with σ_b² %s"
                .formatted(
                    Numbers.number(last.weightVariance()), Numbers.number(last.biasVariance()));
  }

  private static List<String> row(Activation activation, PhasePoint place) {
    return List.of(
        activation.name(),
        place.start(),
        place.layersText(),
        Words.cell((Double) place.outlook().weightVariance()),
        Words.cell((Double) place.outlook().biasVariance()),
        Words.cell(place.outlook().fixedPoint()),
        Words.cell((Double) place.outlook().chi()),
        Words.cell((Double) place.outlook().correlationDepth()),
        PhaseGrid.name(place.phase()));
  }

  private static List<String> row(Activation activation, MeanField field) {
    Double q = PhaseGrid.criticalPoint(field).map(FixedPoint::q).orElse(null);
    return List.of(
        activation.name(),
        "critical line",
        "-",
        Numbers.number(field.weightVariance()),
        Numbers.number(field.biasVariance()),
        Words.cell(q),
        "1",
        "∞",
        PhaseGrid.name(Phase.CRITICAL));
  }
}
