// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import org.evenkeel.cli.terminal.SignalTable;
import org.evenkeel.cli.terminal.Table;
import org.evenkeel.cli.terminal.Terminal;
import org.evenkeel.meanfield.SpectrumForecast;
import org.evenkeel.report.text.Numbers;
import org.evenkeel.result.Json;
import org.evenkeel.result.ResultJson;
import org.evenkeel.signal.Quantity;

/**
 * The singular values s of the input-output Jacobian: what theory says of them, and those of one
 * draw at one example.
 *
 * @param inputs the network's inputs
 * @param outputs its outputs
 * @param theory what theory says; null if it does not
 * @param measured the singular values found, the largest first; null if they were not measured
 */
record Spectrum(int inputs, int outputs, SpectrumForecast theory, List<Double> measured) {

  private Quantity meanSquare() {
    Quantity found = measured == null ? Quantity.UNKNOWN : Quantity.measured(mean());
    return theory == null ? found : found.beside(theory.meanSquare());
  }

  private double mean() {
    return measured.stream().mapToDouble(s -> s * s).average().orElseThrow();
  }

  private Quantity variance() {
    Quantity found =
        measured == null
            ? Quantity.UNKNOWN
            : Quantity.measured(
                measured.stream()
                    .mapToDouble(s -> (s * s - mean()) * (s * s - mean()))
                    .average()
                    .orElseThrow());
    return theory == null ? found : found.beside(Quantity.predicted(theory.variance()));
  }

  private Quantity largest() {
    return theory == null || theory.largest() == null
        ? quantile(0)
        : quantile(0).beside(Quantity.predicted(theory.largest()));
  }

  private Quantity quantile(double share) {
    return measured == null
        ? Quantity.UNKNOWN
        : Quantity.measured(measured.get((int) Math.round(share * (measured.size() - 1))));
  }

  void table(Terminal terminal) {
    terminal.print("");
    terminal.print(
        "Singular values s of the input-output Jacobian, %,d outputs by %,d inputs%s:"
            .formatted(outputs, inputs, measured == null ? "" : ", at the first example"));
    if (theory == null && measured == null) {
      terminal.print(
          "theory speaks of chains of dense layers with random weights; measure it with check.");
      return;
    }
    terminal.print("");
    Table table = Table.of("", "theory", "range", "measured");
    row(table, "mean of s²", meanSquare());
    row(table, "variance of s²", variance());
    row(table, "largest s", largest());
    if (measured != null) {
      row(table, "upper quarter", quantile(0.25));
      row(table, "median", quantile(0.5));
      row(table, "lower quarter", quantile(0.75));
      row(table, "smallest s", quantile(1));
    }
    table.print(terminal);
    if (theory == null) {
      terminal.print("Theory speaks of chains of dense layers with random weights.");
    }
  }

  private static void row(Table table, String name, Quantity quantity) {
    table.row(
        name,
        quantity.predicted() == null ? "" : Numbers.number(quantity.predicted()),
        SignalTable.range(quantity),
        quantity.measured() == null
            ? ""
            : Numbers.number(quantity.measured()) + (quantity.asPredicted() ? " " : "!"));
  }

  private static void add(JsonObject json, String key, Quantity quantity) {
    if (!quantity.equals(Quantity.UNKNOWN)) {
      json.add(key, ResultJson.tree(quantity));
    }
  }

  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("inputs", inputs);
    json.addProperty("outputs", outputs);
    add(json, "meanSquare", meanSquare());
    add(json, "variance", variance());
    add(json, "largest", largest());
    if (measured != null) {
      JsonArray values = new JsonArray();
      measured.stream().map(Json::number).forEach(values::add);
      json.add("singularValues", values);
    }
    return json;
  }
}
