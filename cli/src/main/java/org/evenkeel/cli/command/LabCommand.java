// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import com.google.gson.JsonObject;
import java.awt.Desktop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.evenkeel.cli.option.Requesting;
import org.evenkeel.lab.LabPage;
import org.evenkeel.report.file.AtomicFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command that opens the lab. */
@Command(
    name = "lab",
    description =
        "The lecture as a page to play with: drag the variance of the weights and see what is left of"
            + " signal, gradient and the difference of two inputs. The page is one file that needs no"
            + " network and no server; on a terminal it is opened in the browser as well.",
    sortOptions = false)
public final class LabCommand implements Callable<Integer>, Requesting {

  private static final String NAME = "evenkeel-lab.html";

  @Option(
      names = "-o",
      paramLabel = "FILE",
      description = "The page. Default: " + NAME + " in the folder for temporary files.")
  private @Nullable Path page;

  @Mixin private Output output;

  /** What the options ask for. */
  private record Request(Path page, boolean json, boolean quiet) {}

  @Override
  public Request request() {
    Path file = page == null ? Path.of(System.getProperty("java.io.tmpdir"), NAME) : page;
    return new Request(file, output.json(), output.quiet());
  }

  @Override
  public Integer call() {
    Request request = request();
    AtomicFile.write("page", request.page, LabPage.html().getBytes(StandardCharsets.UTF_8));
    if (request.json) {
      JsonObject document = new JsonObject();
      document.addProperty("page", request.page.toAbsolutePath().toString());
      output.print(document);
      return 0;
    }
    output.told("page", request.page);
    if (page == null && output.terminal().progress()) {
      open(request.page);
    }
    return 0;
  }

  private static void open(Path page) {
    try {
      if (Desktop.isDesktopSupported() && Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
        Desktop.getDesktop().browse(page.toUri());
      }
    } catch (IOException | UnsupportedOperationException e) {
      // Without a browser that can be started, its path is what there is.
    }
  }
}
