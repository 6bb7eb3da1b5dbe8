// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.plan;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.init.Assignment;
import org.evenkeel.init.Start;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.network.Network;
import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightRange;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.signal.LayerSignal.LayerStart;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Table;
import org.evenkeel.text.Table.Column;

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

  /** The number of parameters that a remark lists. */
  private static final int LISTED = 8;

  /** A parameter to draw: its assignment and its shape. */
  public record Row(Assignment assignment, WeightShape shape) {

    /** Whether another parameter is drawn in the same way, and its assignment says so. */
    private boolean isLike(Row other) {
      return assignment.initializer().equals(other.assignment.initializer())
          && assignment.kind() == other.assignment.kind()
          && assignment.rule().equals(other.assignment.rule())
          && assignment.multiplier() == other.assignment.multiplier()
          && assignment.why().equals(other.assignment.why())
          && assignment.matches().equals(other.assignment.matches())
          && shape.equals(other.shape);
    }
  }

  /**
   * The plan of a network as data.
   *
   * @throws IllegalArgumentException if an entry of the start's rulebook matches no parameter, or a
   *     rule cannot draw its parameter
   */
  public static InitializationPlan of(Network network, Start start) {
    Assigning assigning = new Assigning(start);
    return of(
        start,
        network.parameters().stream()
            .map(parameter -> new Row(assigning.of(parameter), parameter.shape()))
            .toList(),
        List.of());
  }

  /**
   * The plan of some parameters.
   *
   * @throws IllegalArgumentException if an entry of the start's rulebook matches no parameter, or a
   *     rule cannot draw its parameter
   */
  public static InitializationPlan of(Start start, List<Row> rows, List<String> untouched) {
    List<Assignment> assignments = rows.stream().map(Row::assignment).toList();
    start.rulebook().requireEveryEntryMatches(assignments);
    List<PlannedParameter> parameters = new ArrayList<>();
    Map<Kind, Planned> last = new EnumMap<>(Kind.class);
    for (Row row : rows) {
      Planned planned = last.get(row.assignment.kind());
      if (planned == null || !planned.row.isLike(row)) {
        planned = new Planned(row, planned(start, row));
        last.put(row.assignment.kind(), planned);
      }
      for (PlannedParameter part : planned.parts) {
        parameters.add(part.of(row.assignment.parameter()));
      }
    }
    return new InitializationPlan(
        start,
        parameters,
        assignments.stream()
            .filter(assignment -> assignment.matches().isEmpty())
            .map(Assignment::parameter)
            .toList(),
        untouched);
  }

  /**
   * Whether two starts have the same plan of a network; it looks no further than the first
   * parameter that they draw differently.
   *
   * @throws IllegalArgumentException as {@link #of(Network, Start)}, if nothing differs before
   */
  public static boolean areAlike(Network network, Start one, Start other) {
    Assigning first = new Assigning(one);
    Assigning second = new Assigning(other);
    for (Network.Parameter parameter : network.parameters()) {
      Row row = new Row(first.of(parameter), parameter.shape());
      Row otherRow = new Row(second.of(parameter), parameter.shape());
      if (!planned(one, row).equals(planned(other, otherRow))) {
        return false;
      }
    }
    return of(network, one).parameters.equals(of(network, other).parameters);
  }

  /** A parameter with its plan, which others drawn in the same way share. */
  private record Planned(Row row, List<PlannedParameter> parts) {}

  private static List<PlannedParameter> planned(Start start, Row row) {
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
    return (alike ? List.of(first) : parts)
        .stream().map(part -> planned(start, row, part, alike)).toList();
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
        LayerStart.of(assignment, part, variance),
        assignment.kind().isWeight() ? (Double) Math.sqrt(part.fans().in() * variance) : null,
        Double.isInfinite(bound) ? null : (Double) bound,
        new PlannedParameter.Reason(
            assignment.matches().stream()
                .map(entry -> start.rulebook().entries().indexOf(entry) + 1)
                .toList(),
            assignment.why()));
  }

  /** The table of the parameters. */
  public Table table() {
    return new Table.Columns<PlannedParameter>()
        .with(
            Column.of("parameter").shortened(),
            p -> p.name() + (p.part() == null ? "" : " (" + p.part() + ")"))
        .with(Column.of("kind").ranked(3), PlannedParameter::kind)
        .with(Column.of("shape").ranked(5), p -> joined(p.dimensions(), "×"))
        .with(Column.of("fans").ranked(2), p -> p.fans() == null ? "" : p.fans().toString())
        .with("rule", p -> rule(p.start()))
        .with(Column.of("gain").ranked(1), p -> p.gain() == null ? "-" : Numbers.number(p.gain()))
        .with("Var(w)", p -> Numbers.number(p.start().variance()))
        .with(Column.of("std").ranked(6), p -> Numbers.number(Math.sqrt(p.start().variance())))
        .with(Column.of("bound").ranked(4), p -> p.bound() == null ? "" : Numbers.number(p.bound()))
        .with(Column.of("why").wrapped(24), p -> p.reason().why())
        .of(parameters);
  }

  private static String rule(LayerStart start) {
    return start.multiplier() == 1
        ? start.rule()
        : start.rule() + "*" + Numbers.number(start.multiplier());
  }

  /** The lines below the table: ambiguous and unmatched parameters, and those left alone. */
  public List<String> remarks() {
    List<String> lines = new ArrayList<>();
    if (!start.rulebook().entries().isEmpty()) {
      parameters.stream()
          .filter(parameter -> parameter.reason().entries().size() > 1)
          .map(
              parameter ->
                  "%s: more than one entry matches, %s; the first decides."
                      .formatted(parameter.name(), joined(parameter.reason().entries(), " and ")))
          .distinct()
          .forEach(lines::add);
      if (!unmatched.isEmpty()) {
        lines.add(
            "No entry matches %s%s: as without a rule file."
                .formatted(
                    String.join(", ", unmatched.subList(0, Math.min(LISTED, unmatched.size()))),
                    unmatched.size() > LISTED
                        ? " and %,d more".formatted(unmatched.size() - LISTED)
                        : ""));
      }
    }
    if (!untouched.isEmpty()) {
      lines.add("Fans unknown, left to the library: %s.".formatted(String.join(", ", untouched)));
    }
    return lines;
  }

  private static String joined(List<? extends Number> numbers, String separator) {
    return numbers.stream().map(Number::toString).collect(Collectors.joining(separator));
  }

  /** The table with its remarks, as text. */
  @Override
  public String toString() {
    return Stream.concat(Stream.of(table().toString()), remarks().stream())
        .collect(Collectors.joining("\n"));
  }
}
