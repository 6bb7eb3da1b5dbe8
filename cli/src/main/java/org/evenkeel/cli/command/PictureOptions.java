// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.picture.Picture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that draw one chart to a file. */
final class PictureOptions {

  private static final String CHARTS =
      "depth, correlation, phases, training, steps, histograms, response, map, importance, history,"
          + " parallel, ratio";

  @Option(names = "--png", paramLabel = "FILE", description = "Draw the main chart as PNG.")
  private @Nullable Path png;

  @Option(names = "--svg", paramLabel = "FILE", description = "Draw the main chart as SVG.")
  private @Nullable Path svg;

  @Option(
      names = "--chart",
      paramLabel = "NAME",
      description =
          "Which chart --png and --svg draw: " + CHARTS + ". Default: the first that there is.")
  private @Nullable String chart;

  /** The pictures of a result. */
  record Drawing(@Nullable Path png, @Nullable Path svg, @Nullable String chart) {}

  /** The requested pictures, checked before anything is computed. */
  Drawing drawing() {
    if (chart != null
        && !List.of(CHARTS.split(", ")).contains(chart.replaceFirst("-[0-9]+$", ""))) {
      throw new IllegalArgumentException(
          "--chart must name a chart: no '%s'; choose among %s".formatted(chart, CHARTS));
    }
    if (png != null) {
      requireEnding("--png", png, ".png");
    }
    if (svg != null) {
      requireEnding("--svg", svg, ".svg");
    }
    return new Drawing(png, svg, chart);
  }

  private static void requireEnding(String option, Path file, String ending) {
    if (!file.toString().toLowerCase(Locale.ROOT).endsWith(ending)) {
      throw new IllegalArgumentException(
          "%s must name a file that ends with %s: '%s'; write %s %s%s"
              .formatted(option, ending, file, option, file, ending));
    }
  }

  boolean given() {
    return png != null || svg != null;
  }

  /** Draws the requested chart. */
  void draw(List<Figure> figures, Output output) {
    if (!given()) {
      return;
    }
    Figure figure = chosen(figures);
    for (Path file : png == null ? List.of(svg) : svg == null ? List.of(png) : List.of(png, svg)) {
      Picture.write(figure, file);
      output.told("picture", file);
    }
  }

  private Figure chosen(List<Figure> figures) {
    if (figures.isEmpty()) {
      throw new IllegalArgumentException(
          "this result has no chart to draw; write it as a page with --report FILE");
    }
    return figures.stream()
        .filter(figure -> chart == null || figure.id().equals(chart))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--chart must name a chart of this result: no '%s'; choose among %s"
                        .formatted(
                            chart,
                            figures.stream().map(Figure::id).collect(Collectors.joining(", ")))));
  }
}
