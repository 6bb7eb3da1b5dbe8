// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.evenkeel.report.chart.Chart;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.RidgeChart;
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

  private static final Map<String, Function<LayerHistograms, Histogram>> QUANTITIES = quantities();

  private HistogramFigure() {}

  private static Map<String, Function<LayerHistograms, Histogram>> quantities() {
    Map<String, Function<LayerHistograms, Histogram>> quantities = new LinkedHashMap<>();
    quantities.put("activations", LayerHistograms::activations);
    quantities.put("weights", LayerHistograms::weights);
    quantities.put("gradients", LayerHistograms::gradients);
    return quantities;
  }

  /** The figure; empty if no layer has histograms. */
  public static Optional<Figure> of(List<NamedProfile> profiles, StartColors colors) {
    List<Figure.View> views = new ArrayList<>();
    QUANTITIES.forEach(
        (name, quantity) -> {
          List<Chart> charts = charts(name, quantity, profiles, colors);
          if (!charts.isEmpty()) {
            views.add(new Figure.View(name, charts));
          }
        });
    if (views.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Figure(
            "histograms", "How values are spread", sentence(profiles), views, table(profiles)));
  }

  private static List<Chart> charts(
      String name,
      Function<LayerHistograms, Histogram> quantity,
      List<NamedProfile> profiles,
      StartColors colors) {
    Map<NamedProfile, List<RidgeChart.Row>> all = new LinkedHashMap<>();
    for (NamedProfile one : profiles) {
      List<RidgeChart.Row> rows = new ArrayList<>();
      for (LayerSignal layer : thinned(seen(one, quantity))) {
        Histogram histogram = quantity.apply(layer.histograms());
        rows.add(
            new RidgeChart.Row(
                String.valueOf(layer.name()),
                histogram.low(),
                histogram.high(),
                histogram.counts(),
                histogram.below(),
                histogram.above(),
                name.equals("activations") ? note(layer) : null));
      }
      if (!rows.isEmpty()) {
        all.put(one, rows);
      }
    }
    double end = end(name, all.values());
    ChartAxis axis =
        end > 0 ? ChartAxis.linear(label(name), -end, end) : ChartAxis.linear(label(name));
    List<Chart> charts = new ArrayList<>();
    all.forEach(
        (one, rows) ->
            charts.add(
                new RidgeChart(
                    "%s of %s".formatted(label(name), one.name()),
                    axis,
                    colors.of(one.name()),
                    rows)));
    return charts;
  }

  private static String label(String name) {
    return switch (name) {
      case "weights" -> "Weights";
      case "activations" -> "Activations";
      default -> "Gradients / last hidden layer's root mean square";
    };
  }

  private static List<LayerSignal> seen(
      NamedProfile one, Function<LayerHistograms, Histogram> quantity) {
    return one.profile().layers().stream()
        .filter(layer -> layer.histograms() != null && quantity.apply(layer.histograms()) != null)
        .toList();
  }

  private static List<LayerSignal> thinned(List<LayerSignal> layers) {
    if (layers.size() <= MOST_ROWS) {
      return layers;
    }
    List<LayerSignal> some = new ArrayList<>();
    for (int row = 0; row < MOST_ROWS; row++) {
      some.add(layers.get((int) Math.round(row * (layers.size() - 1.0) / (MOST_ROWS - 1))));
    }
    return some;
  }

  /**
   * The end of the axis, which does not depend on layers that grow or shrink: 4 root mean squares
   * of the first layer's activations, of the median layer's weights, or of the last hidden layer's
   * gradients; the largest of all starts.
   */
  private static double end(String name, Collection<List<RidgeChart.Row>> starts) {
    double end = 0;
    for (List<RidgeChart.Row> rows : starts) {
      double[] ends =
          rows.stream()
              .mapToDouble(RidgeChart.Row::high)
              .filter(high -> high > 0 && Double.isFinite(high))
              .toArray();
      if (ends.length > 0) {
        double first = ends[0];
        Arrays.sort(ends);
        double own =
            switch (name) {
              case "activations" -> first;
              case "weights" -> ends[ends.length / 2];
              default -> ROOT_MEAN_SQUARES;
            };
        end = Math.max(end, own);
      }
    }
    return end;
  }

  /** A note on the dead and the saturated share; null if neither is known. */
  private static String note(LayerSignal layer) {
    List<String> parts = new ArrayList<>();
    if (layer.deadShare() != null) {
      parts.add("dead units " + Numbers.percent(layer.deadShare()));
    }
    if (layer.saturatedShare() != null) {
      parts.add("saturated " + Numbers.percent(layer.saturatedShare()));
    }
    return parts.isEmpty() ? null : String.join(", ", parts);
  }

  private static String sentence(List<NamedProfile> profiles) {
    List<String> sizes = new ArrayList<>();
    int most = 0;
    for (NamedProfile one : profiles) {
      List<LayerSignal> layers = seen(one, LayerHistograms::activations);
      most = Math.max(most, layers.size());
      if (!layers.isEmpty()) {
        sizes.add(
            "from %s to %s with %s"
                .formatted(
                    size(layers.get(0).histograms().activations()),
                    size(layers.get(layers.size() - 1).histograms().activations()),
                    one.name()));
      }
    }
    if (sizes.isEmpty()) {
      return "No activations were seen.";
    }
    List<String> clauses = new ArrayList<>();
    clauses.add(
        "From the first layer to the last the activations' root mean square goes "
            + Words.list(sizes));
    worst(profiles, LayerSignal::deadShare, "of a layer's units are dead").ifPresent(clauses::add);
    worst(profiles, LayerSignal::saturatedShare, "of a layer's values are saturated")
        .ifPresent(clauses::add);
    return Words.sentence(clauses)
        + (most > MOST_ROWS
            ? " Of %s %d are shown.".formatted(Words.count(most, "layer"), MOST_ROWS)
            : "");
  }

  /** A clause on the layer with the largest share; empty if no share is above 0. */
  private static Optional<String> worst(
      List<NamedProfile> profiles, Function<LayerSignal, Double> share, String what) {
    double most = 0;
    String where = "";
    for (NamedProfile one : profiles) {
      for (LayerSignal layer : one.profile().layers()) {
        Double here = share.apply(layer);
        if (here != null && here > most) {
          most = here;
          where = "%s of %s".formatted(layer.name(), one.name());
        }
      }
    }
    return most > 0
        ? Optional.of("up to %s %s, in %s".formatted(Numbers.percent(most), what, where))
        : Optional.empty();
  }

  private static String size(Histogram histogram) {
    return Words.number(histogram.high() / ROOT_MEAN_SQUARES);
  }

  private static DataTable table(List<NamedProfile> profiles) {
    List<List<String>> rows = new ArrayList<>();
    for (NamedProfile one : profiles) {
      for (LayerSignal layer : one.profile().layers()) {
        LayerHistograms seen = layer.histograms();
        if (seen != null) {
          Histogram activations = seen.activations();
          rows.add(
              List.of(
                  one.name(),
                  String.valueOf(layer.name()),
                  cell(seen.weights()),
                  cell(activations),
                  activations == null
                      ? "-"
                      : Numbers.percent((double) activations.zeros() / activations.size()),
                  cell(seen.gradients()),
                  share(layer.deadShare()),
                  share(layer.saturatedShare())));
        }
      }
    }
    return DataTable.of(
        "start|layer",
        "weights, root mean square|activations, root mean square|of them 0"
            + "|gradients, root mean square|dead units|saturated",
        "",
        rows);
  }

  private static String share(Double share) {
    return share == null ? "-" : Numbers.percent(share);
  }

  private static String cell(Histogram histogram) {
    return histogram == null ? "-" : Numbers.number(histogram.high() / ROOT_MEAN_SQUARES);
  }
}
