package org.evenkeel.report.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** Pages in a real browser: by mouse, by keyboard, on paper and without a script. */
@Timeout(300)
class UsedPageTest {

  /** All text that is seen and how it stands out from what is behind it (WCAG 2.1, 1.4.3). */
  private static final String CONTRASTS =
      """
      const parse = (text) => {
        const n = (text.match(/[\\d.]+/g) || []).map(Number);
        return text.startsWith('rgb') ? [n[0], n[1], n[2], n.length > 3 ? n[3] : 1]
          : [1, 3, 5].map((i) => parseInt(text.slice(i, i + 2), 16)).concat([1]);
      };
      const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat([1]);
      const light = (c) => {
        const [r, g, b] = c.map((v) => v / 255).map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const ground = (element) => {
        const layers = [];
        for (let e = element; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
        return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
      };
      const found = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const text = walker.currentNode.textContent.trim();
        const element = walker.currentNode.parentElement;
        if (!text || element.closest('script, style, noscript, .skip, .unseen, title') || element.getClientRects().length === 0) continue;
        const style = getComputedStyle(element);
        const inside = element.closest('svg');
        const ink = inside ? parse(element.closest('text').getAttribute('fill')) : parse(style.color);
        const below = ground(inside ? inside.parentElement : element);
        const [a, b] = [light(over(ink, below)), light(below)];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        found.push([text.slice(0, 40), ratio]);
      }
      return JSON.stringify(found);
      """;

  @TempDir static Path folder;

  private static Browser browser;

