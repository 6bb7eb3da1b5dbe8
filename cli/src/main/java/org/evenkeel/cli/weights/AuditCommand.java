// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.weights;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.evenkeel.cli.command.Output;
import org.evenkeel.cli.option.Requesting;
import org.evenkeel.cli.terminal.ExitCode;
import org.evenkeel.cli.terminal.ProgressBars;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Table;
import org.evenkeel.text.Table.Column;
import org.evenkeel.weights.audit.Audit;
import org.evenkeel.weights.audit.Finding;
import org.evenkeel.weights.format.Checkpoint;
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
            + " written, copies, dead rows. Files that draw wrote are proven bit for bit. Reads safetensors,"
            + " the index of shards, PyTorch's state dicts, NumPy's .npz, Keras' .h5 and .keras, ONNX.",
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

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "Writes a page with the ratio of each tensor to its rule over depth.")
  private @Nullable Path page;

  @Mixin private Output output;

  /** What the options ask for. */
  private record Request(
      List<Path> files,
      Optional<TensorRules> rules,
      boolean all,
      @Nullable Path page,
      boolean json,
      boolean quiet) {}

  @Override
  public Request request() {
    return new Request(
        files,
        Optional.ofNullable(rules).map(RuleFile::named),
        all && !output.json(), // a document has all rows
        page,
        output.json(),
        output.quiet());
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
    if (output.json()) {
      JsonArray documents = new JsonArray();
      documents.add(json(audit));
      JsonObject document = new JsonObject();
      document.addProperty("command", output.command());
      document.addProperty("falseAlarm", Audit.FALSE_ALARM);
      document.add("audits", documents);
      output.print(document);
    } else {
      print(audit);
    }
    if (page != null) {
      AuditPage.write(audit, verdict(audit), output.command(), page);
      output.told("page", page);
    }
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

  private void print(Audit audit) {
    var terminal = output.terminal();
    terminal.print("file      " + audit.source());
    terminal.print(
        "rules     "
            + (audit.rules().isEmpty() ? "none of the presets knows the names" : audit.rules()));
    if (all) {
      terminal.print(
          new Table.Columns<Audit.Row>()
              .with(Column.of("tensor").shortened(), row -> row.tensor().name())
              .with(Column.of("type").ranked(2), row -> row.tensor().dtype().name())
              .with("rule", Audit.Row::rule)
              .with(Column.of("mean").ranked(3), row -> Numbers.number(row.found().mean()))
              .with("std", row -> Numbers.number(row.found().std()))
              .with(
                  Column.of("found/rule").ranked(1),
                  row -> Double.isFinite(row.ratio()) ? Numbers.number(row.ratio()) : "")
              .of(audit.rows()));
    }
    if (!audit.findings().isEmpty()) {
      terminal.print(
          new Table.Columns<Finding>()
              .with("tensor", Finding::tensor)
              .with("cause", finding -> finding.cause().toString())
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
            + terminal.colored(audit.state() == Audit.State.INITIAL, verdict(audit))
            + (audit.proven() == 0
                ? ""
                : "; %,d proven bit for bit by the metadata".formatted(audit.proven())));
    if (!audit.rows().isEmpty()) {
      terminal.print(
          "chance    initial weights by these rules have a finding in %s of files"
              .formatted(Numbers.percent(Audit.FALSE_ALARM)));
    }
  }

  private static String verdict(Audit audit) {
    return switch (audit.state()) {
      case INITIAL -> "initial weights: all %,d tensors fit".formatted(audit.tensors());
      case FAULTY ->
          "faulty: %,d of %,d tensors do not fit"
              .formatted(audit.findings().size(), audit.tensors());
      case TRAINED -> "trained: not initial weights any more";
      case UNKNOWN ->
          "unknown: no rules are known for %,d tensors".formatted(audit.unknown().size());
    };
  }

  private static String what(Finding finding) {
    return finding.what() + (finding.file().isEmpty() ? "" : "; in " + finding.file());
  }

  private static JsonObject json(Audit audit) {
    JsonObject document = new JsonObject();
    document.addProperty("file", audit.source());
    document.addProperty("rules", audit.rules());
    document.addProperty("state", audit.state().name().toLowerCase(java.util.Locale.ROOT));
    document.addProperty("tensors", audit.tensors());
    document.addProperty("proven", audit.proven());
    JsonArray findings = new JsonArray();
    for (Finding finding : audit.findings()) {
      JsonObject one = new JsonObject();
      one.addProperty("tensor", finding.tensor());
      one.addProperty("cause", finding.cause().toString());
      one.addProperty("what", finding.what());
      if (!finding.file().isEmpty()) {
        one.addProperty("file", finding.file());
      }
      findings.add(one);
    }
    document.add("findings", findings);
    JsonArray unknown = new JsonArray();
    audit.unknown().forEach(unknown::add);
    document.add("unknown", unknown);
    JsonArray rows = new JsonArray();
    for (Audit.Row row : audit.rows()) {
      JsonObject one = new JsonObject();
      one.addProperty("name", row.tensor().name());
      if (!row.file().isEmpty()) {
        one.addProperty("file", row.file());
      }
      one.addProperty("dtype", row.tensor().dtype().name());
      one.addProperty("rule", row.rule());
      JsonArray shape = new JsonArray();
      row.tensor().shape().forEach(shape::add);
      one.add("shape", shape);
      one.addProperty("mean", finite(row.found().mean()));
      one.addProperty("std", finite(row.found().std()));
      one.addProperty("low", finite(row.found().low()));
      one.addProperty("high", finite(row.found().high()));
      one.addProperty("kurtosis", finite(row.found().kurtosis()));
      one.addProperty("expectedMean", finite(row.expectedMean()));
      one.addProperty("expectedStd", finite(row.expectedStd()));
      one.addProperty("ratio", finite(row.ratio()));
      rows.add(one);
    }
    document.add("rows", rows);
    return document;
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? (Double) value : null;
  }
}
