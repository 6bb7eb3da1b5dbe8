// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.nio.file.Path;
import java.util.List;
import org.evenkeel.report.Report;
import org.evenkeel.result.Result;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that also write a result as a page or a picture. */
final class PageOptions {

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "Also write it as one HTML page that needs nothing else: charts, verdict, sources.")
  private @Nullable Path page;

  @Mixin private PictureOptions pictures;

  /** Checks the options before anything is computed. */
  void check() {
    if (page != null) {
      PictureOptions.requireWritable("--report", page);
    }
    pictures.check();
  }

  /** Whether a page or a picture is requested. */
  boolean given() {
    return page != null || pictures.given();
  }

  /** Writes the requested files. */
  void write(Result result, Output output) {
    if (!given()) {
      return;
    }
    Report report = Report.of(List.of(result)).by(output.typed());
    if (page != null) {
      report.write(page);
      output.told("page", page);
    }
    pictures.draw(report.page().figures(), output);
  }
}
