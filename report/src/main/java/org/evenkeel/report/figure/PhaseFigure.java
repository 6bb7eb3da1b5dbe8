// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.meanfield.FixedPoint;
import org.evenkeel.meanfield.MeanField;
import org.evenkeel.meanfield.PhaseDiagram;
import org.evenkeel.meanfield.PhaseDiagram.Phase;
import org.evenkeel.meanfield.PhaseGrid;
import org.evenkeel.report.chart.Chart.HeatMap;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.chart.Series.Style;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.report.chart.Tone;
import org.evenkeel.result.PhaseResult;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Outlook;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Words;

/** The phase diagram of one activation of a network, with the positions of its layers. */
public final class PhaseFigure {

  private static final int COLUMNS = 61;
  private static final int ROWS = 21;

  private final Activation activation;
  private final List<Point> places;
  private final Map<String, List<Point>> byStart;
  private final PhaseGrid grid;

  private PhaseFigure(Activation activation, List<Point> places) {
    this.activation = activation;
    this.places = places;
    byStart =
        places.stream()
            .collect(Collectors.groupingBy(Point::start, LinkedHashMap::new, Collectors.toList()));
    grid =
        PhaseGrid.reaching(
            activation,
            places.stream().mapToDouble(p -> p.outlook().weightVariance()).max().orElse(0));
  }

  /** The figure; empty if theory covers no layer. */
  public static Optional<Figure> of(List<NamedProfile> profiles, StartColors colors) {
    List<PhaseFigure> all = new ArrayList<>();
    Point.of(profiles).forEach((f, places) -> all.add(new PhaseFigure(f, places)));
    return all.isEmpty() ? Optional.empty() : Optional.of(figure(all, colors));
  }

  /** The phase diagram of one activation. */
  public static Figure of(PhaseResult result) {
    return figure(
        List.of(new PhaseFigure(result.activation(), List.of())), StartColors.of(List.of()));
  }

  private static Figure figure(List<PhaseFigure> all, StartColors colors) {
    boolean single = all.size() == 1;
    return new Figure(
        "phases",
        "Phases of " + (single ? all.get(0).activation.name() : "the activations"),
        Words.sentence(all.stream().flatMap(one -> one.clauses().stream()).toList()),
        all.stream()
            .map(
                one ->
                    new Figure.View(single ? "" : one.activation.name(), List.of(one.map(colors))))
            .toList(),
        new DataTable.Columns<Point>()
            .text("activation", point -> point.activation().name())
            .text("place", Point::start)
            .text("layers", Point::layersText)
            .number("σ_w²", point -> point.outlook().weightVariance())
            .number("σ_b²", point -> point.outlook().biasVariance())
            .number("q*", point -> point.outlook().fixedPoint())
            .number("χ₁", point -> point.outlook().chi())
            .number("ξ_c", point -> point.outlook().correlationDepth())
            .text("phase", point -> PhaseGrid.name(point.phase()))
            .of(all.stream().flatMap(PhaseFigure::rows).toList()));
  }

  private HeatMap map(StartColors colors) {
    PhaseDiagram diagram = grid.diagram(COLUMNS, ROWS);
    List<Phase> phases =
        diagram.rows().stream().flatMap(List::stream).map(PhaseDiagram.Point::phase).toList();
    List<Series> over = new ArrayList<>();
    critical(diagram).ifPresent(over::add);
    byStart.forEach((start, here) -> over.add(points(start, here, colors.of(start))));
    return new HeatMap(
        "Phases of " + activation.name(),
        ChartAxis.linear("σ_w² = n_in·Var(w)", 0.0, grid.mostWeight()),
        ChartAxis.linear("σ_b² = Var(b)", 0.0, PhaseGrid.MOST_BIAS),
        diagram.weightVariances(),
        diagram.biasVariances(),
        ChartAxis.linear(""),
        phases.stream().map(phase -> new HeatMap.Cell(null, PhaseGrid.name(phase))).toList(),
        phases.stream().distinct().sorted().map(PhaseFigure::region).toList(),
        over);
  }

  private static HeatMap.Region region(Phase phase) {
    Tone tone =
        switch (phase) {
          case ORDERED -> Tone.LOW;
          case CRITICAL -> Tone.GOOD;
          case CHAOTIC -> Tone.HIGH;
          case UNBOUNDED -> Tone.BAD;
        };
    return new HeatMap.Region(PhaseGrid.name(phase), tone, PhaseGrid.meaning(phase));
  }

  /** The critical line, extended to the upper end of the diagram. */
  private Optional<Series> critical(PhaseDiagram diagram) {
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
    Style style = line.size() == 1 ? Style.POINTS : Style.LINE;
    return weights.isEmpty()
        ? Optional.empty()
        : Optional.of(Series.of("critical", StartColors.NEUTRAL, style, weights, biases));
  }

  private static Series points(String start, List<Point> here, int color) {
    return Series.of(
            start,
            color,
            Style.POINTS,
            here.stream().map(place -> place.outlook().weightVariance()).toList(),
            here.stream().map(place -> place.outlook().biasVariance()).toList())
        .withNotes(
            here.stream()
                .map(
                    place ->
                        "%s: χ₁ %s, ξ_c %s"
                            .formatted(
                                place.layersText(),
                                Numbers.number(place.outlook().chi()),
                                Numbers.number(place.outlook().correlationDepth())))
                .toList());
  }

