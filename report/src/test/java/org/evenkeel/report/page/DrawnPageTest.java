package org.evenkeel.report.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.evenkeel.report.chart.Chart;
import org.evenkeel.report.chart.Chart.BarChart;
import org.evenkeel.report.chart.Chart.HeatMap;
import org.evenkeel.report.chart.Chart.ParallelChart;
import org.evenkeel.report.chart.Chart.RidgeChart;
import org.evenkeel.report.chart.Chart.XyChart;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Series;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages in a real browser: what is drawn is what the records say. */
@Timeout(300)
class DrawnPageTest {

  private static final Map<String, Supplier<Page>> PAGES =
      Map.of(
          "full", SamplePages::full,
          "hostile", SamplePages::hostile,
          "extreme", SamplePages::extreme,
          "hundred layers", SamplePages::hundredLayers);

  /** What the charts of all views hold, read from ECharts; numbers as in the page's JSON. */
  private static final String DRAWN =
      """
      const plain = (value) => typeof value === 'number' && !Number.isFinite(value) ? String(value)
        : value === undefined ? null : value;
      const read = (entry) => {
        const all = entry.drawing.getOption().series;
        const one = (id) => all.find((series) => series.id === id);
        const lines = all.filter((series) => series.id.startsWith('series ')).map((series) => ({
          name: series.name, x: series.data.map((d) => plain(d.x)), y: series.data.map((d) => plain(d.y)),
          low: series.data.map((d) => plain(d.low)), high: series.data.map((d) => plain(d.high)),
        }));
        const cells = one('cells');
        const rows = one('ridge');
        const bars = one('bars');
        const parallel = one('lines');
        return {
          type: entry.chart.type, lines,
          cells: cells ? cells.data.map((d) => [plain(d.x), plain(d.y), plain(d.cell), plain(d.region)]) : null,
          rows: rows ? rows.data.map((d) => [d.index, d.name, d.counts]).sort((a, b) => a[0] - b[0]) : null,
          bars: bars ? bars.data.map((d) => [d.name, plain(d.x), plain(d.low), plain(d.high)]) : null,
          parallel: parallel ? parallel.data.map((d) => [d.index, d.name, d.true.map(plain)]).sort((a, b) => a[0] - b[0]) : null,
        };
      };
      document.querySelectorAll('[role=tab]').forEach((tab) => tab.click());
      return JSON.stringify(evenkeel.figures.map((figure) =>
        figure.data.views.map((_, view) => figure.charts.filter((entry) => entry.view === view).map(read))));
      """;

  @TempDir static Path folder;

  private static Browser browser;

