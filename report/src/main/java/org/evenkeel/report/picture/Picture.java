// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.batik.svggen.SVGGraphics2D;
import org.evenkeel.report.chart.Chart;
import org.evenkeel.report.chart.Chart.BarChart;
import org.evenkeel.report.chart.Chart.HeatMap;
import org.evenkeel.report.chart.Chart.ParallelChart;
import org.evenkeel.report.chart.Chart.RidgeChart;
import org.evenkeel.report.chart.Chart.XyChart;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.file.AtomicFile;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Pictures of charts with the colors, zones and edge markers of the page, as PNG or SVG. */
public final class Picture {

  /** The number of pixels for one point, for high-resolution screens. */
  private static final int DENSITY = 2;

  /** The height of a figure's heading. */
  static final int HEADING = 44;

  /** The height of a chart's title. */
  static final int TITLE = 20;

  static {
    // Set before AWT looks for a screen.
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
  }

  private Picture() {}

  /**
   * Draws the first view of a figure, its charts one below the other.
   *
   * @throws IllegalArgumentException if the extension is neither .png nor .svg
   * @throws UncheckedIOException if the file cannot be written; an existing file is not changed
   */
  public static void write(Figure figure, Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    boolean svg = name.endsWith(".svg");
    if (!svg && !name.endsWith(".png")) {
      throw new IllegalArgumentException(
          "a picture is a .png or .svg file: '%s'; write -o %s.svg".formatted(file, file));
    }
    List<Chart> charts = figure.views().get(0).charts();
    boolean said = charts.size() == 1 && charts.get(0).title().equals(figure.title());
    List<Part> parts = charts.stream().map(chart -> Part.of(chart, said)).toList();
    int height = HEADING + parts.stream().mapToInt(Part::height).sum();
    Consumer<Graphics2D> painting =
        graphics -> {
          Pen pen = new Pen(graphics);
          pen.fill(Color.WHITE, new Rectangle(Drawing.WIDTH, height));
          pen.heading(figure.title(), Lettering.HEADING, 27);
          pen.down(HEADING);
          parts.forEach(part -> part.paint(pen));
        };
    try {
      AtomicFile.write("picture", file, svg ? svg(height, painting) : png(height, painting));
    } catch (IOException e) {
      throw new UncheckedIOException("the picture cannot be drawn: " + file, e);
    }
  }

  /** A chart with its title above and its legend below. */
  private record Part(String title, Drawing drawing) {

    /** A chart of a figure, of which the title may be said already. */
    static Part of(Chart chart, boolean said) {
      Drawing drawing = Picture.drawing(chart);
      return new Part(
          Stream.of(said ? "" : chart.title(), drawing.remark())
              .filter(text -> !text.isEmpty())
              .collect(Collectors.joining(", ")),
          drawing);
    }

    int height() {
      return (title.isEmpty() ? 0 : TITLE) + drawing.height() + drawing.legend().height() + 14;
    }

    /** Draws the chart, and moves the origin below it. */
    void paint(Pen pen) {
      pen.heading(title, Lettering.TITLE, 18);
      pen.down(title.isEmpty() ? 0 : TITLE);
      drawing.painting().accept(pen);
      pen.down(drawing.height());
      drawing.legend().paint(pen);
      pen.down(drawing.legend().height() + 14);
    }
  }

  private static Drawing drawing(Chart chart) {
    if (chart instanceof XyChart plane) {
      return new XyPicture(plane).drawing();
    } else if (chart instanceof HeatMap map) {
      return new HeatPicture(map).drawing();
    } else if (chart instanceof BarChart bars) {
      return new BarPicture(bars).drawing();
    } else if (chart instanceof RidgeChart ridge) {
      return new RidgePicture(ridge).drawing();
    }
    return new ParallelPicture((ParallelChart) chart).drawing();
  }

  private static byte[] png(int height, Consumer<Graphics2D> painting) throws IOException {
    BufferedImage image =
        new BufferedImage(DENSITY * Drawing.WIDTH, DENSITY * height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(DENSITY, DENSITY);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    painting.accept(graphics);
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  /** An SVG document without a document type, which readers might fetch. */
  private static byte[] svg(int height, Consumer<Graphics2D> painting) throws IOException {
    try {
      Document document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .getDOMImplementation()
              .createDocument("http://www.w3.org/2000/svg", "svg", null);
      SVGGraphics2D graphics = new SVGGraphics2D(document);
      graphics.setSVGCanvasSize(new Dimension(Drawing.WIDTH, height));
      painting.accept(graphics);
      Element root = graphics.getRoot();
      root.setAttribute("viewBox", "0 0 %d %d".formatted(Drawing.WIDTH, height));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      TransformerFactory.newInstance()
          .newTransformer()
          .transform(new DOMSource(root), new StreamResult(out));
      return out.toByteArray();
    } catch (ParserConfigurationException | TransformerException e) {
      throw new IOException(e);
    }
  }
}
