// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.evenkeel.report.chart.StartColors;

/**
 * A page as one self-contained HTML file: Apache ECharts, the data as JSON, and all text and tables
 * for readers without JavaScript.
 *
 * <p>A Content-Security-Policy in the file forbids every request and every script but its own,
 * which are identified by their hash.
 */
public final class HtmlPage {

  private static final List<String> SCRIPTS =
      List.of("charts.js", "scale.js", "xy.js", "heat.js", "ridge.js", "others.js", "page.js");

  private HtmlPage() {}

  /** The page as HTML. */
  public static String html(Page page) {
    String ground = resource("ground.js");
    String echarts = resource("echarts.min.js");
    String ours = SCRIPTS.stream().map(HtmlPage::resource).collect(Collectors.joining("\n"));
    String policy =
        "default-src 'none'; script-src %s %s %s; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
            .formatted(hash(ground), hash(echarts), hash(ours));
    String title = Html.text(page.title());
    return String.join(
        "\n",
        "<!DOCTYPE html>",
        "<html lang=\"en\">",
        "<head>",
        "<meta charset=\"utf-8\">",
        "<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\">",
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
        "<meta name=\"color-scheme\" content=\"light dark\">",
        "<link rel=\"icon\" href=\"data:,\">",
        "<title>" + title + "</title>",
        "<script>" + ground + "</script>",
        "<style>" + colors() + resource("page.css") + "</style>",
        "</head>",
        "<body>",
        PageBody.html(page),
        "<script type=\"application/json\" id=\"page\">" + PageJson.script(page) + "</script>",
        "<script>" + echarts + "</script>",
        "<script>" + ours + "</script>",
        "</body>",
        "</html>",
        "");
  }

  /**
   * Writes the page to a file. An existing file is replaced only by a complete page.
   *
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void write(Page page, Path file) {
    String html = html(page);
    Path target = file.toAbsolutePath();
    Path temporary = null;
    try {
      temporary = Files.createTempFile(target.getParent(), ".evenkeel", ".html");
      Files.writeString(temporary, html, StandardCharsets.UTF_8);
      readable(temporary);
      try {
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      remove(temporary, e);
      throw new UncheckedIOException(
          "the page cannot be written: %s (%s); choose a file in a folder that can be written to"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
  }

  /** Gives the temporary file, which is private to its owner, the permissions of other files. */
  private static void readable(Path temporary) {
    if (!temporary.toFile().setReadable(true, false)) {
      return; // The file system has no such permissions.
    }
  }

  private static void remove(Path temporary, IOException cause) {
    if (temporary != null) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException e) {
        cause.addSuppressed(e);
      }
    }
  }

  private static String colors() {
    return ":root{"
        + variables(StartColors.LIGHT, "light")
        + variables(StartColors.DARK, "dark")
        + "}\n";
  }

  private static String variables(List<String> colors, String ground) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < colors.size(); i++) {
      all.append("--%s-%d:%s;".formatted(ground, i, colors.get(i)));
    }
    return all.toString();
  }

  private static String resource(String name) {
    try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "a part of the page is missing on the class path: "
                + name
                + "; build the module with Maven");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("a part of the page cannot be read: " + name, e);
    }
  }

  private static String hash(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK knows SHA-256", e);
    }
  }
}