  /** Clauses on the positions of the starts, or else on the critical line. */
  private List<String> clauses() {
    Map<String, String> does = new LinkedHashMap<>();
    byStart.forEach((start, here) -> does.put(start, words(here)));
    return does.isEmpty() ? List.of(line()) : Words.grouped(does);
  }

  private static String words(List<Point> here) {
    Point most =
        here.stream().reduce((a, b) -> b.layers().size() > a.layers().size() ? b : a).get();
    return here.size() == 1
        ? most.words()
        : "%s with %s, and in %s"
            .formatted(
                most.words(),
                Words.count(most.layers().size(), "layer"),
                Words.count(here.size() - 1L, "other place"));
  }

  /** A clause on the critical line. */
  private String line() {
    List<MeanField> line = grid.line();
    if (line.isEmpty()) {
      return "No σ_w² makes %s critical".formatted(activation.name());
    }
    return "%s is critical at %s, and %s"
        .formatted(
            activation.name(),
            place(line.get(0)),
            line.size() == 1 ? "nowhere else" : "at " + place(line.get(line.size() - 1)));
  }

  private static String place(MeanField field) {
    return "σ_w² %s with σ_b² %s"
        .formatted(Numbers.number(field.weightVariance()), Numbers.number(field.biasVariance()));
  }

  private Stream<Point> rows() {
    return Stream.concat(places.stream(), grid.line().stream().map(this::critical));
  }

  /** A point of the critical line, where χ₁ is 1 and ξ_c infinite. */
  private Point critical(MeanField field) {
    double q = PhaseGrid.criticalPoint(field).map(FixedPoint::q).orElse(Double.NaN);
    return new Point(
        activation,
        "critical line",
        new Outlook(
            field.weightVariance(),
            field.biasVariance(),
            q,
            Outlook.Stability.MARGINAL,
            null,
            1,
            Double.POSITIVE_INFINITY),
        List.of("-"));
  }

  /** A point in the phase diagram: layers of a start with the same σ_w² and σ_b². */
  private record Point(Activation activation, String start, Outlook outlook, List<String> layers) {

    /** The largest |χ₁ − 1| that counts as critical; {@link #NEAR} is that for next to critical. */
    private static final double CRITICAL = 1e-6;

    private static final double NEAR = 0.02;

    /** The points of some profiles by activation, in the order of the layers. */
    static Map<Activation, List<Point>> of(List<NamedProfile> profiles) {
      Map<Activation, List<Point>> points = new LinkedHashMap<>();
      Map<String, Point> met = new HashMap<>();
      Map<String, Optional<Activation>> known = new HashMap<>();
      for (NamedProfile one : profiles) {
        for (LayerSignal layer : one.layers()) {
          Outlook outlook = layer.outlook();
          Activation f =
              known
                  .computeIfAbsent(String.valueOf(layer.activation()), Point::activation)
                  .orElse(null);
          if (f != null && outlook != null && Double.isFinite(outlook.weightVariance())) {
            met.computeIfAbsent(
                    String.join(" ", f.name(), variances(outlook), one.name()),
                    any -> {
                      Point point = new Point(f, one.name(), outlook, new ArrayList<>());
                      points.computeIfAbsent(f, first -> new ArrayList<>()).add(point);
                      return point;
                    })
                .layers
                .add(String.valueOf(layer.name()));
          }
        }
      }
      return points;
    }

    /** The activation of a name; empty for none, or for one that is not known here. */
    private static Optional<Activation> activation(String name) {
      try {
        return Optional.of(Activations.named(name)).filter(f -> !name.equals("identity"));
      } catch (IllegalArgumentException another) {
        return Optional.empty();
      }
    }

    private static String variances(Outlook outlook) {
      return "σ_w² %s, σ_b² %s"
          .formatted(
              Numbers.number(outlook.weightVariance()), Numbers.number(outlook.biasVariance()));
    }

    Phase phase() {
      if (outlook.fixedPoint() == null) {
        return Phase.UNBOUNDED;
      } else if (Math.abs(outlook.chi() - 1) <= CRITICAL) {
        return Phase.CRITICAL;
      }
      return outlook.chi() < 1 ? Phase.ORDERED : Phase.CHAOTIC;
    }

    /** A predicate on the position. */
    String words() {
      boolean near = Math.abs(outlook.chi() - 1) <= NEAR;
      String where =
          switch (phase()) {
            case CRITICAL -> "on the edge of chaos";
            case UNBOUNDED -> "where the signal grows for ever";
            case ORDERED ->
                near ? "next to the edge of chaos" : "in the ordered phase, where gradients vanish";
            case CHAOTIC ->
                near
                    ? "next to the edge of chaos"
                    : "in the chaotic phase, where gradients explode";
          };
      boolean off = phase() == Phase.ORDERED || phase() == Phase.CHAOTIC;
      return "lies %s (%s%s)"
          .formatted(where, variances(outlook), off ? ", χ₁ " + Numbers.number(outlook.chi()) : "");
    }

    /** The names of the layers, abbreviated. */
    String layersText() {
      return layers.size() <= 2
          ? String.join(", ", layers)
          : "%s to %s (%s)"
              .formatted(
                  layers.get(0),
                  layers.get(layers.size() - 1),
                  Words.count(layers.size(), "layer"));
    }
  }
}
