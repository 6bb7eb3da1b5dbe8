// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.evenkeel.report.chart.BarChart;
import org.evenkeel.report.chart.Chart;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.HeatMap;
import org.evenkeel.report.chart.XyChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.w3c.dom.Document;

/**
 * Charts in one style, written as PNG or SVG by the ending of the file's name.
 *
 * <p>The colors are those of Okabe and Ito, which people with any color vision tell apart.
 */
public final class Picture {

  public static final Color BLUE = new Color(0x0072B2);
  public static final Color ORANGE = new Color(0xE69F00);
  public static final Color GREEN = new Color(0x009E73);
  public static final Color RED = new Color(0xD55E00);
  public static final Color PURPLE = new Color(0xCC79A7);
  public static final Color GREY = new Color(0x9A9A9A);
  public static final Color BLACK = Color.BLACK;

  private static final int WIDTH = 900;
  private static final int HEIGHT = 560;

  /** Pixels for one point, on a screen of today. */
  private static final int DENSITY = 2;

  /** Of several charts in one picture each is lower. */
  private static final int ONE_OF_SEVERAL = 400;

  private static final int TITLE = 40;

  /** About the share of the height that is left for the plot. */
  private static final double PLOT_SHARE = 0.8;

  /** About the height of a plot. */
  static final double PLOT_HEIGHT = PLOT_SHARE * HEIGHT;

  /** The share of the plot that the data takes. */
  private static final double PLOT_CONTENT = 0.98;

  private static final int LONGEST_TITLE = 90;

  private Picture() {}

  /**
   * Checks a file's name before anything is computed.
   *
   * @throws IllegalArgumentException if it ends neither in .png nor in .svg
   */
  public static void requireKnownEnding(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (!name.endsWith(".png") && !name.endsWith(".svg")) {
      throw new IllegalArgumentException(
          "a picture is a .png or .svg file: '%s'; write -o %s.svg".formatted(file, file));
    }
  }

