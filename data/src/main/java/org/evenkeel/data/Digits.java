// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;

/**
 * Grey images of the ten digits, drawn from strokes.
 *
 * <p>Every image bends, slants, turns, scales and shifts the strokes of its digit, draws them with
 * a pen of random width, and adds noise. At 8×8 pixels a linear model stays below 95 %, a good deep
 * network passes 97 %.
 */
final class Digits {

  /** Uniform draws per image: twelve for its shape, the rest left for later versions. */
  private static final int DRAWS = 16;

  private static final double MAX_TURN = 0.18;
  private static final double MAX_SLANT = 0.22;
  private static final double MAX_STRETCH = 0.18;
  private static final double MAX_SHIFT = 0.115;
  private static final double MAX_BEND = 0.04;
  private static final double PEN = 0.075;
  private static final double MAX_PEN_CHANGE = 0.025;
  private static final double NOISE = 0.05;

  private Digits() {}

  /**
   * Draws images, the digits in turn.
   *
   * @param count the number of images
   * @param size height and width in pixels
   * @param seed the seed
   * @return examples of shape {1, size, size}, grey from 0 to about 1
   */
  static Examples draw(int count, int size, long seed) {
    Generated.requireSize("digits", count);
    if (size < 6 || size > 256) {
      throw new IllegalArgumentException(
          "digits are drawn at 6 to 256 pixels: %d; 8 and 28 are usual".formatted(size));
    }
    int pixels = size * size;
    float[] features = new float[Math.multiplyExact(count, pixels)];
    RandomFill.normal(Key.of(seed, "digits.noise"), 0, FloatBuffer.wrap(features), (float) NOISE);
    float[] draws = new float[count * DRAWS];
    RandomFill.uniform(Key.of(seed, "digits.shape"), 0, FloatBuffer.wrap(draws), 1);
    int[] labels = new int[count];
    IntStream.range(0, count)
        .parallel()
        .forEach(
            i -> {
              labels[i] = i % 10;
              new Image(labels[i], draws, i * DRAWS).addTo(features, i * pixels, size);
            });
    return new Examples("digits", List.of(1, size, size), features, labels, Generated.numbered(10));
  }

  /** The strokes of each digit in the unit square, y downwards, as points that lines connect. */
  private static final List<List<double[][]>> STROKES =
      List.of(
          List.<double[][]>of(arc(0.5, 0.5, 0.27, 0.4, 0, 360)),
          List.<double[][]>of(line(0.34, 0.26, 0.52, 0.1, 0.52, 0.9)),
          List.<double[][]>of(
              join(arc(0.5, 0.32, 0.25, 0.22, 190, 395), line(0.7, 0.45, 0.24, 0.9)),
              line(0.24, 0.9, 0.78, 0.9)),
          List.<double[][]>of(
              join(arc(0.47, 0.3, 0.25, 0.2, 205, 450), arc(0.47, 0.7, 0.27, 0.2, 270, 515))),
          List.<double[][]>of(line(0.6, 0.1, 0.2, 0.62, 0.82, 0.62), line(0.62, 0.1, 0.62, 0.9)),
          List.<double[][]>of(
              line(0.75, 0.1, 0.33, 0.1, 0.3, 0.47), arc(0.48, 0.65, 0.27, 0.25, 225, 510)),
          List.<double[][]>of(
              join(line(0.66, 0.12, 0.45, 0.3, 0.3, 0.52), arc(0.5, 0.67, 0.23, 0.22, 190, 550))),
          List.<double[][]>of(line(0.22, 0.1, 0.78, 0.1, 0.42, 0.9)),
          List.<double[][]>of(arc(0.5, 0.3, 0.2, 0.19, 0, 360), arc(0.5, 0.7, 0.25, 0.21, 0, 360)),
          List.<double[][]>of(
              arc(0.5, 0.33, 0.22, 0.22, 0, 360), line(0.72, 0.33, 0.7, 0.55, 0.58, 0.9)));

