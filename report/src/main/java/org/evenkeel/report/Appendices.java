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
import org.evenkeel.result.AuditResult;
import org.evenkeel.result.AuditResult.Finding;
import org.evenkeel.result.AuditResult.ModelAudit;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.Comparison.StartResult;
import org.evenkeel.result.Result;
import org.evenkeel.result.RulesResult;
import org.evenkeel.signal.LayerSignal.LayerStart;
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
    if (result instanceof AuditResult audit) {
      return audit.audits().stream()
          .filter(one -> !one.findings().isEmpty())
          .map(one -> findings(one, audit.audits().size() == 1 ? "" : " in " + one.file()));
    }
    return result instanceof RulesResult
        ? Stream.of(rules(), gains(), gatedUnits())
        : Stream.empty();
  }

  private static Appendix findings(ModelAudit audit, String where) {
    DataTable.Columns<Finding> columns =
        new DataTable.Columns<Finding>()
            .text("tensor", Finding::tensor)
            .text("cause", Finding::cause)
            .text("what", Finding::what);
    if (audit.findings().stream().anyMatch(finding -> finding.file() != null)) {
      columns.text("file", Finding::file);
    }
    return new Appendix(
        "Findings" + where,
        "Of the causes that apply to a tensor, the most specific.",
        columns.of(audit.findings()));
  }

  private static Appendix plan(StartResult start) {
    return new Appendix(
        "Initial distribution of each parameter: " + start.name(),
        "%s; gain is √(n_in·Var(w)), and why names the entry of the rule file, or what follows. Parameters that differ in name alone share a row."
            .formatted(Words.count(start.plan().size(), "parameter")),
        fold(
            new DataTable.Columns<PlannedParameter>()
                .text("parameter", Appendices::name)
                .text("kind", PlannedParameter::kind)
                .text("shape", one -> join(one.dimensions()))
                .text("fans", one -> fans(one.fans()))
                .text("rule", one -> rule(one.start()))
                .text("distribution", one -> one.start().distribution())
                .number("gain", PlannedParameter::gain)
                .number("Var(w)", one -> one.start().variance())
                .number("std", one -> Math.sqrt(one.start().variance()))
                .number("bound", PlannedParameter::bound)
                .text("why", one -> one.reason().why())
                .of(start.plan())));
  }

  private static String name(PlannedParameter one) {
    return one.part() == null ? one.name() : "%s (%s)".formatted(one.name(), one.part());
  }

  private static String join(List<Long> dimensions) {
    return dimensions.stream().map(String::valueOf).collect(Collectors.joining("×"));
  }

  private static String rule(LayerStart start) {
    return start.multiplier() == 1
        ? start.rule()
        : start.rule() + "*" + Numbers.number(start.multiplier());
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
  private static DataTable fold(DataTable table) {
    List<List<String>> rows = table.rows();
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
    return new DataTable(table.columns(), folded);
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
        new DataTable.Columns<Rule>()
            .text("rule", Rule::signature)
            .text("other names", rule -> String.join(", ", rule.aliases()))
            .text("Var(w)", Rule::formula)
            .text("for", Rule::purpose)
            .of(Rules.all()));
  }

  private static Appendix gains() {
    return new Appendix(
        "Gains of activations",
        "A gain multiplies the standard deviation: Var(w) = gain²/n_in. The forward gain keeps E[z²] = 1 from layer to layer, the backward gain the gradient's.",
        new DataTable.Columns<Activation>()
            .text("activation", Activation::name)
            .number("E[f]", f -> Numbers.fixed(f.mean(1), 6))
            .number("E[f²]", f -> Numbers.fixed(f.secondMoment(1), 6))
            .number("E[f'²]", f -> Numbers.fixed(f.slopeSecondMoment(1), 6))
            .number("forward gain", f -> Numbers.fixed(f.forwardGain(), 6))
            .number("backward gain", f -> Numbers.fixed(f.backwardGain(), 6))
            .of(Activations.all()));
  }

  private static Appendix gatedUnits() {
    return new Appendix(
        "Gains of gated units",
        "Where one half of the units gates the other.",
        new DataTable.Columns<GatedUnit>()
            .text("gated unit", GatedUnit::name)
            .text("formula", unit -> "a·" + unit.gate().name() + "(b)")
            .number("forward gain", unit -> Numbers.fixed(unit.forwardGain(), 6))
            .number("backward gain", unit -> Numbers.fixed(unit.backwardGain(), 6))
            .of(GatedUnit.all()));
  }
}
