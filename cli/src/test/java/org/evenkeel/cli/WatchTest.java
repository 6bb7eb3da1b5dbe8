// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of {@code report --watch}, in a process that is then ended as by Ctrl-C. */
class WatchTest {

  private static final Path STUDY =
      Path.of("..", "result", "src", "test", "resources", "org", "evenkeel", "result", "golden")
          .resolve("tune.json");

  @TempDir Path folder;

  private static Process watching(Path file) throws IOException {
    return new ProcessBuilder(
            System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Evenkeel.class.getName(),
            "report",
            file.toString(),
            "--watch",
            "0")
        .start();
  }

  /** The address is told at once, is that of the page, and nothing else is told before the end. */
  @Test
  void theLineNamesThePage() throws Exception {
    Process process = watching(STUDY);
    try (BufferedReader told =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      String line = told.readLine();
      assertTrue(line.matches("page {6}http://localhost:[0-9]+/"), line);
      URI page = URI.create(line.substring("page".length()).strip());
      try (InputStream content = page.toURL().openStream()) {
        String html = new String(content.readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(html.contains("</html>") && html.contains("multiplier"), html);
      }
      process.toHandle().destroy(); // destroy() of a process closes its streams
      assertEquals("evenkeel: the page is closed", told.readLine());
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aStudyThatDoesNotExistYetIsWaitedFor() throws Exception {
    Path file = folder.resolve("later.jsonl");
    Process process = watching(file);
    try (BufferedReader told =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      assertTrue(told.readLine().startsWith("page "));
      assertEquals("waits     for " + file + ", which does not exist yet", told.readLine());
    } finally {
      process.destroyForcibly();
    }
  }
}
