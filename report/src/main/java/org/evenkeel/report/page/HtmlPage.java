// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.page;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

  private static final Parts PARTS = new Parts(HtmlPage.class);

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
    String ground = PARTS.text("ground.js");
    String echarts = PARTS.text("echarts.min.js");
    String ours = SCRIPTS.stream().map(PARTS::text).collect(Collectors.joining("\n"));
    String hashes =
        Stream.of(ground, echarts, ours).map(Parts::hash).collect(Collectors.joining(" "));
    String style = colors() + PARTS.text("page.css");
    Content content =
        new Content(page, style, PageJson.script(page), hashes, ground, echarts, ours);
    return Mustache.compiler()
        .withLoader(name -> new StringReader(PARTS.text(name + ".html")))
        .withEscaper(ESCAPER)
        .emptyStringIsFalse(true)
        .compile(PARTS.text("page.html"))
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
}
