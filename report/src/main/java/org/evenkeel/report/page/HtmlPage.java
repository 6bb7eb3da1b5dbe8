// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.page;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.report.file.AtomicFile;

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

  /** Text for element content and quoted attributes; HTML can neither contain nor escape a NUL. */
  static final Mustache.Escaper ESCAPER =
      text -> Escapers.HTML.escape(text.replace('\0', '\uFFFD'));

  private HtmlPage() {}

  /** What the template shows; all but the page is inserted as it is. */
  private record Content(
      Page page,
      String style,
      String data,
      String hashes,
      String ground,
      String echarts,
      String ours) {}

  /** The page as HTML. */
  public static String html(Page page) {
    String ground = resource("ground.js");
    String echarts = resource("echarts.min.js");
    String ours = SCRIPTS.stream().map(HtmlPage::resource).collect(Collectors.joining("\n"));
    String hashes =
        Stream.of(ground, echarts, ours).map(HtmlPage::hash).collect(Collectors.joining(" "));
    String style = colors() + resource("page.css");
    Content content =
        new Content(page, style, PageJson.script(page), hashes, ground, echarts, ours);
    return Mustache.compiler()
        .withLoader(name -> new StringReader(resource(name + ".html")))
        .withEscaper(ESCAPER)
        .emptyStringIsFalse(true)
        .compile(resource("page.html"))
        .execute(content);
  }

  /**
   * Writes the page to a file. An existing file is replaced only by a complete page.
   *
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void write(Page page, Path file) {
    AtomicFile.write("page", file, html(page).getBytes(StandardCharsets.UTF_8));
  }

  private static String colors() {
    return IntStream.range(0, StartColors.LIGHT.size())
        .mapToObj(
            i ->
                "--light-%d:%s;--dark-%d:%s;"
                    .formatted(i, StartColors.LIGHT.get(i), i, StartColors.DARK.get(i)))
        .collect(Collectors.joining("", ":root{", "}\n"));
  }

  private static String resource(String name) {
    try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "a part of the page is missing on the class path: %s; build the module with Maven"
                .formatted(name));
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
