// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.report.chart.Chart;
import org.evenkeel.report.chart.Chart.RidgeChart;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.signal.Histogram;
import org.evenkeel.signal.LayerHistograms;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Words;

/** The figure of the histograms of weights, activations and gradients, layer by layer. */
public final class HistogramFigure {

  /** The most layers that are shown; more are thinned evenly. */
  private static final int MOST_ROWS = 200;

  /** The half width of a histogram in root mean squares. */
  private static final double ROOT_MEAN_SQUARES = 4;

  /**
   * A quantity with histograms.
   *
   * @param end the end of its axis, given the ends of the layers; it does not depend on layers that
   *     grow or shrink
   */
  private record Part(
      String name,
      String label,
      Function<LayerHistograms, Histogram> histogram,
      ToDoubleFunction<List<Double>> end) {

    List<LayerSignal> seen(NamedProfile one) {
      return one.layers().stream()
          .filter(layer -> layer.histograms() != null && of(layer) != null)
          .toList();
    }

    /** The layers to show: all, or some from the first to the last. */
    List<LayerSignal> shown(NamedProfile one) {
      List<LayerSignal> seen = seen(one);
      return seen.size() <= MOST_ROWS
          ? seen
          : IntStream.range(0, MOST_ROWS)
              .mapToObj(row -> (int) Math.round(row * (seen.size() - 1.0) / (MOST_ROWS - 1)))
              .map(seen::get)
              .toList();
    }

    /** The end of the axis of one start; 0 if no layer has one. */
    double end(NamedProfile one) {
      List<Double> ends =
          shown(one).stream()
              .map(layer -> of(layer).high())
              .filter(high -> high > 0 && Double.isFinite(high))
              .toList();
      return ends.isEmpty() ? 0 : end.applyAsDouble(ends);
    }

    Histogram of(LayerSignal layer) {
      return histogram.apply(layer.histograms());
    }
  }

  private static final Part ACTIVATIONS =
      new Part("activations", "Activations", LayerHistograms::activations, ends -> ends.get(0));

  private static final List<Part> PARTS =
      List.of(
          ACTIVATIONS,
          new Part(
              "weights",
              "Weights",
              LayerHistograms::weights,
              ends -> ends.stream().sorted().skip(ends.size() / 2).findFirst().orElseThrow()),
          new Part(
              "gradients",
              "Gradients / last hidden layer's root mean square",
              LayerHistograms::gradients,
              ends -> ROOT_MEAN_SQUARES));

  private HistogramFigure() {}

  /** The figure; empty if no layer has histograms. */
  public static Optional<Figure> of(List<NamedProfile> profiles, StartColors colors) {
    List<Figure.View> views =
        PARTS.stream()
            .map(part -> new Figure.View(part.name(), charts(part, profiles, colors)))
            .filter(view -> !view.charts().isEmpty())
            .toList();
    return views.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Figure(
                "histograms", "How values are spread", sentence(profiles), views, table(profiles)));
  }

  private static List<Chart> charts(Part part, List<NamedProfile> profiles, StartColors colors) {
    double end = profiles.stream().mapToDouble(part::end).max().orElse(0);
    ChartAxis axis =
        end > 0 ? ChartAxis.linear(part.label(), -end, end) : ChartAxis.linear(part.label());
    return profiles.stream()
        .filter(one -> !part.seen(one).isEmpty())
        .<Chart>map(
            one ->
                new RidgeChart(
                    "%s of %s".formatted(part.label(), one.name()),
                    axis,
                    colors.of(one.name()),
                    part.shown(one).stream().map(layer -> row(part, layer)).toList()))
        .toList();
  }

  private static RidgeChart.Row row(Part part, LayerSignal layer) {
    Histogram histogram = part.of(layer);
    return new RidgeChart.Row(
        String.valueOf(layer.name()),
        histogram.low(),
        histogram.high(),
        histogram.counts(),
        histogram.below(),
        histogram.above(),
        part.equals(ACTIVATIONS) ? note(layer) : null);
  }

  /** A note on the dead and the saturated share; null if neither is known. */
  private static String note(LayerSignal layer) {
    List<String> parts =
        Stream.of(
                part("dead units ", layer.deadShare()), part("saturated ", layer.saturatedShare()))
            .filter(Objects::nonNull)
            .toList();
    return parts.isEmpty() ? null : String.join(", ", parts);
  }

  private static String part(String name, Double share) {
    return share == null ? null : name + Numbers.percent(share);
  }

  private static String sentence(List<NamedProfile> profiles) {
    List<NamedProfile> seen =
        profiles.stream().filter(one -> !ACTIVATIONS.seen(one).isEmpty()).toList();
    if (seen.isEmpty()) {
      return "No activations were seen.";
    }
    List<String> clauses = new ArrayList<>();
    clauses.add(
        "From the first layer to the last the activations' root mean square goes "
            + Words.list(seen.stream().map(HistogramFigure::way).toList()));
    worst(profiles, LayerSignal::deadShare, "of a layer's units are dead").ifPresent(clauses::add);
    worst(profiles, LayerSignal::saturatedShare, "of a layer's values are saturated")
        .ifPresent(clauses::add);
    int most = seen.stream().mapToInt(one -> ACTIVATIONS.seen(one).size()).max().orElse(0);
    return Words.sentence(clauses)
        + (most > MOST_ROWS
            ? " Of %s %d are shown.".formatted(Words.count(most, "layer"), MOST_ROWS)
            : "");
  }

  private static String way(NamedProfile one) {
    List<LayerSignal> layers = ACTIVATIONS.seen(one);
    return "from %s to %s with %s"
        .formatted(
            Words.number(size(ACTIVATIONS.of(layers.get(0)))),
            Words.number(size(ACTIVATIONS.of(layers.get(layers.size() - 1)))),
            one.name());
  }

  /** A clause on the layer with the largest share; empty if no share is above 0. */
  private static Optional<String> worst(
      List<NamedProfile> profiles, Function<LayerSignal, Double> share, String what) {
    double most = 0;
    String clause = null;
    for (NamedProfile one : profiles) {
      for (LayerSignal layer : one.layers()) {
        if (share.apply(layer) != null && share.apply(layer) > most) {
          most = share.apply(layer);
          clause =
              "up to %s %s, in %s of %s"
                  .formatted(Numbers.percent(most), what, layer.name(), one.name());
        }
      }
    }
    return Optional.ofNullable(clause);
  }

  /** The root mean square of a histogram's values; null if there is no histogram. */
  private static Double size(Histogram histogram) {
    return histogram == null ? null : (Double) (histogram.high() / ROOT_MEAN_SQUARES);
  }

  private static DataTable table(List<NamedProfile> profiles) {
    return Layers.columns()
        .number("weights, root mean square", row -> size(seen(row).weights()))
        .number("activations, root mean square", row -> size(seen(row).activations()))
        .number("of them 0", row -> zeros(seen(row).activations()))
        .number("gradients, root mean square", row -> size(seen(row).gradients()))
        .number("dead units", row -> part("", row.layer().deadShare()))
        .number("saturated", row -> part("", row.layer().saturatedShare()))
        .of(Layers.rows(profiles).stream().filter(row -> seen(row) != null).toList());
  }

  private static LayerHistograms seen(Layers.Row row) {
    return row.layer().histograms();
  }

  private static String zeros(Histogram histogram) {
    return histogram == null
        ? null
        : Numbers.percent((double) histogram.zeros() / histogram.size());
  }
}