  @BeforeAll
  static void start() {
    browser = Browser.start(UsedPageTest.class, folder);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  @AfterEach
  void nothingIsWrong() {
    assertEquals(List.of(), browser.console());
  }

  private static String text(String script) {
    return String.valueOf(browser.run("return " + script));
  }

  private static WebElement find(String selector) {
    return browser.driver.findElement(By.cssSelector(selector));
  }

  @Test
  void legendSwitchesAStartOffInAllChartsOfItsFigure() {
    browser.open(SamplePages.full(), 1440, 900, false);
    String shown =
        """
        JSON.stringify(evenkeel.figures.filter((f) => ['depth', 'training'].includes(f.data.id)).map((f) =>
          f.charts.map((entry) => Array.from(new Set(entry.drawing.getOption().series.filter((s) => s.name).map((s) => s.name))))))
        """;
    String all = "[\"glorot\",\"he*2\"]";
    assertEquals("[[%s,%s],[%s,%s]]".formatted(all, all, all, all), text(shown));
    WebElement button = find("#depth .legend button[title='he*2']");
    button.click();
    assertEquals("false", button.getAttribute("aria-pressed"));
    assertEquals("[[[\"glorot\"],[\"glorot\"]],[%s,%s]]".formatted(all, all), text(shown));
    button.sendKeys(Keys.SPACE);
    assertEquals("[[%s,%s],[%s,%s]]".formatted(all, all, all, all), text(shown));
    find("#training .legend button[title='glorot']").click();
    find("#training-tab-1").click();
    assertEquals(
        "[[%s,%s],[[\"he*2\"],[\"he*2\"],[\"he*2\"],[\"he*2\"]]]".formatted(all, all), text(shown));
  }

  @Test
  void tabsGoByArrowKeys() {
    browser.open(SamplePages.full(), 1440, 900, false);
    WebElement tab = find("#histograms-tab-0");
    tab.sendKeys(Keys.ARROW_RIGHT);
    assertEquals("histograms-tab-1", text("document.activeElement.id"));
    String state =
        "[0, 1, 2].map((i) => document.getElementById('histograms-tab-' + i).ariaSelected + '/' +"
            + " document.getElementById('histograms-view-' + i).hidden).join(' ')";
    assertEquals("false/true true/false false/true", text(state));
    assertTrue(
        find("#histograms-view-1 svg").isDisplayed(), "the chart of the second view is drawn");
    find("#histograms-tab-1").sendKeys(Keys.END);
    assertEquals("false/true false/true true/false", text(state));
    find("#histograms-tab-2").sendKeys(Keys.ARROW_RIGHT);
    assertEquals("true/false false/true false/true", text(state));
  }

  @Test
  void ridgeIsSteppedThroughByKeysAndButtons() {
    browser.open(SamplePages.hundredLayers(), 1440, 900, false);
    String chosen =
        "evenkeel.figures[2].charts[0].drawing.getOption().series.find((s) => s.id === 'chosen').name";
    assertEquals("dense1", text(chosen));
    WebElement slider = find("#histograms input[type=range]");
    for (int i = 2; i <= 100; i++) {
      slider.sendKeys(Keys.ARROW_RIGHT);
      assertEquals("dense" + i, text(chosen));
    }
    assertEquals("100 of 100: dense100", slider.getAttribute("aria-valuetext"));
    assertTrue(
        find("#histograms .stepped").getText().startsWith("dense100 (100 of 100): "),
        find("#histograms .stepped").getText());
    assertFalse(find("#histograms .steps button:last-child").isEnabled());
    find("#histograms .steps button:first-child").click();
    assertEquals("dense99", text(chosen));
    // Every layer can be in front, though at most 41 are drawn.
    assertEquals(
        "41",
        text(
            "evenkeel.figures[2].charts[0].drawing.getOption().series"
                + ".find((s) => s.id === 'ridge').data.length"));
  }

  @Test
  void wholeRangeShowsWhatLiesBeyond() {
    browser.open(SamplePages.full(), 1440, 900, false);
    String ends =
        "evenkeel.figures[0].charts[1].drawing.getOption().yAxis[0].min + ' ' +"
            + " evenkeel.figures[0].charts[1].drawing.getOption().yAxis[0].max.toFixed(1)";
    assertEquals("-4 4.0", text(ends));
    WebElement button = find("#depth .bar > button");
    assertEquals("Whole range", button.getText());
    button.click();
    assertEquals("-4 5.6", text(ends));
    button.click();
    assertEquals("-4 4.0", text(ends));
    assertEquals("0", text("document.querySelectorAll('#phases .bar > button').length"));
  }

  @Test
  void tooltipsSayTrueNumbers() {
    browser.open(SamplePages.extreme(), 1440, 900, false);
    String tip =
        """
        (() => {
          const drawing = evenkeel.figures[0].charts[0].drawing;
          const option = drawing.getOption();
          const index = option.series.findIndex((series) => series.id === 'series 0');
          const [x, y] = drawing.convertToPixel({ xAxisIndex: 0, yAxisIndex: 0 }, option.series[index].data[%d].value.map((v) => v === '-' ? 0 : v));
          drawing.dispatchAction({ type: 'showTip', x, y });
          const tips = document.querySelectorAll('.tip');
          return tips.length === 0 ? 'none' : tips[0].textContent;
        })()
        """;
    assertEquals(
        "layer2●measured1e−300beyond the axis━predicted1 (0.5 … 2)", text(tip.formatted(1)));
    assertEquals("layer3●measured0beyond the axis━predicted1 (0.5 … 2)", text(tip.formatted(2)));
    assertEquals("layer4●measurednot measured━predicted1 (0.5 … 2)", text(tip.formatted(3)));
    assertEquals("layer5●measured∞beyond the axis━predicted1 (– … 2)", text(tip.formatted(4)));
  }

  /** Where a tooltip or anything else took a name for markup, there were an image or an alert. */
  @Test
  void hostileNamesAreShownLiterally() {
    browser.open(SamplePages.hostile(), 1440, 900, false);
    // Points at an item as the mouse does: at the middle of a bar, the foot of a ridge, the begin
    // of
    // a line, the place of a point.
    String tip =
        """
        (() => {
          const entry = evenkeel.figures[%d].charts[0];
          const series = entry.drawing.getModel().getSeries().find((one) => one.id === '%s');
          let element = series.getData().getItemGraphicEl(%d);
          if (!element) element = series.getData().getItemGraphicEl(series.getData().count() - 1);
          while (element.isGroup) element = element.childAt(0);
          let point;
          if (element.type === 'polyline') {
            point = [0, 1].map((i) => element.shape.points[0][i] * 0.9 + element.shape.points[1][i] * 0.1);
          } else if (element.type === 'polygon') {
            const [foot, shoulder] = element.shape.points;
            point = [foot[0] + 3, (foot[1] + shoulder[1]) / 2];
          } else {
            const box = element.getBoundingRect();
            point = element.transformCoordToGlobal(box.x + box.width / 2, box.y + box.height / 2);
          }
          entry.drawing.dispatchAction({ type: 'showTip', x: point[0], y: point[1] });
          const tip = entry.box.querySelector('.tip');
          return tip === null ? 'none' : tip.textContent;
        })()
        """;
    for (int i = 0; i < SamplePages.HOSTILE.size(); i++) {
      String name = SamplePages.HOSTILE.get(i);
      contains(text(tip.formatted(0, "series 0", i)), name);
      // The first row is in front, so it is drawn last.
      int drawn = (i + SamplePages.HOSTILE.size() - 1) % SamplePages.HOSTILE.size();
      contains(text(tip.formatted(2, "ridge", drawn)), name);
      contains(text(tip.formatted(3, "bars", i)), name);
      contains(text(tip.formatted(4, "lines", i)), name);
      assertEquals(
          name,
          find(".verdict:nth-child(%d) .copied".formatted(i + 1)).getAttribute("textContent"));
      assertEquals(
          name,
          find("#figure-0 .legend li:nth-child(%d) .name".formatted(i + 1))
              .getAttribute("textContent"));
    }
    contains(text(tip.formatted(1, "cells", 2)), SamplePages.HOSTILE.get(0));
    assertEquals(SamplePages.HOSTILE.get(0), text("document.title"));
    assertEquals("0", text("document.querySelectorAll('img').length"));
    assertEquals("4", text("document.querySelectorAll('script').length"));
  }

  private static void contains(String text, String part) {
    assertTrue(text.contains(part), () -> part + " is not in " + text);
  }

  @ParameterizedTest
  @CsvSource({"390, false", "390, true", "1440, false", "1440, true"})
  void allTextStandsOutAndNothingIsTooWide(int width, boolean dark) {
    for (Page page : List.of(SamplePages.full(), SamplePages.hostile(), SamplePages.extreme())) {
      browser.open(page, width, 900, dark);
      browser.run("document.querySelectorAll('details').forEach((d) => (d.open = true))");
      assertEquals(dark ? "dark" : "light", text("document.documentElement.dataset.ground"));
      int all = 0;
      for (JsonElement element : browser.json(CONTRASTS).getAsJsonArray()) {
        double ratio = element.getAsJsonArray().get(1).getAsDouble();
        assertTrue(ratio >= 4.5, element.toString());
        all++;
      }
      assertTrue(all > 50, all + " texts");
      assertEquals(
          text("document.documentElement.clientWidth"),
          text("document.documentElement.scrollWidth"));
    }
  }

  @Test
  void groundIsTheSystemsUntilTheReaderSaysOtherwise() throws InterruptedException {
    browser.open(SamplePages.full(), 1440, 900, false);
    String color =
        "evenkeel.figures[0].charts[0].drawing.getOption().series.find((s) => s.name).color";
    String light = text(color);
    browser.ground(true);
    // A page learns of it with the next frame.
    for (int i = 0; i < 200 && text(color).equals(light); i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertEquals("dark", text("document.documentElement.dataset.ground"));
    assertNotEquals(light, text(color));
    find("#ground").click();
    assertEquals(light, text(color));
    browser.ground(false);
    browser.ground(true);
    assertEquals("light", text("document.documentElement.dataset.ground"));
  }

  /** What a screen reader is told. */
  @ParameterizedTest
  @ValueSource(strings = {"full", "hostile"})
  void everythingHasAName(String name) {
    Page page = name.equals("full") ? SamplePages.full() : SamplePages.hostile();
    browser.open(page, 1440, 900, false);
    browser.driver.executeCdpCommand("Accessibility.enable", Map.of());
    Map<String, Object> tree =
        browser.driver.executeCdpCommand("Accessibility.getFullAXTree", Map.of());
    int named = 0;
    for (Object node : (List<?>) tree.get("nodes")) {
      Map<?, ?> one = (Map<?, ?>) node;
      if (Boolean.TRUE.equals(one.get("ignored")) || one.get("role") == null) {
        continue;
      }
      String role = String.valueOf(((Map<?, ?>) one.get("role")).get("value"));
      if (List.of(
              "button",
              "slider",
              "tab",
              "image",
              "img",
              "link",
              "tabpanel",
              "region",
              "tablist",
              "DisclosureTriangle")
          .contains(role)) {
        Object value = one.get("name") == null ? "" : ((Map<?, ?>) one.get("name")).get("value");
        assertFalse(String.valueOf(value).isBlank(), role + ": " + one);
        named++;
      }
    }
    assertTrue(named > 40, named + " things");
    assertEquals("0", text("document.querySelectorAll('th:not([scope])').length"));
    assertEquals(
        "true",
        text(
            "evenkeel.figures.every((f) => f.charts.every((c) => c.box.getAttribute('role') === 'img'"
                + " && c.box.getAttribute('aria-label').includes(f.data.sentence)))"));
    browser.driver.executeCdpCommand("Accessibility.disable", Map.of());
  }

  @Test
  void firstTabLeadsToTheContentAndFocusIsSeen() {
    browser.open(SamplePages.full(), 1440, 900, false);
    find("body").sendKeys(Keys.TAB);
    assertEquals("skip", text("document.activeElement.className"));
    assertEquals("2px", text("getComputedStyle(document.activeElement).outlineWidth"));
  }

  @Test
  void copies() {
    browser.open(SamplePages.full(), 1440, 900, false);
    browser.run(
        "navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }");
    for (WebElement button : browser.driver.findElements(By.cssSelector(".copy button"))) {
      button.click();
    }
    assertEquals(
        "evenkeel check --layers 20 --activation tanh --start glorot", text("window.copied"));
    assertEquals("Copied", text("document.getElementById('said').textContent"));
  }

  @Test
  void isReadWithoutAScript() {
    browser.scripts(false);
    try {
      browser.open(SamplePages.full(), 390, 900, false);
    } finally {
      browser.scripts(true);
    }
    assertEquals("null", text("document.documentElement.dataset.drawn || null"));
    Page page = SamplePages.full();
    String seen = find("body").getText();
    page.headlines().forEach(headline -> assertTrue(seen.contains(headline.sentence())));
    page.figures().forEach(figure -> assertTrue(seen.contains(figure.sentence())));
    assertTrue(seen.contains("dense20 1.000"), "a row of the depth table");
    assertTrue(seen.contains("need JavaScript"));
    assertEquals(
        text("document.documentElement.clientWidth"), text("document.documentElement.scrollWidth"));
  }

  @Test
  void printsWithItsTables() {
    browser.open(SamplePages.full(), 1440, 900, true);
    browser.run(
        "window.addEventListener('beforeprint', () => (window.printed = Array.from(document.querySelectorAll('details')).every((d) => d.open) + document.documentElement.dataset.ground + document.querySelector('.chart svg').clientWidth))");
    byte[] printed = browser.print();
    assertEquals("%PDF-", new String(printed, 0, 5, StandardCharsets.US_ASCII));
    assertTrue(printed.length > 30_000, printed.length + " bytes");
    assertEquals("truelight700", text("window.printed"));
    assertEquals("dark", text("document.documentElement.dataset.ground"));
    assertFalse(find("#depth details").getAttribute("outerHTML").startsWith("<details open"));
  }
}
