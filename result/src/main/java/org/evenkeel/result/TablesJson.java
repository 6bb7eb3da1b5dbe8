// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import com.google.gson.JsonObject;
import java.util.List;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.GatedUnit;
import org.evenkeel.init.Rule;
import org.evenkeel.init.Rules;
import org.evenkeel.meanfield.FixedPoint;
import org.evenkeel.meanfield.MeanField;
import org.evenkeel.meanfield.PhaseDiagram;
import org.evenkeel.meanfield.PhaseGrid;
import org.evenkeel.signal.Outlook;
import org.jspecify.annotations.Nullable;

/** The tables of theory as JSON: phase diagrams, and rules with the gains of activations. */
final class TablesJson {

  /** The number of columns of a phase diagram. */
  private static final int COLUMNS = 41;

  private TablesJson() {}

  private record GridPoint(
      double weightVariance,
      double biasVariance,
      PhaseDiagram.Phase phase,
      @Nullable Double fixedPoint,
      double chi,
      @Nullable Double correlationDepth) {

    static GridPoint of(PhaseDiagram.Point point) {
      return new GridPoint(
          point.weightVariance(),
          point.biasVariance(),
          point.phase(),
          point.q(),
          point.chi(),
          point.correlationDepth());
    }
  }

  private record CriticalPoint(
      double weightVariance,
      double biasVariance,
      @Nullable Double fixedPoint,
      Outlook.@Nullable Stability stability,
      @Nullable Double slope) {

    static CriticalPoint of(MeanField field) {
      FixedPoint point = PhaseGrid.criticalPoint(field).orElse(null);
      return new CriticalPoint(
          field.weightVariance(),
          field.biasVariance(),
          point == null ? null : (Double) point.q(),
          point == null ? null : point.stability(),
          point == null ? null : (Double) point.slope());
    }
  }

  static JsonObject write(PhaseResult result) {
    PhaseGrid grid = PhaseGrid.of(result.activation());
    JsonObject json = new JsonObject();
    json.addProperty("activation", result.activation().name());
    json.add(
        "grid",
        ResultJson.tree(
            grid.diagram(COLUMNS, PhaseGrid.ROWS).rows().stream()
                .flatMap(List::stream)
                .map(GridPoint::of)
                .toList()));
    json.add("criticalLine", ResultJson.tree(grid.line().stream().map(CriticalPoint::of).toList()));
    ResultJson.addOrigin(json, result.origin());
    return json;
  }

  private record RuleRow(
      String name,
      String signature,
      List<String> aliases,
      String formula,
      String purpose,
      String paper) {

    static RuleRow of(Rule rule) {
      return new RuleRow(
          rule.name(),
          rule.signature(),
          List.copyOf(rule.aliases()),
          rule.formula(),
          rule.purpose(),
          rule.paper());
    }
  }

  private record ActivationRow(
      String name,
      double mean,
      double secondMoment,
      double slopeSecondMoment,
      double forwardGain,
      double backwardGain) {

    static ActivationRow of(Activation f) {
      return new ActivationRow(
          f.name(),
          f.mean(1),
          f.secondMoment(1),
          f.slopeSecondMoment(1),
          f.forwardGain(),
          f.backwardGain());
    }
  }

  private record UnitRow(String name, String gate, double forwardGain, double backwardGain) {

    static UnitRow of(GatedUnit unit) {
      return new UnitRow(unit.name(), unit.gate().name(), unit.forwardGain(), unit.backwardGain());
    }
  }

  static JsonObject write(RulesResult result) {
    JsonObject json = new JsonObject();
    json.add("rules", ResultJson.tree(Rules.all().stream().map(RuleRow::of).toList()));
    json.add(
        "activations", ResultJson.tree(Activations.all().stream().map(ActivationRow::of).toList()));
    json.add("gatedUnits", ResultJson.tree(GatedUnit.all().stream().map(UnitRow::of).toList()));
    ResultJson.addOrigin(json, result.origin());
    return json;
  }
}
