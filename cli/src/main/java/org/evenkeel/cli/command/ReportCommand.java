// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.evenkeel.report.Report;
import org.evenkeel.report.chart.Tone;
import org.evenkeel.report.page.Page;
import org.evenkeel.result.Result;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One page, or a picture, from what other commands wrote. */
@Command(
    name = "report",
    description = {
      "Makes one HTML page from results: what predict, check, train, compare, tune and rules print with"
          + " --format json, and studies. The page needs nothing else, no network and no server.",
      "With --png or --svg: one of its charts as a picture."
    },
    sortOptions = false)
public final class ReportCommand implements Callable<Integer> {

  @Parameters(
      arity = "1..*",
      paramLabel = "RESULT",
      description = "Files with results, a study's file (a journal), or - for stdin.")
  private List<Path> files;

  @Option(names = "-o", paramLabel = "FILE", description = "The page.")
  private Path page;

  @Option(
      names = "--study-name",
      paramLabel = "NAME",
      description = "Which study of a journal with several. Default: the only one.")
  private String name;

  @Option(names = "--title", paramLabel = "TEXT", description = "The page's title.")
  private String title;

  @Mixin private PictureOptions pictures;
  @Mixin private Output output;

  @Override
  public Integer call() {
    if (page == null && !pictures.given()) {
      throw new IllegalArgumentException(
          "a report goes to a file: none is named; add -o report.html, --png FILE or --svg FILE");
    }
    if (page != null) {
      PictureOptions.requireWritable("-o", page);
    }
    pictures.check();
    List<Result> results = files.stream().map(file -> ResultFile.read(file, name)).toList();
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
