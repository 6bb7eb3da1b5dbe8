// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.evenkeel.report.chart.Figure;
import org.knowm.xchart.BitmapEncoder;
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

  /** About the share of the height that is left for the plot. */
  private static final double PLOT_SHARE = 0.8;

  /** The share of the plot that the data takes. */
  private static final double PLOT_CONTENT = 0.98;

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

  /** Draws a figure. */
  public static void write(Figure figure, Path file) {
    throw new UnsupportedOperationException("not yet");
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
        .setPlotGridLinesColor(new Color(0xDDDDDD));
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
    try {
      if (file.toString().toLowerCase(Locale.ROOT).endsWith(".svg")) {
        svg(chart, file);
      } else {
        try (OutputStream out = Files.newOutputStream(file)) {
          ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", out);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(new IOException("cannot write the picture " + file, e));
    }
  }

  private static void svg(XYChart chart, Path file) throws IOException {
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
    graphics.setSVGCanvasSize(new Dimension(chart.getWidth(), chart.getHeight()));
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    try (Writer out = Files.newBufferedWriter(file)) {
      graphics.stream(out, true);
    }
  }
}
