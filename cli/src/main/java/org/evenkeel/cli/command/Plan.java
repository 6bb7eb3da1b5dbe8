// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.evenkeel.cli.terminal.Table;
import org.evenkeel.cli.terminal.Table.Column;
import org.evenkeel.cli.terminal.Terminal;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.init.Assignment;
import org.evenkeel.init.Fans;
import org.evenkeel.init.Initializer;
import org.evenkeel.init.Part;
import org.evenkeel.init.Range;
import org.evenkeel.init.Rulebook;
import org.evenkeel.init.Start;
import org.evenkeel.init.WeightShape;
import org.evenkeel.network.Network;
import org.evenkeel.report.text.Numbers;
import org.evenkeel.result.PlannedParameter;
import org.evenkeel.result.ResultJson;
import org.evenkeel.signal.LayerSignal.LayerStart;

/**
 * What each parameter of a network would be drawn by, and why.
 *
 * @param start the start
 * @param parameters the parameters in order
 * @param untouched parameters that keep the engine's start, because their fans are not known
 */
record Plan(Start start, List<Row> parameters, List<String> untouched) {

  /** Parameters that a note names; JSON names all. */
  private static final int NAMED = 8;

  /**
   * One parameter.
   *
   * <p>Throws {@link IllegalArgumentException} if its rule cannot draw it.
   */
  record Row(Assignment assignment, WeightShape shape) {
    Row {
      try {
        assignment.initializer().variance(shape);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(assignment.parameter() + ": " + e.getMessage(), e);
      }
    }
  }

  /** One line of the table: a parameter, or one of its parts where these differ. */
  private record Line(String name, Assignment assignment, WeightShape shape, Part part) {

    private Initializer initializer() {
      return assignment.initializer();
    }

    double variance() {
      return initializer().variance(part);
    }

    /** √(n_in·Var(w)); NaN for what is no weight. */
    double gain() {
      return assignment.kind().isWeight() ? Math.sqrt(part.fans().in() * variance()) : Double.NaN;
    }

    /** The largest absolute value; infinite where there is no bound. */
    double bound() {
      Range range = initializer().range(part);
      return Math.max(Math.abs(range.low()), Math.abs(range.high()));
    }
  }

  /**
   * The plan of a network, without an engine.
   *
   * @throws IllegalArgumentException if an entry of the start's rulebook matches no parameter
   */
  static Plan of(Network network, Start start) {
    List<Row> rows =
        network.parameters().stream()
            .map(p -> new Row(start.assign(p.name(), p.shape().kind(), p.following()), p.shape()))
            .toList();
    start.rulebook().requireEveryEntryMatches(rows.stream().map(Row::assignment).toList());
    return new Plan(start, rows, List.of());
  }

  /**
   * The plan of a model of the user's, whose shapes only the engine can work out.
   *
   * @throws IllegalArgumentException if an entry of the start's rulebook matches no parameter
   */
  static Plan of(Subject subject, Start start) {
    FirstWeights weights = FirstWeights.of(start).redrawing().applyTo(subject.blocks().get());
    List<Row> rows =
        weights.plan(subject.batch(1)).stream()
            .map(planned -> new Row(planned.assignment(), planned.shape().orElseThrow()))
            .toList();
    return new Plan(start, rows, weights.untouched());
  }

  void table(Terminal terminal) {
    Table table =
        Table.of(
            Column.of("parameter").shortened(),
            Column.of("kind").ranked(3),
            Column.of("shape").ranked(5),
            Column.of("fans").ranked(2),
            Column.of("rule"),
            Column.of("gain").ranked(1),
            Column.of("Var(w)"),
            Column.of("std").ranked(6),
            Column.of("bound").ranked(4),
            Column.of("why").wrapped(24));
    for (Line line : lines()) {
      double variance = line.variance();
      table.row(
          line.name(),
          line.assignment().kind().toString(),
          line.shape().dimensions().stream().map(Object::toString).collect(Collectors.joining("×")),
          fans(line.part().fans()),
          rule(line.assignment()),
          Numbers.number(line.gain()),
          Numbers.number(variance),
          Numbers.number(Math.sqrt(variance)),
          Double.isInfinite(line.bound()) ? "" : Numbers.number(line.bound()),
          line.assignment().why());
    }
    table.print(terminal);
    terminal.print("");
    terminal.print(
        "gain is √(n_in·Var(w)); why names the entry of the rule file, or what follows.");
    notes().forEach(terminal::print);
  }

