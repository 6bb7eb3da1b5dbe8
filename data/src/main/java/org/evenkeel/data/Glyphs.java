// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The usual handwritten forms of each digit, as strokes in the unit square, y downwards.
 *
 * <p>A stroke is a polyline x0, y0, x1, y1, … Long lines have intermediate points, so that they can
 * bend.
 */
final class Glyphs {

  /** The forms of each digit, each a list of strokes. */
  private static final List<List<List<double[]>>> WAYS =
      List.of(
          List.of(way(arc(0.5, 0.5, 0.28, 0.4, -90, 270)), way(arc(0.5, 0.5, 0.2, 0.4, -90, 270))),
          List.of(
              way(line(0.5, 0.1, 0.5, 0.9)),
              way(line(0.32, 0.28, 0.52, 0.1, 0.52, 0.9)),
              way(line(0.34, 0.28, 0.52, 0.1, 0.52, 0.9), line(0.3, 0.9, 0.74, 0.9))),
          List.of(
              way(join(arc(0.5, 0.33, 0.25, 0.23, 190, 400), line(0.25, 0.9, 0.78, 0.9))),
              way(
                  join(
                      arc(0.48, 0.32, 0.24, 0.22, 200, 410),
                      arc(0.36, 0.8, 0.12, 0.11, 40, 320),
                      line(0.78, 0.88)))),
          List.of(
              way(join(arc(0.46, 0.3, 0.25, 0.2, 205, 450), arc(0.46, 0.7, 0.28, 0.2, -90, 155))),
              way(
                  join(
                      line(0.24, 0.1, 0.74, 0.1, 0.46, 0.42),
                      arc(0.46, 0.66, 0.28, 0.24, -90, 155)))),
          List.of(
              way(line(0.6, 0.1, 0.2, 0.62, 0.82, 0.62), line(0.62, 0.1, 0.62, 0.9)),
              way(line(0.28, 0.1, 0.24, 0.52, 0.72, 0.52), line(0.7, 0.1, 0.68, 0.9))),
          List.of(
              way(
                  join(
                      line(0.75, 0.1, 0.33, 0.1, 0.3, 0.45),
                      arc(0.46, 0.65, 0.28, 0.25, 230, 510))),
              way(
                  join(line(0.32, 0.12, 0.3, 0.44), arc(0.46, 0.66, 0.26, 0.24, 240, 510)),
                  line(0.32, 0.12, 0.76, 0.1))),
          List.of(
              way(join(line(0.66, 0.1, 0.4, 0.34), arc(0.5, 0.68, 0.23, 0.22, 190, 550))),
              way(join(arc(0.62, 0.5, 0.36, 0.4, 270, 180), arc(0.5, 0.68, 0.23, 0.21, 180, 540)))),
          List.of(
              way(line(0.22, 0.1, 0.78, 0.1, 0.42, 0.9)),
              way(line(0.22, 0.1, 0.78, 0.1, 0.44, 0.9), line(0.36, 0.5, 0.74, 0.5))),
          List.of(
              way(arc(0.5, 0.29, 0.2, 0.19, 90, 450), arc(0.5, 0.7, 0.25, 0.21, -90, 270)),
              way(
                  line(
                      0.7, 0.18, 0.5, 0.1, 0.32, 0.24, 0.42, 0.42, 0.66, 0.58, 0.72, 0.76, 0.5, 0.9,
                      0.28, 0.76, 0.36, 0.56, 0.64, 0.38, 0.7, 0.18))),
          List.of(
              way(join(arc(0.5, 0.33, 0.22, 0.22, 0, 360), line(0.7, 0.55, 0.58, 0.9))),
              way(join(arc(0.5, 0.33, 0.22, 0.22, 0, 360), arc(0.42, 0.6, 0.3, 0.3, 0, 120)))));

  private static final double LONGEST = 0.13;

  private Glyphs() {}

  /** The forms of a digit, each a list of strokes. */
  static List<List<double[]>> waysToWrite(int digit) {
    return WAYS.get(digit);
  }

  private static List<double[]> way(double[]... strokes) {
    return Arrays.stream(strokes).map(Glyphs::refined).toList();
  }

  private static double[] line(double... points) {
    return points;
  }

  /** An arc of an ellipse, with angles in degrees, clockwise from the right. */
  private static double[] arc(
      double x, double y, double radiusX, double radiusY, double from, double to) {
    int steps = (int) Math.ceil(Math.abs(to - from) / 20);
    double[] points = new double[2 * (steps + 1)];
    for (int i = 0; i <= steps; i++) {
      double angle = Math.PI / 180 * (from + (to - from) * i / steps);
      points[2 * i] = x + radiusX * StrictMath.cos(angle);
      points[2 * i + 1] = y + radiusY * StrictMath.sin(angle);
    }
    return points;
  }

  private static double[] join(double[]... strokes) {
    return Arrays.stream(strokes).flatMapToDouble(Arrays::stream).toArray();
  }

  /** The stroke with points added until no line is longer than {@link #LONGEST}. */
  private static double[] refined(double[] stroke) {
    DoubleStream.Builder points = DoubleStream.builder();
    for (int i = 0; i + 3 < stroke.length; i += 2) {
      double dx = stroke[i + 2] - stroke[i];
      double dy = stroke[i + 3] - stroke[i + 1];
      int parts = Math.max(1, (int) Math.ceil(Math.sqrt(dx * dx + dy * dy) / LONGEST));
      for (int k = 0; k < parts; k++) {
        points.add(stroke[i] + dx * k / parts).add(stroke[i + 1] + dy * k / parts);
      }
    }
    return points.add(stroke[stroke.length - 2]).add(stroke[stroke.length - 1]).build().toArray();
  }
}
