// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.evenkeel.cli.command.Output;
import org.evenkeel.cli.command.PageOptions;
import org.evenkeel.cli.option.Requesting;
import org.evenkeel.cli.terminal.ExitCode;
import org.evenkeel.cli.terminal.ProgressBars;
import org.evenkeel.cli.terminal.Terminal;
import org.evenkeel.experiment.weights.AuditResults;
import org.evenkeel.result.AuditResult;
import org.evenkeel.result.AuditResult.Finding;
import org.evenkeel.result.AuditResult.ModelAudit;
import org.evenkeel.result.AuditResult.Row;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Table;
import org.evenkeel.text.Table.Column;
import org.evenkeel.weights.audit.Audit;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.FileFormat;
import org.evenkeel.weights.format.Tensor;
import org.evenkeel.weights.rules.RuleFile;
import org.evenkeel.weights.rules.TensorRules;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that holds weights files against rules. */
@Command(
    name = "audit",
    description =
        "Holds each tensor of a model against the rule that it should have been drawn by, and names the"
            + " cause where it was not: a fan read off a shard, a default never replaced, a tensor never"
            + " written, copies, dead rows. Files that draw wrote are proven bit for bit. FILE is "
            + FileFormat.READ
            + ".",
    sortOptions = false)
public final class AuditCommand implements Callable<Integer>, Requesting {

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "The file of a model; its shards, or the files of all ranks, are one audit.")
  private List<Path> files = List.of();

  @Option(
      names = "--rules",
      paramLabel = "PRESET|FILE.yaml",
      description =
          "The rules: a preset such as gpt2, or a rule file. Default: what the file's metadata record,"
              + " else the preset that knows the names.")
  private @Nullable String rules;

  @Option(names = "--all", description = "Lists all tensors, not only those with findings.")
  private boolean all;

  @Mixin private PageOptions pages;
  @Mixin private Output output;

  /** What the options ask for. */
  private record Request(
      List<Path> files, Optional<TensorRules> rules, boolean all, PageOptions.Showing showing) {}

  @Override
  public Request request() {
    return new Request(
        files,
        Optional.ofNullable(rules).map(RuleFile::named),
        all && !output.json(), // a document has all rows
        pages.showing(output));
  }

  @Override
  public Integer call() {
    Optional<TensorRules> named = request().rules();
    Audit audit;
    List<Checkpoint> opened = new ArrayList<>();
    try (ProgressBars progress = new ProgressBars(output.terminal())) {
      files.forEach(file -> opened.add(Checkpoint.open(file)));
      progress.started(
          "audit",
          opened.stream().flatMap(one -> one.tensors().stream()).mapToLong(Tensor::bytes).sum());
      audit = Audit.of(opened, named, bytes -> progress.progressed(bytes, ""));
    } finally {
      close(opened);
    }
    AuditResult result = AuditResults.of(output.origin(null), audit);
    pages.show(result, output, terminal -> result.audits().forEach(one -> print(one, terminal)));
    return switch (audit.state()) {
      case INITIAL -> 0;
      case UNKNOWN -> ExitCode.UNKNOWN;
      default -> ExitCode.NOT_HEALTHY;
    };
  }

  private static void close(List<Checkpoint> opened) {
    for (Checkpoint one : opened) {
      try {
        one.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void print(ModelAudit audit, Terminal terminal) {
    terminal.print("file      " + audit.file());
    terminal.print(
        "rules     "
            + (audit.rules().isEmpty() ? "none of the presets knows the names" : audit.rules()));
    if (all) {
      terminal.print(
          new Table.Columns<Row>()
              .with(Column.of("tensor").shortened(), Row::name)
              .with(Column.of("type").ranked(2), Row::dtype)
              .with("rule", Row::rule)
              .with(Column.of("mean").ranked(3), row -> Numbers.number(row.mean()))
              .with("std", row -> Numbers.number(row.std()))
              .with(
                  Column.of("found/rule").ranked(1),
                  row -> Double.isFinite(row.ratio()) ? Numbers.number(row.ratio()) : "")
              .of(audit.rows()));
    }
    if (!audit.findings().isEmpty()) {
      terminal.print(
          new Table.Columns<Finding>()
              .with("tensor", Finding::tensor)
              .with("cause", Finding::cause)
              .with(Column.of("what").wrapped(24), AuditCommand::what)
              .of(audit.findings()));
    }
    if (!audit.unknown().isEmpty()) {
      terminal.print(
          "unknown   "
              + String.join(", ", audit.unknown().stream().limit(8).toList())
              + (audit.unknown().size() > 8
                  ? " and %,d more".formatted(audit.unknown().size() - 8)
                  : "")
              + ": name them in a rule file");
    }
    terminal.print(
        "verdict   "
            + terminal.colored(
                audit.state() == AuditResult.State.INITIAL,
                audit.state().label() + ": " + audit.sentence())
            + (audit.proven() == 0
                ? ""
                : "; %,d proven bit for bit by the metadata".formatted(audit.proven())));
    if (!audit.rows().isEmpty()) {
      terminal.print(
          "chance    initial weights by these rules have a finding in %s of files"
              .formatted(Numbers.percent(Audit.FALSE_ALARM)));
    }
  }

  private static String what(Finding finding) {
    return finding.what() + (finding.file() == null ? "" : "; in " + finding.file());
  }
}
