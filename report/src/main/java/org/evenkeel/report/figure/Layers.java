// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.DataTable.Columns;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.chart.Series.Style;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Quantity;

/** The layers of several profiles along one axis; layers of the same name share a position. */
final class Layers {

  private final List<NamedProfile> profiles;
  private final StartColors colors;
  private final List<String> names = new ArrayList<>();
  private final IdentityHashMap<NamedProfile, List<Double>> places = new IdentityHashMap<>();

  Layers(List<NamedProfile> profiles, StartColors colors) {
    this.profiles = profiles;
    this.colors = colors;
    Map<String, Double> known = new HashMap<>();
    for (NamedProfile one : profiles) {
      Map<String, Integer> met = new HashMap<>();
      List<Double> here = new ArrayList<>();
      for (LayerSignal layer : one.layers()) {
        String name = String.valueOf(layer.name());
        String key = met.merge(name, 1, Integer::sum) + " " + name;
        if (!known.containsKey(key)) {
          names.add(name);
          known.put(key, (double) names.size());
        }
        here.add(known.get(key));
      }
      places.put(one, here);
    }
  }

  /** The number of positions. */
  int size() {
    return names.size();
  }

  ChartAxis axis() {
    return ChartAxis.counted("layer", names);
  }

  /** The predicted values as lines with a band, and the measured values as points. */
  List<Series> series(Function<LayerSignal, Quantity> quantity) {
    List<Series> series = new ArrayList<>();
    for (NamedProfile one : profiles) {
      Function<Function<Quantity, Double>, List<Double>> values =
          part -> one.layers().stream().map(quantity).map(part).toList();
      List<Double> predicted = values.apply(Quantity::predicted);
      List<Double> low = values.apply(Quantity::low);
      List<Double> high = values.apply(Quantity::high);
      List<Double> measured = values.apply(Quantity::measured);
      List<String> notes = one.layers().stream().map(LayerSignal::note).toList();
      if (known(predicted)) {
        Series line = series(one, Style.LINE, predicted, notes);
        series.add(known(low) && known(high) ? line.withBand(low, high) : line);
      }
      if (known(measured)) {
        series.add(series(one, Style.POINTS, measured, known(predicted) ? List.of() : notes));
      }
    }
    return series;
  }

  private Series series(NamedProfile one, Style style, List<Double> values, List<String> notes) {
    return Series.of(one.name(), colors.of(one.name()), style, places.get(one), values)
        .withNotes(known(notes) ? notes : List.of());
  }

  private static boolean known(List<?> values) {
    return values.stream().anyMatch(Objects::nonNull);
  }

  /** A layer of a start, as a row of a table. */
  record Row(String start, LayerSignal layer) {}

  /** The layers of all starts. */
  static List<Row> rows(List<NamedProfile> profiles) {
    return profiles.stream()
        .flatMap(one -> one.layers().stream().map(layer -> new Row(one.name(), layer)))
        .toList();
  }

  /** The columns with the names of start and layer. */
  static Columns<Row> columns() {
    return new Columns<Row>()
        .text("start", Row::start)
        .text("layer", row -> String.valueOf(row.layer().name()));
  }

  /** Adds the columns of a quantity. */
  static Columns<Row> add(
      Columns<Row> columns, String prefix, Function<LayerSignal, Quantity> quantity) {
    return columns
        .number(prefix + "predicted", row -> quantity.apply(row.layer()).predicted())
        .number("from", row -> quantity.apply(row.layer()).low())
        .number("to", row -> quantity.apply(row.layer()).high())
        .number(prefix + "measured", row -> quantity.apply(row.layer()).measured());
  }
}
