// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.GatedUnit;
import org.evenkeel.init.Rule;
import org.evenkeel.init.Rules;
import org.evenkeel.parameter.Fans;
import org.evenkeel.plan.PlannedParameter;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.page.Page.Appendix;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.Comparison.StartResult;
import org.evenkeel.result.Result;
import org.evenkeel.result.RulesResult;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Words;

/** The appendix tables: the initial distributions of the parameters, the rules, and the gains. */
final class Appendices {

  /**
   * The largest block of rows that is looked for as a repetition, such as a layer's weights and
   * biases.
   */
  private static final int LONGEST_BLOCK = 8;

  private Appendices() {}

  static List<Appendix> of(List<Result> results) {
    return results.stream().flatMap(Appendices::of).toList();
  }

  private static Stream<Appendix> of(Result result) {
    if (result instanceof Comparison comparison) {
      return comparison.starts().stream()
          .filter(start -> !start.plan().isEmpty())
          .map(Appendices::plan);
    }
    return result instanceof RulesResult
        ? Stream.of(rules(), gains(), gatedUnits())
        : Stream.empty();
  }

  private static Appendix plan(StartResult start) {
    return new Appendix(
        "Initial distribution of each parameter: " + start.name(),
        "%s; gain is √(n_in·Var(w)), and why names the entry of the rule file, or what follows. Parameters that differ in name alone share a row."
            .formatted(Words.count(start.plan().size(), "parameter")),
        DataTable.of(
            "parameter|kind|shape|fans|rule|distribution",
            "gain|Var(w)|std|bound",
            "why",
            fold(start.plan().stream().map(Appendices::row).toList())));
  }

  private static List<String> row(PlannedParameter one) {
    return DataTable.row(
        one.part() == null ? one.name() : "%s (%s)".formatted(one.name(), one.part()),
        one.kind(),
        one.dimensions().stream().map(String::valueOf).collect(Collectors.joining("×")),
        fans(one.fans()),
        one.start().multiplier() == 1
            ? one.start().rule()
            : one.start().rule() + "*" + Numbers.number(one.start().multiplier()),
        one.start().distribution(),
        one.gain(),
        one.start().variance(),
        Math.sqrt(one.start().variance()),
        one.bound(),
        one.reason().why());
  }

  private static String fans(Fans fans) {
    return fans == null ? null : fan(fans.in()) + "→" + fan(fans.out());
  }

  private static String fan(double fan) {
    return fan == Math.rint(fan) && fan < 1e15 ? Long.toString((long) fan) : Numbers.number(fan);
  }

  /**
   * Rows in which blocks that differ in the name alone are merged under the first and the last
   * name.
   */
  private static List<List<String>> fold(List<List<String>> rows) {
    List<List<String>> rest = rows.stream().map(row -> row.subList(1, row.size())).toList();
    List<List<String>> folded = new ArrayList<>();
    int at = 0;
    while (at < rows.size()) {
      int block = 1;
      int times = 1;
      for (int length = 1; length <= LONGEST_BLOCK && at + length <= rows.size(); length++) {
        int repeated = repeated(rest, at, length);
        if (repeated > 1 && repeated * length > block * times) {
          block = length;
          times = repeated;
        }
      }
      if (block > 1 && repeated(rest, at + 1, block) >= times) {
        // The repetition starts at the next row as well; waiting for it keeps weights and biases
        // together.
        block = 1;
        times = 1;
      }
      for (int i = at; i < at + block; i++) {
        List<String> row = new ArrayList<>(rows.get(i));
        if (times > 1) {
          String last = rows.get(i + block * (times - 1)).get(0);
          row.set(0, "%s … %s (%d)".formatted(row.get(0), last, times));
        }
        folded.add(row);
      }
      at += block * times;
    }
    return folded;
  }

  /** The number of times that a block of rows repeats. */
  private static int repeated(List<List<String>> rows, int at, int length) {
    int next = at + length;
    while (next + length <= rows.size()
        && rows.subList(at, at + length).equals(rows.subList(next, next + length))) {
      next += length;
    }
    return (next - at) / length;
  }

  private static Appendix rules() {
    return new Appendix(
        "Rules",
        "The rules that first weights can be drawn by, with the variance of a weight.",
        DataTable.of(
            "rule|other names|Var(w)|for",
            "",
            "",
            Rules.all().stream().map(Appendices::row).toList()));
  }

  private static List<String> row(Rule rule) {
    return List.of(
        rule.signature(), String.join(", ", rule.aliases()), rule.formula(), rule.purpose());
  }

  private static Appendix gains() {
    List<List<String>> rows = new ArrayList<>();
    for (Activation f : Activations.all()) {
      rows.add(
          List.of(
              f.name(),
              Numbers.fixed(f.mean(1), 6),
              Numbers.fixed(f.secondMoment(1), 6),
              Numbers.fixed(f.slopeSecondMoment(1), 6),
              Numbers.fixed(f.forwardGain(), 6),
              Numbers.fixed(f.backwardGain(), 6)));
    }
    return new Appendix(
        "Gains of activations",
        "A gain multiplies the standard deviation: Var(w) = gain²/n_in. The forward gain keeps E[z²] = 1 from layer to layer, the backward gain the gradient's.",
        DataTable.of("activation", "E[f]|E[f²]|E[f'²]|forward gain|backward gain", "", rows));
  }

  private static Appendix gatedUnits() {
    List<List<String>> rows = new ArrayList<>();
    for (GatedUnit unit : GatedUnit.all()) {
      rows.add(
          List.of(
              unit.name(),
              "a·" + unit.gate().name() + "(b)",
              Numbers.fixed(unit.forwardGain(), 6),
              Numbers.fixed(unit.backwardGain(), 6)));
    }
    return new Appendix(
        "Gains of gated units",
        "Where one half of the units gates the other.",
        DataTable.of("gated unit|formula", "forward gain|backward gain", "", rows));
  }
}
