// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.GatedUnit;
import org.evenkeel.init.Rule;
import org.evenkeel.init.Rules;
import org.evenkeel.meanfield.FixedPoint;
import org.evenkeel.meanfield.MeanField;
import org.evenkeel.meanfield.PhaseDiagram;
import org.evenkeel.meanfield.PhaseGrid;
import org.jspecify.annotations.Nullable;

/** The tables of theory as JSON: phase diagrams, and rules with the gains of activations. */
final class TablesJson {

  /** The number of columns of a phase diagram. */
  private static final int COLUMNS = 41;

  private static final Rows<PhaseDiagram.Point> GRID =
      new Rows<PhaseDiagram.Point>()
          .with("weightVariance", PhaseDiagram.Point::weightVariance)
          .with("biasVariance", PhaseDiagram.Point::biasVariance)
          .with("phase", PhaseDiagram.Point::phase)
          .with("fixedPoint", PhaseDiagram.Point::q)
          .with("chi", PhaseDiagram.Point::chi)
          .with("correlationDepth", PhaseDiagram.Point::correlationDepth);

  private static final Rows<MeanField> CRITICAL_LINE =
      new Rows<MeanField>()
          .with("weightVariance", MeanField::weightVariance)
          .with("biasVariance", MeanField::biasVariance)
          .with("fixedPoint", field -> atCriticalPoint(field, FixedPoint::q))
          .with("stability", field -> atCriticalPoint(field, FixedPoint::stability))
          .with("slope", field -> atCriticalPoint(field, FixedPoint::slope));

  private static final Rows<Rule> RULES =
      new Rows<Rule>()
          .with("name", Rule::name)
          .with("signature", Rule::signature)
          .with("aliases", Rule::aliases)
          .with("formula", Rule::formula)
          .with("purpose", Rule::purpose)
          .with("paper", Rule::paper);

  private static final Rows<Activation> ACTIVATIONS =
      new Rows<Activation>()
          .with("name", Activation::name)
          .with("mean", f -> f.mean(1))
          .with("secondMoment", f -> f.secondMoment(1))
          .with("slopeSecondMoment", f -> f.slopeSecondMoment(1))
          .with("forwardGain", Activation::forwardGain)
          .with("backwardGain", Activation::backwardGain);

  private static final Rows<GatedUnit> GATED_UNITS =
      new Rows<GatedUnit>()
          .with("name", GatedUnit::name)
          .with("gate", unit -> unit.gate().name())
          .with("forwardGain", GatedUnit::forwardGain)
          .with("backwardGain", GatedUnit::backwardGain);

  private TablesJson() {}

  /** A list of objects, with the value of each key. */
  private static final class Rows<T> {
    private final Map<String, Function<T, @Nullable Object>> values = new LinkedHashMap<>();

    Rows<T> with(String key, Function<T, @Nullable Object> value) {
      values.put(key, value);
      return this;
    }

    JsonArray of(List<? extends T> items) {
      JsonArray rows = new JsonArray();
      for (T item : items) {
        JsonObject row = new JsonObject();
        values.forEach(
            (key, value) -> {
              Object known = value.apply(item);
              if (known != null) {
                row.add(key, ResultJson.tree(known));
              }
            });
        rows.add(row);
      }
      return rows;
    }
  }

  private static @Nullable Object atCriticalPoint(
      MeanField field, Function<FixedPoint, Object> value) {
    return PhaseGrid.criticalPoint(field).map(value).orElse(null);
  }

  static JsonObject write(PhaseResult result) {
    PhaseGrid grid = PhaseGrid.of(result.activation());
    JsonObject json = new JsonObject();
    json.addProperty("activation", result.activation().name());
    json.add(
        "grid",
        GRID.of(
            grid.diagram(COLUMNS, PhaseGrid.ROWS).rows().stream().flatMap(List::stream).toList()));
    json.add("criticalLine", CRITICAL_LINE.of(grid.line()));
    ResultJson.addOrigin(json, result.origin());
    return json;
  }

  static JsonObject write(RulesResult result) {
    JsonObject json = new JsonObject();
    json.add("rules", RULES.of(Rules.all()));
    json.add("activations", ACTIVATIONS.of(Activations.all()));
    json.add("gatedUnits", GATED_UNITS.of(GatedUnit.all()));
    ResultJson.addOrigin(json, result.origin());
    return json;
  }
}
