// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.init.Assignment;
import org.evenkeel.init.Start;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.initializer.WeightRange;
import org.evenkeel.network.Network;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.result.PlannedParameter;
import org.evenkeel.signal.LayerSignal.LayerStart;

/**
 * The plan of an initialization: the rule, fans and variance of each parameter, and the reason.
 *
 * @param parameters the parameters in order; one whose parts differ has an entry for each part
 * @param unmatched the names of parameters that no entry of the start's rulebook matches
 * @param untouched the names of parameters left to the library, because their fans are unknown
 */
public record InitializationPlan(
    Start start,
    List<PlannedParameter> parameters,
    List<String> unmatched,
    List<String> untouched) {

  private record Row(Assignment assignment, WeightShape shape) {}

  /**
   * The plan of a network as data; needs no engine.
   *
   * @throws IllegalArgumentException if an entry of the start's rulebook matches no parameter, or a
   *     rule cannot draw its parameter
   */
  public static InitializationPlan of(Network network, Start start) {
    return of(
        start,
        network.parameters().stream()
            .map(p -> new Row(start.assign(p.name(), p.shape().kind(), p.following()), p.shape()))
            .toList(),
        List.of());
  }

  /** The plan of a network or block; only the engine can compute the shapes of a block. */
  public static InitializationPlan of(Subject subject, Start start) {
    if (subject.described().isPresent()) {
      return of(subject.described().get(), start);
    }
    FirstWeights weights = FirstWeights.of(start).redrawing().applyTo(subject.blocks().get());
    return of(
        start,
        weights.plan(subject.batch(1)).stream()
            .map(planned -> new Row(planned.assignment(), planned.shape().orElseThrow()))
            .toList(),
        weights.untouched());
  }

  private static InitializationPlan of(Start start, List<Row> rows, List<String> untouched) {
    List<Assignment> assignments = rows.stream().map(Row::assignment).toList();
    start.rulebook().requireEveryEntryMatches(assignments);
    List<PlannedParameter> parameters = new ArrayList<>();
    rows.forEach(row -> add(start, row, parameters));
    return new InitializationPlan(
        start,
        parameters,
        assignments.stream()
            .filter(assignment -> assignment.matches().isEmpty())
            .map(Assignment::parameter)
            .toList(),
        untouched);
  }

  private static void add(Start start, Row row, List<PlannedParameter> parameters) {
    Initializer initializer = row.assignment().initializer();
    try {
      initializer.variance(row.shape());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(row.assignment().parameter() + ": " + e.getMessage(), e);
    }
    List<Part> parts = row.shape().parts();
    Part first = parts.get(0);
    boolean alike =
        parts.stream()
            .allMatch(
                part ->
                    initializer.variance(part) == initializer.variance(first)
                        && Objects.equals(part.fans(), first.fans()));
    for (Part part : alike ? List.of(first) : parts) {
      parameters.add(planned(start, row, part, alike));
    }
  }

  private static PlannedParameter planned(Start start, Row row, Part part, boolean whole) {
    Assignment assignment = row.assignment();
    Initializer initializer = assignment.initializer();
    double variance = initializer.variance(part);
    WeightRange range = initializer.range(part);
    double bound = Math.max(Math.abs(range.low()), Math.abs(range.high()));
    return new PlannedParameter(
        assignment.parameter(),
        whole ? null : part.label(),
        assignment.kind().toString(),
        row.shape().dimensions().stream().map(Number::longValue).toList(),
        part.fans(),
        new LayerStart(
            assignment.rule(),
            initializer.drawnFrom().map(Object::toString).orElse(null),
            assignment.multiplier(),
            variance),
        assignment.kind().isWeight() ? (Double) Math.sqrt(part.fans().in() * variance) : null,
        Double.isInfinite(bound) ? null : (Double) bound,
        new PlannedParameter.Reason(
            assignment.matches().stream()
                .map(entry -> start.rulebook().entries().indexOf(entry) + 1)
                .toList(),
            assignment.why()));
  }
}
