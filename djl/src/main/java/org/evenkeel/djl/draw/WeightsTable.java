// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.draw;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.evenkeel.init.Assignment;
import org.evenkeel.parameter.Fans;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.TextTable;

/** The plan of initial weights as text, one line for each parameter. */
final class WeightsTable {

  private WeightsTable() {}

  static String of(List<FirstWeights.Planned> plan, List<String> untouched) {
    TextTable table =
        new TextTable("parameter", "kind", "shape", "fans", "rule", "gain", "Var(w)", "why");
    for (FirstWeights.Planned planned : plan) {
      Assignment assignment = planned.assignment();
      Optional<WeightShape> shape = planned.shape();
      Optional<Double> variance = shape.map(known -> assignment.initializer().variance(known));
      Optional<Fans> fans = shape.map(known -> known.parts().get(0).fans());
      table.row(
          assignment.parameter(),
          assignment.kind().toString(),
          shape.map(WeightsTable::sizes).orElse(""),
          fans.map(Fans::toString).orElse(""),
          assignment.multiplier() == 1
              ? assignment.rule()
              : assignment.rule() + "*" + Numbers.number(assignment.multiplier()),
          assignment.kind().isWeight() && fans.isPresent()
              ? Numbers.number(Math.sqrt(fans.get().in() * variance.orElseThrow()))
              : "",
          variance.map(Numbers::number).orElse(""),
          assignment.why());
    }
    return untouched.isEmpty()
        ? table.toString()
        : table + "\nnot drawn: " + String.join(", ", untouched);
  }

  private static String sizes(WeightShape shape) {
    return shape.dimensions().stream().map(Object::toString).collect(Collectors.joining("×"));
  }
}