  /** Both fans, in → out; empty where there are none. */
  private static String fans(Fans fans) {
    return fans == null ? "" : fan(fans.in()) + "→" + fan(fans.out());
  }

  private static String fan(double fan) {
    return fan == Math.rint(fan) && fan < 1e15 ? Long.toString((long) fan) : Numbers.number(fan);
  }

  private static String rule(Assignment assignment) {
    return assignment.multiplier() == 1
        ? assignment.rule()
        : assignment.rule() + "*" + Numbers.number(assignment.multiplier());
  }

  /** What a user should look at. */
  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (!start.rulebook().entries().isEmpty()) {
      for (Row row : parameters) {
        Assignment assignment = row.assignment();
        if (assignment.matches().size() > 1) {
          notes.add(
              "%s: more than one entry matches, %s; the first decides."
                  .formatted(
                      assignment.parameter(),
                      numbers(assignment).stream()
                          .map(Object::toString)
                          .collect(Collectors.joining(" and "))));
        }
      }
      List<String> unmatched = unmatched();
      if (!unmatched.isEmpty()) {
        notes.add(
            "No entry matches %s%s: as without a rule file."
                .formatted(
                    String.join(", ", unmatched.subList(0, Math.min(NAMED, unmatched.size()))),
                    unmatched.size() > NAMED
                        ? " and %,d more".formatted(unmatched.size() - NAMED)
                        : ""));
      }
    }
    if (!untouched.isEmpty()) {
      notes.add("Not known here, left to the engine: %s.".formatted(String.join(", ", untouched)));
    }
    return notes;
  }

  private List<String> unmatched() {
    return parameters.stream()
        .map(Row::assignment)
        .filter(assignment -> assignment.matches().isEmpty())
        .map(Assignment::parameter)
        .toList();
  }

  /** The entries that match, counted from 1 as in the file. */
  private List<Integer> numbers(Assignment assignment) {
    List<Rulebook.Entry> entries = start.rulebook().entries();
    return assignment.matches().stream().map(entry -> entries.indexOf(entry) + 1).toList();
  }

  private List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (Row row : parameters) {
      List<Part> parts = row.shape().parts();
      Line first =
          new Line(row.assignment().parameter(), row.assignment(), row.shape(), parts.get(0));
      boolean alike =
          parts.stream()
              .map(part -> new Line("", row.assignment(), row.shape(), part))
              .allMatch(
                  line ->
                      line.variance() == first.variance()
                          && Objects.equals(line.part().fans(), first.part().fans()));
      if (alike) {
        lines.add(first);
      } else {
        for (Part part : parts) {
          String name = row.assignment().parameter() + " (" + part.label() + ")";
          lines.add(new Line(name, row.assignment(), row.shape(), part));
        }
      }
    }
    return lines;
  }

  /** What each parameter is drawn by, as a part of a result. */
  List<PlannedParameter> planned() {
    return lines().stream().map(this::planned).toList();
  }

  private PlannedParameter planned(Line line) {
    Assignment assignment = line.assignment();
    return new PlannedParameter(
        assignment.parameter(),
        line.name().equals(assignment.parameter()) ? null : line.part().label(),
        assignment.kind().toString(),
        line.shape().dimensions().stream().map(Number::longValue).toList(),
        line.part().fans(),
        new LayerStart(
            assignment.rule(),
            line.initializer().drawnFrom().map(Object::toString).orElse(null),
            assignment.multiplier(),
            line.variance()),
        assignment.kind().isWeight() ? (Double) line.gain() : null,
        Double.isInfinite(line.bound()) ? null : (Double) line.bound(),
        new PlannedParameter.Reason(numbers(assignment), assignment.why()));
  }

  JsonObject json() {
    JsonObject document = new JsonObject();
    document.addProperty("seed", start.seed());
    document.add("parameters", ResultJson.tree(planned()));
    JsonArray unmatched = new JsonArray();
    unmatched().forEach(unmatched::add);
    document.add("unmatched", unmatched);
    return document;
  }
}
