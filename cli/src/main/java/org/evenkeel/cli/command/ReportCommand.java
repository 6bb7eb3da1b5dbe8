// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.evenkeel.cli.option.Requesting;
import org.evenkeel.cli.terminal.ExitCode;
import org.evenkeel.cli.terminal.Interrupts;
import org.evenkeel.experiment.ResultFile;
import org.evenkeel.report.Report;
import org.evenkeel.report.chart.Tone;
import org.evenkeel.report.export.MlflowFiles;
import org.evenkeel.report.export.TensorBoardFiles;
import org.evenkeel.report.page.Page;
import org.evenkeel.report.watch.StudyWatch;
import org.evenkeel.result.Result;
import org.evenkeel.result.StudyResult;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that turns results into one page or a picture. */
@Command(
    name = "report",
    description = {
      "Makes one HTML page from results: what predict, check, train, compare, tune, rules and audit print"
          + " with --format json, and studies. The page needs nothing else, no network and no server.",
      "With --png or --svg: one of its charts as a picture."
    },
    sortOptions = false)
public final class ReportCommand implements Callable<Integer>, Requesting {

  private static final Path STDIN = Path.of("-");

  @Parameters(
      arity = "1..*",
      paramLabel = "RESULT",
      description = "Files with results, a study's file (a journal), or - for stdin.")
  private List<Path> files;

  @Option(names = "-o", paramLabel = "FILE", description = "The page.")
  private @Nullable Path page;

  @Option(
      names = "--watch",
      paramLabel = "PORT",
      description =
          "Serves the page on this machine and makes it anew every few seconds, while a study runs;"
              + " 0 for any free port.")
  private @Nullable Integer watched;

  @Option(
      names = "--tensorboard",
      paramLabel = "FOLDER",
      description = "Writes a study as TensorBoard's event files, a run for each trial.")
  private @Nullable Path tensorBoard;

  @Option(
      names = "--mlflow",
      paramLabel = "FOLDER",
      description = "Writes a study as MLflow's file store, a run for each trial.")
  private @Nullable Path mlflow;

  @Option(
      names = "--study-name",
      paramLabel = "NAME",
      description = "Which study of a journal with several. Default: the only one.")
  private @Nullable String name;

  @Option(names = "--title", paramLabel = "TEXT", description = "The page's title.")
  private @Nullable String title;

  @Mixin private PictureOptions pictures;
  @Mixin private Output output;

  /** What the options ask for. */
  private record Request(
      List<Path> files,
      @Nullable Path page,
      @Nullable String name,
      @Nullable String title,
      @Nullable Integer watched,
      @Nullable Path tensorBoard,
      @Nullable Path mlflow,
      PictureOptions.Drawing drawing,
      boolean quiet) {}

  @Override
  public Request request() {
    if (page == null
        && !pictures.given()
        && watched == null
        && tensorBoard == null
        && mlflow == null) {
      throw new IllegalArgumentException(
          "a report needs a file to write to; add -o report.html, --png FILE or --svg FILE, or --watch 0");
    }
    return new Request(
        files, page, name, title, watched, tensorBoard, mlflow, pictures.drawing(), output.quiet());
  }

  @Override
  public Integer call() {
    request();
    if (watched != null) {
      return watch(watched);
    }
    List<Result> results = files.stream().map(this::read).toList();
    export(results);
    results.stream()
        .map(one -> one.origin().remark())
        .filter(Objects::nonNull)
        .distinct()
        .forEach(remark -> output.terminal().told("remark    " + remark));
    Report report = Report.of(results).titled(title).by(output.typed());
    if (page != null) {
      report.write(page);
    }
    Page shown = report.page();
    shown.headlines().forEach(one -> headline(one));
    if (page != null) {
      output.told("page", page);
    }
    pictures.draw(shown.figures(), output);
    return 0;
  }

  private void export(List<Result> results) {
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i) instanceof StudyResult study) {
        if (tensorBoard != null) {
          TensorBoardFiles.write(study, tensorBoard);
        }
        if (mlflow != null) {
          MlflowFiles.write(study, String.valueOf(files.get(i).getFileName()), mlflow);
        }
      } else if (tensorBoard != null || mlflow != null) {
        throw new IllegalArgumentException(
            "--tensorboard and --mlflow take studies: %s is none; name a journal"
                .formatted(files.get(i)));
      }
    }
  }

  /** Serves the page until the process is ended. */
  private int watch(int port) {
    try (Interrupts interrupts = Interrupts.watch(output.terminal(), "the page is closed");
        StudyWatch watch =
            StudyWatch.start(
                port,
                () ->
                    Report.of(files.stream().map(this::read).toList())
                        .titled(title)
                        .by(output.typed())
                        .html())) {
      output.terminal().told("page      " + watch.address()); // at once, not when it is closed
      files.stream()
          .filter(file -> !file.equals(STDIN) && !Files.exists(file))
          .forEach(
              file ->
                  output
                      .terminal()
                      .told("waits     for %s, which does not exist yet".formatted(file)));
      while (!interrupts.came()) {
        LockSupport.park();
      }
    }
    return ExitCode.INTERRUPTED;
  }

  private Result read(Path file) {
    if (!file.equals(STDIN)) {
      return ResultFile.read(file, name, StudyOptions::read);
    }
    try {
      return ResultFile.parse(
          new String(System.in.readAllBytes(), StandardCharsets.UTF_8), file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void headline(Page.Headline one) {
    String state =
        output.terminal().colored(one.tone() == Tone.GOOD ? "green,bold" : "bold", one.state());
    output
        .terminal()
        .print(
            "%s%s: %s"
                .formatted(
                    one.subject().isEmpty() ? "" : one.subject() + ": ", state, one.sentence()));
  }
}
