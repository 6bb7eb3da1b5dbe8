package org.evenkeel.report.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.Figure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a page's file holds, and how it is written. */
class HtmlPageTest {

  @TempDir Path folder;

  @Test
  void replacesAFileByACompletePage() throws IOException {
    Path file = folder.resolve("report.html");
    Files.writeString(file, "what was there");
    HtmlPage.write(SamplePages.full(), file);
    assertEquals(HtmlPage.html(SamplePages.full()), Files.readString(file));
    assertTrue(Files.readString(file).endsWith("</html>\n"));
    assertEquals(List.of(file), files());
  }

  @Test
  void leavesNothingBehindWhereItCannotWrite() throws IOException {
    Path file = Files.createDirectories(folder.resolve("report.html/full")).getParent();
    UncheckedIOException refused =
        assertThrows(UncheckedIOException.class, () -> HtmlPage.write(SamplePages.extreme(), file));
    assertTrue(
        refused.getMessage().startsWith("the page cannot be written: " + file),
        refused.getMessage());
    assertFalse(refused.getMessage().contains("\n"));
    assertEquals(List.of(file), files());
    assertThrows(
        UncheckedIOException.class,
        () -> HtmlPage.write(SamplePages.extreme(), folder.resolve("none/report.html")));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }

  @Test
  void aComparisonOfAHundredLayersIsSmall() {
    int size = HtmlPage.html(SamplePages.hundredLayers()).getBytes(StandardCharsets.UTF_8).length;
    assertTrue(size < 2_000_000, size + " bytes");
  }

  @Test
  void dataAndTextOfAPageEndNoElement() {
    String html = HtmlPage.html(SamplePages.hostile());
    String data = between(html, "<script type=\"application/json\" id=\"page\">", "</script>");
    for (String dangerous : List.of("<", ">", "&", "\u2028", "\u2029")) {
      assertFalse(data.contains(dangerous), dangerous);
    }
    assertEquals(PageJson.tree(SamplePages.hostile()), JsonParser.parseString(data));
    String body = between(html, "<body>", "<script type=");
    assertFalse(body.contains("<script"));
    assertFalse(body.contains("<img"));
    assertFalse(body.contains("<!--"));
    assertEquals("&lt;&gt;&amp;&quot;&#39;\uFFFDx", HtmlPage.ESCAPER.escape("<>&\"'\0x"));
  }

  @Test
  void numbersOfTheDataAreThoseOfTheRecords() {
    JsonArray ys =
        chart(SamplePages.extreme(), 0)
            .getAsJsonObject()
            .getAsJsonArray("series")
            .get(0)
            .getAsJsonObject()
            .getAsJsonArray("y");
    assertEquals("[1,1.0E-300,0,null,\"Infinity\",1.0E300,1.0E-5,100000,1]", ys.toString());
    assertEquals(
        "XyChart", chart(SamplePages.extreme(), 0).getAsJsonObject().get("type").getAsString());
    assertEquals(
        "BarChart", chart(SamplePages.extreme(), 3).getAsJsonObject().get("type").getAsString());
  }

  private static JsonElement chart(Page page, int index) {
    return JsonParser.parseString(PageJson.script(page))
        .getAsJsonObject()
        .getAsJsonArray("figures")
        .get(0)
        .getAsJsonObject()
        .getAsJsonArray("views")
        .get(0)
        .getAsJsonObject()
        .getAsJsonArray("charts")
        .get(index);
  }

  @Test
  void saysAllWithoutAScript() {
    Page page = SamplePages.full();
    String body = between(HtmlPage.html(page), "<body>", "<script type=");
    Stream.Builder<String> said = Stream.builder();
    page.headlines().forEach(headline -> said.add(headline.sentence()));
    page.figures().stream().map(Figure::sentence).forEach(said);
    page.figures().stream()
        .map(Figure::table)
        .map(DataTable::rows)
        .flatMap(List::stream)
        .flatMap(List::stream)
        .forEach(said);
    page.references().forEach(said);
    page.origins().stream().flatMap(List::stream).map(Page.Fact::value).forEach(said);
    said.build().forEach(text -> assertTrue(body.contains(HtmlPage.ESCAPER.escape(text)), text));
  }

  @Test
  void refersToNothingOutside() {
    String html = HtmlPage.html(SamplePages.full());
    String policy = between(html, "Content-Security-Policy\" content=\"", "\"");
    assertTrue(policy.startsWith("default-src 'none'; script-src 'sha256-"), policy);
    assertFalse(policy.contains("http"), policy);
    String head = between(html, "<body>", "<script type=");
    assertFalse(head.contains("src="));
    assertFalse(head.contains("http"));
  }

  private static String between(String text, String before, String after) {
    int from = text.indexOf(before) + before.length();
    return text.substring(from, text.indexOf(after, from));
  }
}
