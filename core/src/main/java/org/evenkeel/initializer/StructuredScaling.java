// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import java.nio.FloatBuffer;
import org.evenkeel.naming.Arguments;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.Structure;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;

/**
 * Weights with E[w²] = scale/n_in that are centered, orthogonal or both.
 *
 * <p>The weights of a <em>centered</em> unit sum to zero at each place of its kernel, so that a
 * mean that all inputs have in common is cancelled, at a padded border too. Independent ones are w
 * - mean(w), times √(n/(n - 1)), over the n input channels; depthwise kernels, of one channel, sum
 * to zero over their places. Units of one input are not centered.
 *
 * <p>An <em>orthogonal</em> matrix has a unit's whole kernel as a row and is distributed by Haar's
 * measure (Saxe et al. 2014); a centered one is so within the space of centered rows. Its rows are
 * orthonormal up to a factor, or its columns where there are fewer dimensions than rows; the mean
 * square of the rows' lengths is that of independent weights. Matrices whose shorter side is above
 * {@value #LARGEST} are independent instead: the deviations that orthogonality removes fall as 1/n,
 * while the cost of a draw grows as n³.
 *
 * <p>An orthogonal <em>delta</em> kernel has its matrix at the center and zeros elsewhere, if it
 * has as many output as input channels: a convolution of stride 1 then keeps the length of every
 * image, at its borders too (Xiao et al. 2018, "Dynamical isometry and a mean field theory of
 * CNNs", algorithm 1). A matrix over the whole kernel mixes positions at random, which lets the
 * signal and the differences of images fall with depth.
 *
 * @param scale n_in·E[w²], positive and finite
 * @param delta whether orthogonal matrices are at the kernel's center alone
 */