  /**
   * Draws the first view of a figure, its charts one below the other.
   *
   * @throws IllegalArgumentException if the file's ending is not known, or its charts are not for
   *     pictures
   * @throws UncheckedIOException if the file cannot be written; one that was there is left as it
   *     was
   */
  public static void write(Figure figure, Path file) {
    requireKnownEnding(file);
    List<XYChart> charts = figure.views().get(0).charts().stream().map(Picture::drawn).toList();
    if (charts.size() == 1) {
      charts.get(0).setTitle(""); // the figure's stands above
    }
    int height = charts.size() == 1 ? HEIGHT : ONE_OF_SEVERAL;
    write(
        file,
        WIDTH,
        TITLE + charts.size() * height,
        graphics -> {
          graphics.setColor(Color.WHITE);
          graphics.fillRect(0, 0, WIDTH, TITLE + charts.size() * height);
          graphics.setColor(Color.BLACK);
          graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 18));
          graphics.drawString(Scaled.shortened(figure.title(), LONGEST_TITLE), 14, 27);
          graphics.translate(0, TITLE);
          for (XYChart chart : charts) {
            chart.paint(graphics, WIDTH, height);
            graphics.translate(0, height);
          }
        });
  }

  private static XYChart drawn(Chart chart) {
    if (chart instanceof XyChart plane) {
      return XyPicture.of(plane);
    } else if (chart instanceof HeatMap map) {
      return HeatPicture.of(map);
    } else if (chart instanceof BarChart bars) {
      return BarPicture.of(bars);
    }
    throw new IllegalArgumentException(
        "this chart is for a page: \"%s\" is to be stepped through; look at it by --report FILE"
            .formatted(chart.title()));
  }

  /** An empty chart. */
  public static XYChart chart(String title, String xAxis, String yAxis) {
    System.setProperty("java.awt.headless", "true");
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xAxis)
            .yAxisTitle(yAxis)
            .build();
    Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    chart
        .getStyler()
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBorderVisible(false)
        .setPlotContentSize(PLOT_CONTENT)
        .setChartTitleFont(font.deriveFont(Font.BOLD, 16f))
        .setLegendFont(font)
        .setLegendPosition(LegendPosition.OutsideS)
        .setLegendLayout(LegendLayout.Horizontal)
        .setLegendBorderColor(Color.WHITE)
        .setLocale(Locale.ROOT);
    chart
        .getStyler()
        .setAxisTitleFont(font)
        .setAxisTickLabelsFont(font)
        .setXAxisTickMarkSpacingHint(90)
        .setYAxisTickMarkSpacingHint(50)
        .setPlotMargin(0)
        .setPlotGridLinesColor(new Color(0xDDDDDD))
        .setMarkerSize(XyPicture.markerSize());
    chart
        .getStyler()
        .setAnnotationLineColor(BLACK)
        .setAnnotationLineStroke(new BasicStroke(1.4f))
        .setAnnotationTextFont(font.deriveFont(12f))
        .setAnnotationTextFontColor(new Color(0x4A4A4A));
    return chart;
  }

  /** A line through points that lie close. */
  public static void line(XYChart chart, String name, double[] x, double[] y, Color color) {
    series(chart, name, x, y, color)
        .setMarker(SeriesMarkers.NONE)
        .setLineStyle(new BasicStroke(2.5f));
  }

  /** A thin, dashed line, for what is only there to compare with; the legend leaves it out. */
  public static void dashed(XYChart chart, String name, double[] x, double[] y, Color color) {
    float[] dashes = {6, 6};
    XYSeries series = series(chart, name, x, y, color);
    series
        .setMarker(SeriesMarkers.NONE)
        .setLineStyle(
            new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dashes, 0));
    series.setShowInLegend(false);
  }

  /** A thin line with a mark at each point. */
  public static void points(XYChart chart, String name, double[] x, double[] y, Color color) {
    series(chart, name, x, y, color)
        .setMarker(SeriesMarkers.CIRCLE)
        .setLineStyle(new BasicStroke(1.5f));
  }

  /**
   * An area as thick strokes, one for each row of a grid.
   *
   * @param x the ends of the strokes, two for each, with a NaN between one and the next
   * @param y their heights, with the same NaNs
   * @param rows the number of rows in the grid
   */
  public static void area(
      XYChart chart, String name, double[] x, double[] y, Color color, int rows) {
    float thickness = (float) (1.15 * PLOT_SHARE * HEIGHT / (rows - 1));
    series(chart, name, x, y, color)
        .setMarker(SeriesMarkers.NONE)
        .setLineStyle(new BasicStroke(thickness, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
  }

  private static XYSeries series(XYChart chart, String name, double[] x, double[] y, Color color) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarkerColor(color).setLineColor(color);
    return series;
  }

  /** Writes a chart. */
  public static void write(XYChart chart, Path file) {
    requireKnownEnding(file);
    write(
        file,
        chart.getWidth(),
        chart.getHeight(),
        graphics -> chart.paint(graphics, chart.getWidth(), chart.getHeight()));
  }

  /** Writes to a file beside it first, so that there is never half a picture. */
  private static void write(Path file, int width, int height, Consumer<Graphics2D> painting) {
    Path beside = null;
    try {
      beside = file.resolveSibling("." + file.getFileName() + "." + ProcessHandle.current().pid());
      if (file.toString().toLowerCase(Locale.ROOT).endsWith(".svg")) {
        svg(beside, width, height, painting);
      } else {
        png(beside, width, height, painting);
      }
      Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(new IOException("cannot write the picture " + file, e));
    } finally {
      remove(beside);
    }
  }

  private static void remove(Path beside) {
    try {
      if (beside != null) {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      // It is a temporary file, and why it was not finished is told already.
    }
  }

  private static void png(Path file, int width, int height, Consumer<Graphics2D> painting)
      throws IOException {
    BufferedImage image =
        new BufferedImage(DENSITY * width, DENSITY * height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(DENSITY, DENSITY);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    painting.accept(graphics);
    graphics.dispose();
    try (OutputStream out = Files.newOutputStream(file)) {
      ImageIO.write(image, "png", out);
    }
  }

  private static void svg(Path file, int width, int height, Consumer<Graphics2D> painting)
      throws IOException {
    Document document;
    try {
      document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .getDOMImplementation()
              .createDocument("http://www.w3.org/2000/svg", "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
    SVGGraphics2D graphics = new SVGGraphics2D(document);
    graphics.setSVGCanvasSize(new Dimension(width, height));
    painting.accept(graphics);
    try (Writer out = Files.newBufferedWriter(file)) {
      graphics.stream(out, true);
    }
  }
}
