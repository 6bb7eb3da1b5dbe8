// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.evenkeel.cli.terminal.Terminal;
import org.evenkeel.report.Report;
import org.evenkeel.result.Result;
import org.evenkeel.result.ResultJson;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that also write a result as a page or a picture. */
public final class PageOptions {

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "Also write it as one HTML page that needs nothing else: charts, verdict, sources.")
  private @Nullable Path page;

  @Mixin private PictureOptions pictures;

  /** Where and how a result is shown. */
  public record Showing(
      @Nullable Path page, PictureOptions.Drawing drawing, boolean json, boolean quiet) {}

  /** Where and how a result is shown, checked before anything is computed. */
  public Showing showing(Output output) {
    return new Showing(page, pictures.drawing(), output.json(), output.quiet());
  }

  /** Prints a result as a table or as JSON, and writes the requested files. */
  public void show(Result result, Output output, Consumer<Terminal> table) {
    show(result, output, table, () -> ResultJson.write(result));
  }

  /** The same with a document of its own. */
  void show(Result result, Output output, Consumer<Terminal> table, Supplier<JsonObject> document) {
    if (output.json()) {
      output.print(document.get());
    } else {
      table.accept(output.terminal());
    }
    if (page == null && !pictures.given()) {
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