public record StructuredScaling(double scale, boolean centered, boolean orthogonal, boolean delta)
    implements Initializer {

  /** The longest shorter side of an orthogonal matrix. */
  public static final int LARGEST = 1024;

  /** Throws {@link IllegalArgumentException} unless the scale is positive and finite. */
  public StructuredScaling {
    Arguments.positive("a scale", scale, "1 keeps the signal of a linear layer");
  }

  /** Weights over whole kernels. */
  public StructuredScaling(double scale, boolean centered, boolean orthogonal) {
    this(scale, centered, orthogonal, false);
  }

  @Override
  public double variance(Part part) {
    return scale / part.requireFans().in();
  }

  @Override
  public Structure structure() {
    if (orthogonal) {
      return centered ? Structure.CENTERED_ORTHOGONAL : Structure.ORTHOGONAL;
    }
    return centered ? Structure.CENTERED : Structure.INDEPENDENT;
  }

  @Override
  public Structure structure(Part part) {
    if (isDelta(part)) {
      return isCentered(part) ? Structure.DELTA_CENTERED : Structure.DELTA_ORTHOGONAL;
    }
    return new StructuredScaling(scale, isCentered(part), isOrthogonal(part)).structure();
  }

  @Override
  public void fill(WeightShape shape, Key key, long from, FloatBuffer out) {
    Slices.Piece piece =
        (part, start, first, slice) -> {
          double deviation = Math.sqrt(variance(part));
          if (isOrthogonal(part)) {
            double[][] rows = orthogonal(part, key, start, deviation);
            Slices.entries(
                part,
                first - start,
                slice,
                isDelta(part)
                    ? (output, input, tap) ->
                        tap == part.centerTap() ? rows[(int) output][(int) input] : 0
                    : (output, input, tap) -> rows[(int) output][index(part, input, tap)]);
          } else if (isCentered(part)) {
            double[][] units = new double[Math.toIntExact(part.outputs())][];
            Slices.entries(
                part,
                first - start,
                slice,
                (output, input, tap) -> {
                  int unit = (int) output;
                  if (units[unit] == null) {
                    units[unit] = centered(part, key, start, output, deviation);
                  }
                  return units[unit][index(part, input, tap)];
                });
          } else {
            RandomFill.normal(key, first, slice, (float) deviation);
          }
        };
    Slices.matrices(shape, from, out, piece);
  }

  private boolean isOrthogonal(Part part) {
    return orthogonal && Math.min(part.outputs(), part.inputs() * part.taps()) <= LARGEST;
  }

  private boolean isDelta(Part part) {
    return delta && isOrthogonal(part) && isDeltaShape(part);
  }

  /** Whether kernels of a part keep every image if one place is all that they have. */
  private static boolean isDeltaShape(Part part) {
    return part.taps() > 1 && part.inputs() > 1 && part.inputs() == part.outputs();
  }

  /** Whether the units of a part are centered: one input has no other that it could cancel. */
  private boolean isCentered(Part part) {
    return centered && group(part) > 1;
  }

  /** Number of weights of a unit that sum to zero: one place of the kernel, or all of depthwise. */
  private static int group(Part part) {
    return Math.toIntExact(part.inputs() == 1 ? part.taps() : part.inputs());
  }

  /** The index of a weight in its unit, with those that sum to zero side by side. */
  private static int index(Part part, long input, long tap) {
    return Math.toIntExact(part.inputs() == 1 ? tap : tap * part.inputs() + input);
  }

  /** The independent weights of one unit: the draw of its own index, less the group's mean. */
  private static double[] centered(Part part, Key key, long start, long output, double deviation) {
    int size = Math.toIntExact(part.inputs() * part.taps());
    float[] normal = new float[size];
    RandomFill.normal(key, start + output * size, FloatBuffer.wrap(normal), 1);
    int group = group(part);
    double factor = deviation * Math.sqrt(group / (group - 1.0));
    double[] unit = new double[size];
    for (int first = 0; first < size; first += group) {
      double sum = 0;
      for (int i = first; i < first + group; i++) {
        sum += normal[i];
      }
      for (int i = first; i < first + group; i++) {
        unit[i] = factor * (normal[i] - sum / group);
      }
    }
    return unit;
  }

  /** The rows of an orthogonal matrix whose mean square length is that of independent rows. */
  private double[][] orthogonal(Part part, Key key, long start, double deviation) {
    int rows = Math.toIntExact(part.outputs());
    int columns = Math.toIntExact(part.inputs() * (isDelta(part) ? 1 : part.taps()));
    int group = group(part);
    int dimensions = isCentered(part) ? columns / group * (group - 1) : columns;
    double[][] q = Orthogonal.vectors(key, start, rows, dimensions);
    double factor =
        deviation
            * Math.sqrt(part.inputs() * part.taps() * Math.max(1.0, (double) rows / dimensions));
    double[][] matrix = new double[rows][columns];
    for (int row = 0; row < rows; row++) {
      double[] values = new double[dimensions];
      for (int i = 0; i < dimensions; i++) {
        values[i] = factor * (rows <= dimensions ? q[row][i] : q[i][row]);
      }
      matrix[row] = isCentered(part) ? intoCentered(values, columns, group) : values;
    }
    return matrix;
  }

  /**
   * The vector's image in the space of groups that sum to zero: the reflection that takes each
   * group's first axis to its ones vector, applied to all axes but the first.
   */
  private static double[] intoCentered(double[] vector, int columns, int group) {
    double root = Math.sqrt(group);
    double[] image = new double[columns];
    for (int g = 0; g < columns / group; g++) {
      int from = g * (group - 1);
      double sum = sum(vector, from, group - 1);
      image[g * group] = -sum / root;
      for (int i = 1; i < group; i++) {
        image[g * group + i] = vector[from + i - 1] - sum / (root * (root + 1));
      }
    }
    return image;
  }

  /** The sum in order, which no library rearranges. */
  private static double sum(double[] x, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += x[i];
    }
    return sum;
  }

  /**
   * Orthogonal weights with E[w²] = scale/n_in between units that come in pairs of opposite sign.
   *
   * <p>Unit i of n is paired with unit i + n/2, so that the order of channels survives the
   * flattening of an image. Where the <em>outputs</em> are mirrored, the second half of the rows is
   * the first one negated, so that pre-activations are z and -z. Where the <em>inputs</em> are, the
   * second half of the columns is the first one negated, so that a unit sees f(z) - f(-z) of each
   * pair: the odd part of f, twice (Balduzzi et al. 2017, "The shattered gradients problem",
   * section 4, for ReLU). The last of an odd number of outputs has no partner, and the last of an
   * odd number of inputs weight 0.
   *
   * <p>What is drawn is one half or quarter of the matrix: a random orthogonal matrix by Haar's
   * measure, whose rows are orthonormal up to a factor, or its columns where these are fewer. If
   * its shorter side is above {@value #LARGEST}, it is independent normal instead.
   *
   * @param scale n_in·E[w²], positive and finite
   * @param delta whether orthogonal matrices are at the kernel's center alone, as those of {@link
   *     StructuredScaling} are; where just one side is mirrored, they are over the whole kernel
   */
  public record Mirrored(double scale, boolean inputs, boolean outputs, boolean delta)
      implements Initializer {

    /** The longest shorter side of what is drawn as an orthogonal matrix. */
    private static final int LARGEST = 512;

    /** Throws {@link IllegalArgumentException} unless the scale is positive and finite. */
    public Mirrored {
      Arguments.positive("a scale", scale, "2 keeps the signal between layers with ReLU");
    }

    /** Weights over whole kernels. */
    public Mirrored(double scale, boolean inputs, boolean outputs) {
      this(scale, inputs, outputs, false);
    }

    @Override
    public double variance(Part part) {
      return scale / part.requireFans().in();
    }

    @Override
    public Structure structure() {
      return inputs ? Structure.MIRRORED : Structure.ORTHOGONAL;
    }

    @Override
    public Structure structure(Part part) {
      Block block = new Block(part);
      if (!block.isOrthogonal()) {
        return block.inputPairs > 0 ? Structure.MIRRORED_INDEPENDENT : Structure.INDEPENDENT;
      }
      if (block.inputPairs == 0) {
        return Structure.ORTHOGONAL;
      }
      return block.isDelta ? Structure.DELTA_MIRRORED : Structure.MIRRORED;
    }

    @Override
    public void fill(WeightShape shape, Key key, long from, FloatBuffer out) {
      Slices.matrices(
          shape,
          from,
          out,
          (part, start, first, slice) ->
              Slices.entries(part, first - start, slice, new Block(part).entries(key, start)));
    }

    /** The block of a matrix that is drawn, of which the rest are copies or negatives. */
    private final class Block {

      private final boolean isDelta;
      private final long center;
      private final long taps;
      private final long outputPairs;
      private final long inputPairs;
      private final int rows;
      private final int columns;
      private final double factor;

      Block(Part part) {
        isDelta =
            delta
                && inputs
                && outputs
                && isDeltaShape(part)
                && part.outputs() - part.outputs() / 2 <= LARGEST;
        center = part.centerTap();
        taps = isDelta ? 1 : part.taps();
        outputPairs = outputs ? part.outputs() / 2 : 0;
        inputPairs = inputs ? part.inputs() / 2 : 0;
        rows = Math.toIntExact(part.outputs() - outputPairs);
        columns = Math.toIntExact((inputPairs == 0 ? part.inputs() : inputPairs) * taps);
        double length = variance(part) * part.inputs() * part.taps() / (inputPairs == 0 ? 1 : 2);
        factor =
            Math.sqrt(
                length * (isOrthogonal() ? Math.max(1, (double) rows / columns) : 1.0 / columns));
      }

      private boolean isOrthogonal() {
        return Math.min(rows, columns) <= LARGEST;
      }

      Slices.Entry entries(Key key, long start) {
        double[][] drawn =
            isOrthogonal() ? Orthogonal.vectors(key, start, rows, columns) : new double[rows][];
        return (output, input, tap) -> {
          if (isDelta && tap != center) {
            return 0;
          }
          boolean negative = output >= outputPairs && output < 2 * outputPairs;
          int row = Math.toIntExact(output < outputPairs ? output : output - outputPairs);
          if (inputPairs > 0 && input >= inputPairs) {
            if (input >= 2 * inputPairs) {
              return 0;
            }
            negative = !negative;
          }
          int column =
              Math.toIntExact(
                  (inputPairs > 0 ? input % inputPairs : input) * taps + (isDelta ? 0 : tap));
          double value;
          if (!isOrthogonal()) {
            if (drawn[row] == null) {
              drawn[row] = normal(key, start + (long) row * columns);
            }
            value = drawn[row][column];
          } else {
            value = rows <= columns ? drawn[row][column] : drawn[column][row];
          }
          return negative ? -factor * value : factor * value;
        };
      }

      private double[] normal(Key key, long from) {
        float[] normal = new float[columns];
        RandomFill.normal(key, from, FloatBuffer.wrap(normal), 1);
        double[] row = new double[columns];
        for (int i = 0; i < columns; i++) {
          row[i] = normal[i];
        }
        return row;
      }
    }
  }
}
