package org.evenkeel.report.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.evenkeel.report.chart.Chart;
import org.evenkeel.report.chart.Chart.BarChart;
import org.evenkeel.report.chart.Chart.HeatMap;
import org.evenkeel.report.chart.Chart.ParallelChart;
import org.evenkeel.report.chart.Chart.RidgeChart;
import org.evenkeel.report.chart.Chart.XyChart;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.chart.Tone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class PictureTest {

  private static final String ARABIC = "العربية";
  private static final String CHINESE = "中文";

  @TempDir Path folder;

  private static Figure figure(String title, Chart... charts) {
    return Figure.of("depth", title, "", List.of(charts), new DataTable(List.of(), List.of()));
  }

  private static XyChart depth(String name, Double... values) {
    List<String> layers =
        IntStream.rangeClosed(1, values.length).mapToObj(i -> "layer" + i).toList();
    List<Double> x = IntStream.rangeClosed(1, values.length).mapToObj(i -> (double) i).toList();
    return new XyChart(
        "Signal",
        ChartAxis.counted("layer", layers),
        ChartAxis.log("second moment", 1e-4, 1e4),
        List.of(
            Series.of(name, 0, Series.Style.LINE, x, Arrays.asList(values)),
            Series.of(name, 0, Series.Style.POINTS, x, Arrays.asList(values))),
        List.of(
            new XyChart.Zone("vanishing", Tone.LOW, XyChart.Of.Y, null, 1e-2),
            new XyChart.Zone("exploding", Tone.HIGH, XyChart.Of.Y, 1e2, null)),
        List.of());
  }

  private static HeatMap map() {
    return new HeatMap(
        "Map",
        ChartAxis.log("multiplier", null, null),
        ChartAxis.linear("rate", null, null),
        List.of(0.1, 1.0, 10.0),
        List.of(0.0, 1.0),
        ChartAxis.linear("loss", 0.0, 2.0),
        Arrays.asList(
            new HeatMap.Cell(0.0, null),
            new HeatMap.Cell(1.0, null),
            new HeatMap.Cell(Double.POSITIVE_INFINITY, null),
            new HeatMap.Cell(null, "vanished"),
            new HeatMap.Cell(null, null),
            new HeatMap.Cell(null, "diverged")),
        List.of(
            new HeatMap.Region("vanished", Tone.LOW, "too little"),
            new HeatMap.Region("diverged", Tone.HIGH, "too much")),
        List.of());
  }

  static Stream<Chart> everyKind() {
    return Stream.of(
        depth("start", 1.0, 0.0, null, 1e300, Double.POSITIVE_INFINITY, 1e-300),
        map(),
        new BarChart(
            "Bars",
            ChartAxis.linear("steps", null, null),
            List.of(
                new BarChart.Bar("one", 0, 10.0, 5.0, 20.0, null),
                new BarChart.Bar("far", 1, Double.POSITIVE_INFINITY, null, null, null),
                new BarChart.Bar("none", 2, null, null, null, "not reached"))),
        new RidgeChart(
            "Ridge",
            ChartAxis.linear("value", null, null),
            0,
            List.of(
                new RidgeChart.Row("layer1", -1, 1, List.of(1L, 5L, 1L), 0, 0, null),
                new RidgeChart.Row("empty", 0, 0, List.of(), 0, 7, null))),
        new ParallelChart(
            "Trials",
            List.of(ChartAxis.log("multiplier", null, null), ChartAxis.linear("loss", null, null)),
            List.of(
                new ParallelChart.Line("1", Tone.GOOD, List.of(1.0, 0.5)),
                new ParallelChart.Line("2", Tone.BAD, Arrays.asList(2.0, null)),
                new ParallelChart.Line("3", Tone.NEUTRAL, List.of(0.0, Double.NaN)))),
        new XyChart(
            "nothing",
            ChartAxis.counted("layer", List.of()),
            ChartAxis.log("moment", null, null),
            List.of(),
            List.of(),
            List.of()));
  }

  private BufferedImage png(Figure figure) throws IOException {
    Path file = folder.resolve("a.png");
    Picture.write(figure, file);
    return ImageIO.read(file.toFile());
  }

  private Document svg(Figure figure) throws Exception {
    Path file = folder.resolve("a.svg");
    Picture.write(figure, file);
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory.newDocumentBuilder().parse(file.toFile());
  }

  /** A place in a titled chart that is the first of its figure, as a pixel. */
  private static Color at(BufferedImage image, double x, double y) {
    return new Color(
        image.getRGB(
            (int) Math.floor(2 * x), (int) Math.floor(2 * (y + Picture.HEADING + Picture.TITLE))));
  }

  private static List<String> texts(Document document) {
    NodeList nodes = document.getElementsByTagName("text");
    return IntStream.range(0, nodes.getLength())
        .mapToObj(i -> nodes.item(i).getTextContent())
        .toList();
  }

  private static List<double[]> paths(Document document) {
    NodeList nodes = document.getElementsByTagName("path");
    List<double[]> paths = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      Matcher numbers =
          Pattern.compile("-?[0-9.]+").matcher(((Element) nodes.item(i)).getAttribute("d"));
      paths.add(
          numbers.results().mapToDouble(found -> Double.parseDouble(found.group())).toArray());
    }
    return paths;
  }

  @Test
  void zonesPointsAndEdgesAreWhereTheAxesSay() throws Exception {
    XyChart both = depth("start", 1.0, 1e-3, 1e-9, null, Double.POSITIVE_INFINITY);
    XyChart chart =
        new XyChart(
            both.title(), both.x(), both.y(), both.series().subList(1, 2), both.zones(), List.of());
    Plane plane = new XyPicture(chart).plane;
    BufferedImage image = png(figure("Depth", chart));
    assertEquals(1800, image.getWidth());
    assertEquals(Color.WHITE, at(image, plane.x.at(2.5), plane.y.at(3.0)));
    assertEquals(Palette.zone(Tone.LOW), at(image, plane.x.at(1.5), plane.y.at(2e-4)));
    assertEquals(Palette.zone(Tone.HIGH), at(image, plane.x.at(1.5), plane.y.at(2e3)));
    Color blue = new Color(0x0072B2);
    assertEquals(blue, at(image, plane.x.at(1.0), plane.y.at(1.0)));
    assertEquals(blue, at(image, plane.x.at(2.0) - 2, plane.y.at(1e-3)));
    assertEquals(Color.WHITE, at(image, plane.x.at(1.0) + 5, plane.y.at(1.0) - 2));
    assertEquals(Color.WHITE, at(image, plane.x.at(4.0), plane.y.at(1.0) - 2)); // a gap
    // 1e-9 and infinity are triangles at the edges: wide inside, pointed at the edge.
    double lower = plane.bottom;
    assertEquals(blue, at(image, plane.x.at(3.0) + 2, lower - 7));
    assertFalse(blue.equals(at(image, plane.x.at(3.0) + 4, lower - 2)));
    assertEquals(blue, at(image, plane.x.at(5.0) + 2, plane.top + 7));
    assertFalse(blue.equals(at(image, plane.x.at(5.0) + 4, plane.top + 2)));
  }

  @Test
  void aLineInSvgHasItsPoints() throws Exception {
    XyChart chart = depth("start", 1.0, 100.0, null, 0.1, 1.0);
    Plane plane = new XyPicture(chart).plane;
    double step = (plane.right - plane.left) / 5;
    double decade = (plane.bottom - plane.top) / 8;
    double middle = (plane.top + plane.bottom) / 2;
    double[] expected = {
      plane.left + 0.5 * step,
      middle,
      plane.left + 1.5 * step,
      middle - 2 * decade,
      plane.left + 3.5 * step,
      middle + decade,
      plane.left + 4.5 * step,
      middle
    };
    assertTrue(
        paths(svg(figure("Depth", chart))).stream()
            .anyMatch(
                path ->
                    path.length == expected.length
                        && IntStream.range(0, path.length)
                            .allMatch(i -> Math.abs(path[i] - expected[i]) < 1e-2)));
  }

  @Test
  void cellsHaveTheColorOfTheirValueOrRegion() throws Exception {
    Plane plane = new HeatPicture(map()).plane;
    BufferedImage image = png(figure("A map", map()));
    assertEquals(Palette.ramp(0), at(image, plane.x.at(0.1), plane.y.at(0.0)));
    assertEquals(Palette.ramp(0.5), at(image, plane.x.at(1.0), plane.y.at(0.0)));
    assertEquals(Palette.ramp(1), at(image, plane.x.at(10.0), plane.y.at(0.0)));
    assertEquals(Palette.region(Tone.LOW), at(image, plane.x.at(0.1), plane.y.at(1.0)));
    assertEquals(Palette.RAISED, at(image, plane.x.at(1.0), plane.y.at(1.0)));
    assertEquals(Palette.region(Tone.HIGH), at(image, plane.x.at(10.0), plane.y.at(1.0)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "it's & \"so\"",
        ARABIC,
        CHINESE,
        "]]><!-- ${7*7} %s"
      })
  void namesAreLiteral(String name) throws Exception {
    Document document = svg(figure(name, depth(name, 1.0, 2.0)));
    assertEquals(2, texts(document).stream().filter(name::equals).count());
    assertEquals(0, document.getElementsByTagName("script").getLength());
    assertEquals(0, document.getElementsByTagName("img").getLength());
    assertTrue(texts(document).containsAll(List.of("vanishing", "exploding", "10⁻⁴", "layer2")));
  }

  @Test
  void longNamesAreShortened() throws Exception {
    List<String> texts = texts(svg(figure("x".repeat(300), depth("y".repeat(300), 1.0))));
    assertTrue(texts.stream().anyMatch(text -> text.matches("x{20,}…x{20,}")));
    assertTrue(texts.stream().anyMatch(text -> text.matches("y{8,}…y{8,}")));
  }

  @Test
  void whatXmlCannotHoldIsReplaced() throws Exception {
    List<String> texts = texts(svg(figure("a\u0000b\uD800c\uFFFFd\ne", depth("s", 1.0))));
    assertTrue(texts.contains("a b\uFFFDc\uFFFDd e"), texts.toString());
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void everyKindIsDrawnTwiceTheSame(Chart chart) throws Exception {
    for (String ending : List.of("svg", "png")) {
      Path one = folder.resolve("one." + ending);
      Path other = folder.resolve("other." + ending);
      Picture.write(figure("Figure", chart), one);
      Picture.write(figure("Figure", chart), other);
      assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(other));
    }
    assertFalse(
        Files.readString(folder.resolve("one.svg")).matches("(?s).*(NaN|Infinity).*"),
        "an SVG with numbers that are none");
    assertTrue(texts(svg(figure("Figure", chart))).contains(chart.title()));
  }

  @Test
  void chartsAreOneBelowTheOther() throws Exception {
    int one = png(figure("Depth", depth("a", 1.0))).getHeight();
    int two = png(figure("Depth", depth("a", 1.0), depth("a", 2.0))).getHeight();
    assertEquals(2 * (one / 2 - Picture.HEADING), two / 2 - Picture.HEADING);
  }

  @Test
  void aPictureThatFailsLeavesWhatWasThere() throws Exception {
    Path file = folder.resolve("a.svg");
    Files.writeString(file, "before");
    Chart broken =
        new HeatMap(
            "broken",
            ChartAxis.linear("x", null, null),
            ChartAxis.linear("y", null, null),
            List.of(1.0),
            List.of(1.0),
            ChartAxis.linear("z", null, null),
            List.of(new HeatMap.Cell(1.0, "unknown")),
            List.of(),
            List.of(
                new Series(
                    "short",
                    0,
                    Series.Style.LINE,
                    List.of(1.0, 2.0),
                    List.of(1.0),
                    List.of(),
                    List.of(),
                    List.of())));
    assertThrows(RuntimeException.class, () -> Picture.write(figure("Figure", broken), file));
    assertEquals("before", Files.readString(file));
    Path taken = Files.createDirectories(folder.resolve("b.png").resolve("full")).getParent();
    assertThrows(UncheckedIOException.class, () -> Picture.write(figure("Figure", map()), taken));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of("a.svg", "b.png"),
          files.map(one -> one.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void onlyPngAndSvg() {
    assertEquals(
        "a picture is a .png or .svg file: 'a.pdf'; write -o a.pdf.svg",
        assertThrows(
                IllegalArgumentException.class,
                () -> Picture.write(figure("Figure", map()), Path.of("a.pdf")))
            .getMessage());
  }
}