  @BeforeAll
  static void start() {
    browser = Browser.start(DrawnPageTest.class, folder);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"full", "hostile", "extreme", "hundred layers"})
  void allChartsHoldTheRecordsNumbers(String name) {
    Page page = PAGES.get(name).get();
    Path file = browser.open(page, 1440, 900, false);
    assertEquals(
        PageJson.tree(page), browser.json("return JSON.stringify(evenkeel.data)"), "the JSON");
    JsonArray drawn = browser.json(DRAWN).getAsJsonArray();
    assertEquals(page.figures().size(), drawn.size());
    for (int i = 0; i < drawn.size(); i++) {
      Figure figure = page.figures().get(i);
      for (int view = 0; view < figure.views().size(); view++) {
        JsonArray charts = drawn.get(i).getAsJsonArray().get(view).getAsJsonArray();
        assertEquals(figure.views().get(view).charts().size(), charts.size());
        for (int c = 0; c < charts.size(); c++) {
          holds(figure.views().get(view).charts().get(c), charts.get(c).getAsJsonObject());
        }
      }
    }
    assertEquals(List.of(), browser.console(), "the console");
    assertEquals(List.of(file.toUri().toString()), requests(), "requests");
  }

  /** The favicon of the page is empty data, which is no request to anywhere. */
  private static List<String> requests() {
    return browser.requests().stream().filter(url -> !url.startsWith("data:")).toList();
  }

  private static void holds(Chart chart, JsonObject drawn) {
    assertEquals(chart.getClass().getSimpleName(), drawn.get("type").getAsString());
    if (chart instanceof XyChart xy) {
      lines(xy.series(), drawn.getAsJsonArray("lines"));
    } else if (chart instanceof HeatMap map) {
      lines(map.over(), drawn.getAsJsonArray("lines"));
      cells(map, drawn.getAsJsonArray("cells"));
    } else if (chart instanceof RidgeChart ridge) {
      rows(ridge, drawn.getAsJsonArray("rows"));
    } else if (chart instanceof BarChart bars) {
      bars(bars, drawn.getAsJsonArray("bars"));
    } else if (chart instanceof ParallelChart parallel) {
      parallel(parallel, drawn.getAsJsonArray("parallel"));
    }
  }

  private static void lines(List<Series> expected, JsonArray drawn) {
    assertEquals(expected.size(), drawn.size());
    for (int i = 0; i < drawn.size(); i++) {
      Series series = expected.get(i);
      JsonObject line = drawn.get(i).getAsJsonObject();
      assertEquals(series.name(), line.get("name").getAsString());
      numbers(series.x(), line.getAsJsonArray("x"));
      numbers(series.y(), line.getAsJsonArray("y"));
      if (!series.low().isEmpty()) {
        numbers(series.low(), line.getAsJsonArray("low"));
        numbers(series.high(), line.getAsJsonArray("high"));
      }
    }
  }

  private static void cells(HeatMap map, JsonArray drawn) {
    assertEquals(map.cells().size(), drawn.size());
    for (int i = 0; i < drawn.size(); i++) {
      HeatMap.Cell cell = map.cells().get(i);
      JsonArray one = drawn.get(i).getAsJsonArray();
      number(map.xs().get(i % map.xs().size()), one.get(0));
      number(map.ys().get(i / map.xs().size()), one.get(1));
      number(cell.value(), one.get(2));
      assertEquals(
          cell.region() == null ? JsonNull.INSTANCE : new JsonPrimitive(cell.region()), one.get(3));
    }
  }

  /** At most forty rows are drawn at a time, the first and the last among them. */
  private static void rows(RidgeChart ridge, JsonArray drawn) {
    assertEquals(Math.min(40, ridge.rows().size()), drawn.size());
    assertEquals(0, drawn.get(0).getAsJsonArray().get(0).getAsInt());
    for (JsonElement element : drawn) {
      JsonArray row = element.getAsJsonArray();
      RidgeChart.Row expected = ridge.rows().get(row.get(0).getAsInt());
      assertEquals(expected.name(), row.get(1).getAsString());
      assertEquals(
          expected.counts(),
          row.get(2).getAsJsonArray().asList().stream().map(JsonElement::getAsLong).toList());
    }
    assertEquals(
        ridge.rows().size() - 1, drawn.get(drawn.size() - 1).getAsJsonArray().get(0).getAsInt());
  }

  private static void bars(BarChart chart, JsonArray drawn) {
    assertEquals(chart.bars().size(), drawn.size());
    for (int i = 0; i < drawn.size(); i++) {
      JsonArray one = drawn.get(i).getAsJsonArray();
      assertEquals(chart.bars().get(i).name(), one.get(0).getAsString());
      number(chart.bars().get(i).value(), one.get(1));
      number(chart.bars().get(i).low(), one.get(2));
      number(chart.bars().get(i).high(), one.get(3));
    }
  }

  private static void parallel(ParallelChart chart, JsonArray drawn) {
    assertEquals(chart.lines().size(), drawn.size());
    for (int i = 0; i < drawn.size(); i++) {
      assertEquals(chart.lines().get(i).name(), drawn.get(i).getAsJsonArray().get(1).getAsString());
      numbers(chart.lines().get(i).values(), drawn.get(i).getAsJsonArray().get(2).getAsJsonArray());
    }
  }

  private static void numbers(List<Double> expected, JsonArray drawn) {
    assertEquals(expected.size(), drawn.size());
    for (int i = 0; i < drawn.size(); i++) {
      number(expected.get(i), drawn.get(i));
    }
  }

  private static void number(Double expected, JsonElement drawn) {
    assertEquals(expected, drawn.isJsonNull() ? null : (Double) drawn.getAsDouble());
  }

  /** Where points stand on the depth chart's axis, which is that of logarithms, and as what. */
  @Test
  void whatLiesBeyondAnAxisStandsAtItsEdge() {
    browser.open(SamplePages.extreme(), 1440, 900, false);
    String points =
        """
        const all = evenkeel.figures[0].charts[%d].drawing.getOption().series;
        return JSON.stringify(all.find((series) => series.id === 'series 0').data.map((d) =>
          [typeof d.value[1] === 'number' ? Number(d.value[1].toFixed(3)) : d.value[1], d.symbolRotate === undefined ? '' : d.symbolRotate]));
        """;
    assertEquals(
        "[[0,\"\"],[-4,180],[-4,180],[\"-\",\"\"],[4,0],[4,0],[-4,180],[4,0],[0,\"\"]]",
        browser.json(points.formatted(0)).toString());
    assertEquals(
        "[[0,\"\"],[-300,\"\"],[-315,180],[\"-\",\"\"],[315,0],[300,\"\"],[-5,\"\"],[5,\"\"],[0,\"\"]]",
        browser.json(points.formatted(1)).toString());
    assertEquals("[[1,90],[2,\"\"],[3,0],[1,-90]]", browser.json(points.formatted(2)).toString());
    // Over the whole range nothing that can be placed is at the edge.
    browser.run("evenkeel.figures[0].bar.querySelector('.bar > button').click()");
    assertEquals(
        "[[0,\"\"],[-300,\"\"],[-315,180],[\"-\",\"\"],[315,0],[300,\"\"],[-5,\"\"],[5,\"\"],[0,\"\"]]",
        browser.json(points.formatted(0)).toString());
    assertEquals(List.of(), browser.console());
  }

  /**
   * A thousand layers of five starts and a study of five hundred trials are there in two seconds: a
   * time that readers were promised. The best of five, for other work on the machine says nothing
   * about the page.
   */
  @Test
  void largePagesAreDrawnInTwoSeconds() {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 5 && best >= 2000; i++) {
      browser.open(SamplePages.large(), 1440, 900, false);
      best =
          Math.min(
              best,
              Long.parseLong(
                  (String) browser.run("return document.documentElement.dataset.drawn")));
    }
    assertTrue(best < 2000, best + " ms");
    assertEquals(List.of(), browser.console());
  }
}
