// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.weights;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.Tone;
import org.evenkeel.report.figure.RatioFigure;
import org.evenkeel.report.figure.RatioFigure.TensorRatio;
import org.evenkeel.report.page.HtmlPage;
import org.evenkeel.report.page.Page;
import org.evenkeel.text.Numbers;
import org.evenkeel.weights.audit.Audit;
import org.evenkeel.weights.audit.Finding;
import org.evenkeel.weights.rules.Blocks;

/** The page of an audit: the verdict, the ratio to the rule over depth, and all findings. */
final class AuditPage {

  private static final List<String> REFERENCES =
      List.of(
          "Massart 1990, The tight constant in the Dvoretzky-Kiefer-Wolfowitz inequality",
          "Wilson and Hilferty 1931, The distribution of chi-square");

  private AuditPage() {}

  static void write(Audit audit, String verdict, String command, Path file) {
    HtmlPage.write(page(audit, verdict, command), file);
  }

  private static Page page(Audit audit, String verdict, String command) {
    Tone tone =
        switch (audit.state()) {
          case INITIAL -> Tone.GOOD;
          case FAULTY -> Tone.BAD;
          default -> Tone.NEUTRAL;
        };
    String state = verdict.replaceFirst(":.*", "");
    String sentence = verdict.replaceFirst("^[^:]*:? *", "");
    return new Page(
        "Audit of " + audit.source(),
        List.of(new Page.Headline("", tone, state, sentence + chance(audit))),
        RatioFigure.of(ratios(audit)).stream().toList(),
        audit.findings().isEmpty() ? List.of() : List.of(findings(audit)),
        REFERENCES,
        List.of(
            List.of(
                new Page.Fact("command", command),
                new Page.Fact("rules", audit.rules().isEmpty() ? "none known" : audit.rules()))));
  }

  private static String chance(Audit audit) {
    return audit.rules().isEmpty()
        ? ""
        : ". Initial weights by these rules have a finding in %s of files."
            .formatted(Numbers.percent(Audit.FALSE_ALARM));
  }

  private static List<TensorRatio> ratios(Audit audit) {
    Map<List<String>, String> findings = new HashMap<>();
    audit
        .findings()
        .forEach(
            one ->
                findings.put(List.of(one.tensor(), one.file()), one.cause() + ": " + one.what()));
    return audit.rows().stream()
        .map(
            row ->
                new TensorRatio(
                    row.tensor().name(),
                    Blocks.block(row.tensor().name()),
                    row.rule(),
                    row.found().mean(),
                    row.found().std(),
                    row.ratio(),
                    findings.getOrDefault(List.of(row.tensor().name(), row.file()), "")))
        .toList();
  }

  private static Page.Appendix findings(Audit audit) {
    DataTable.Columns<Finding> columns =
        new DataTable.Columns<Finding>()
            .text("tensor", Finding::tensor)
            .text("cause", finding -> finding.cause().toString())
            .text("what", Finding::what);
    if (audit.findings().stream().anyMatch(finding -> !finding.file().isEmpty())) {
      columns.text("file", Finding::file);
    }
    return new Page.Appendix(
        "Findings",
        "Of the causes that apply to a tensor, the most specific.",
        columns.of(audit.findings()));
  }
}