  private static double[][] line(double... xy) {
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i + 3 < xy.length; i += 2) {
      // Long lines get points in between, so that they bend too.
      for (int k = 0; k < 4; k++) {
        double t = k / 4.0;
        points.add(
            new double[] {
              xy[i] + t * (xy[i + 2] - xy[i]), xy[i + 1] + t * (xy[i + 3] - xy[i + 1])
            });
      }
    }
    points.add(new double[] {xy[xy.length - 2], xy[xy.length - 1]});
    return points.toArray(double[][]::new);
  }

  private static double[][] arc(
      double x, double y, double radiusX, double radiusY, double fromDegrees, double toDegrees) {
    int points = 2 + (int) ((toDegrees - fromDegrees) / 24);
    double[][] arc = new double[points][];
    for (int i = 0; i < points; i++) {
      double angle =
          StrictMath.toRadians(fromDegrees + (toDegrees - fromDegrees) * i / (points - 1));
      arc[i] =
          new double[] {x + radiusX * StrictMath.cos(angle), y + radiusY * StrictMath.sin(angle)};
    }
    return arc;
  }

  private static double[][] join(double[][] first, double[][] second) {
    List<double[]> points = new ArrayList<>(List.of(first));
    points.addAll(List.of(second));
    return points.toArray(double[][]::new);
  }

  /** One image: its strokes after bending, slanting, turning, scaling and shifting. */
  private static final class Image {
    private final List<double[][]> strokes = new ArrayList<>();
    private final double pen;
    private final double ink;

    Image(int digit, float[] draws, int from) {
      double cos = StrictMath.cos(MAX_TURN * draws[from]);
      double sin = StrictMath.sin(MAX_TURN * draws[from]);
      double slant = MAX_SLANT * draws[from + 1];
      double stretchX = 0.95 + MAX_STRETCH * draws[from + 2];
      double stretchY = 0.95 + MAX_STRETCH * draws[from + 3];
      double shiftX = MAX_SHIFT * draws[from + 4];
      double shiftY = MAX_SHIFT * draws[from + 5];
      double bendX = MAX_BEND * draws[from + 6];
      double bendY = MAX_BEND * draws[from + 7];
      double phaseX = Math.PI * draws[from + 8];
      double phaseY = Math.PI * draws[from + 9];
      pen = PEN + MAX_PEN_CHANGE * draws[from + 10];
      ink = 0.85 + 0.15 * draws[from + 11];
      for (double[][] stroke : STROKES.get(digit)) {
        double[][] placed = new double[stroke.length][];
        for (int i = 0; i < stroke.length; i++) {
          double x = stroke[i][0] - 0.5;
          double y = stroke[i][1] - 0.5;
          double bentX = x + bendX * StrictMath.sin(2 * Math.PI * y + phaseX);
          double bentY = y + bendY * StrictMath.sin(2 * Math.PI * x + phaseY);
          double u = stretchX * (bentX - slant * bentY);
          double v = stretchY * bentY;
          placed[i] =
              new double[] {0.5 + shiftX + cos * u - sin * v, 0.5 + shiftY + sin * u + cos * v};
        }
        strokes.add(placed);
      }
    }

    void addTo(float[] image, int offset, int size) {
      for (int row = 0; row < size; row++) {
        for (int column = 0; column < size; column++) {
          double distance = distance((column + 0.5) / size, (row + 0.5) / size);
          // The share of the pixel under the pen, as if the pen's edge were straight.
          double covered = Math.max(0, Math.min(1, 0.5 + (pen - distance) * size));
          image[offset + row * size + column] += (float) (ink * covered);
        }
      }
    }

    private double distance(double x, double y) {
      double least = Double.POSITIVE_INFINITY;
      for (double[][] stroke : strokes) {
        for (int i = 0; i + 1 < stroke.length; i++) {
          least = Math.min(least, squaredDistance(x, y, stroke[i], stroke[i + 1]));
        }
      }
      return Math.sqrt(least);
    }

    private static double squaredDistance(double x, double y, double[] from, double[] to) {
      double dx = to[0] - from[0];
      double dy = to[1] - from[1];
      double length = dx * dx + dy * dy;
      double t =
          length == 0
              ? 0
              : Math.max(0, Math.min(1, ((x - from[0]) * dx + (y - from[1]) * dy) / length));
      double ex = x - from[0] - t * dx;
      double ey = y - from[1] - t * dy;
      return ex * ex + ey * ey;
    }
  }
}
