// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
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

  static {
    // Set before AWT looks for a screen.
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
  }

  private Picture() {}

  /** Fails if a file's extension is neither .png nor .svg, before anything is computed. */
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
   * @throws IllegalArgumentException if the extension is neither .png nor .svg
   * @throws UncheckedIOException if the file cannot be written; an existing file is not changed
   */
  public static void write(Figure figure, Path file) {
    requireKnownEnding(file);
    List<Chart> charts = figure.views().get(0).charts();
    List<Drawing> drawings = new ArrayList<>();
    for (Chart chart : charts) {
      boolean said = charts.size() == 1 && chart.title().equals(figure.title());
      drawings.add(drawing(chart, said ? "" : chart.title()));
    }
    int height = HEADING + drawings.stream().mapToInt(Drawing::height).sum();
    write(
        file,
        Drawing.WIDTH,
        height,
        graphics -> {
          graphics.setColor(Color.WHITE);
          graphics.fillRect(0, 0, Drawing.WIDTH, height);
          Lettering.fitted(
              graphics,
              figure.title(),
              Drawing.WIDTH - 30.0,
              Lettering.HEADING,
              15,
              27,
              Lettering.Align.LEFT);
          graphics.translate(0, HEADING);
          for (Drawing drawing : drawings) {
            drawing.paint(graphics);
            graphics.translate(0, drawing.height());
          }
        });
  }

  private static Drawing drawing(Chart chart, String title) {
    if (chart instanceof XyChart plane) {
      return new XyPicture(plane, title);
    } else if (chart instanceof HeatMap map) {
      return new HeatPicture(map, title);
    } else if (chart instanceof BarChart bars) {
      return new BarPicture(bars, title);
    } else if (chart instanceof RidgeChart ridge) {
      return new RidgePicture(ridge, title);
    } else if (chart instanceof ParallelChart parallel) {
      return new ParallelPicture(parallel, title);
    }
    throw new IllegalStateException("no such chart: " + chart.getClass());
  }

  private static void write(Path file, int width, int height, Consumer<Graphics2D> painting) {
    try {
      byte[] bytes =
          file.toString().toLowerCase(Locale.ROOT).endsWith(".svg")
              ? svg(width, height, painting)
              : png(width, height, painting);
      AtomicFile.write("picture", file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(new IOException("cannot draw the picture " + file, e));
    }
  }

  private static byte[] png(int width, int height, Consumer<Graphics2D> painting)
      throws IOException {
    BufferedImage image =
        new BufferedImage(DENSITY * width, DENSITY * height, BufferedImage.TYPE_INT_RGB);
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
  private static byte[] svg(int width, int height, Consumer<Graphics2D> painting)
      throws IOException {
    try {
      Document document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .getDOMImplementation()
              .createDocument("http://www.w3.org/2000/svg", "svg", null);
      SVGGraphics2D graphics = new SVGGraphics2D(document);
      graphics.setSVGCanvasSize(new Dimension(width, height));
      painting.accept(graphics);
      Element root = graphics.getRoot();
      root.setAttribute("viewBox", "0 0 %d %d".formatted(width, height));
      Transformer transformer = TransformerFactory.newInstance().newTransformer();
      transformer.setOutputProperty(OutputKeys.ENCODING, "UTF-8");
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      transformer.transform(new DOMSource(root), new StreamResult(out));
      return out.toByteArray();
    } catch (ParserConfigurationException | TransformerException e) {
      throw new IOException(e);
    }
  }
}
