package org.evenkeel.init;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightShape;

/** A matrix of the tests, wide and slow. */
final class Matrix {

  private final double[][] rows;

  Matrix(double[][] rows) {
    this.rows = rows;
  }

  /** Its rows, not a copy. */
  double[][] rows() {
    return rows;
  }

  /** The matrix of that many rows that begins at a place of an array and fills the rest of it. */
  static Matrix of(float[] values, int from, int rows) {
    return of(values, from, rows, (values.length - from) / rows);
  }

  /** The matrix that begins at a place of an array, its last axis contiguous. */
  static Matrix of(float[] values, int from, int rows, int columns) {
    double[][] matrix = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix[i][j] = values[from + i * columns + j];
      }
    }
    return new Matrix(matrix);
  }

  /** The matrix of the n-th part's m-th matrix, all axes but its first flattened. */
  static Matrix of(float[] values, WeightShape shape, int part, int matrix) {
    int from = 0;
    for (int i = 0; i < part; i++) {
      from += (int) shape.parts().get(i).size();
    }
    Part p = shape.parts().get(part);
    return of(values, from + matrix * (int) p.matrixSize(), (int) p.rows(), (int) p.columns());
  }

  Matrix transposed() {
    double[][] t = new double[rows[0].length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < t.length; j++) {
        t[j][i] = rows[i][j];
      }
    }
    return new Matrix(t);
  }

  /** How far W Wᵀ is from gain² times the identity, at most. */
  double defect(double gain) {
    double worst = 0;
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j <= i; j++) {
        double dot = 0;
        for (int k = 0; k < rows[i].length; k++) {
          dot += rows[i][k] * rows[j][k];
        }
        worst = Math.max(worst, Math.abs(dot - (i == j ? gain * gain : 0)));
      }
    }
    return worst;
  }

  /** {@link #defect} of the shorter side. */
  double defectOfShorterSide(double gain) {
    return (rows.length <= rows[0].length ? this : transposed()).defect(gain);
  }

  /** W x. */
  double[] times(double[] x) {
    return Arrays.stream(rows)
        .mapToDouble(
            row -> {
              double sum = 0;
              for (int k = 0; k < x.length; k++) {
                sum += row[k] * x[k];
              }
              return sum;
            })
        .toArray();
  }

  /**
   * What a convolution of stride 1 does to an image whose edges are wrapped around, as a matrix
   * from all input channels and places to all output channels and places.
   *
   * @param w the kernel
   * @param size the image's size along each axis
   */
  static Matrix circular(float[] w, WeightShape shape, int... size) {
    Part part = shape.parts().get(0);
    int places = Arrays.stream(size).reduce(1, (a, b) -> a * b);
    int outputs = (int) part.outputs();
    int inputs = (int) part.inputs();
    int taps = (int) part.taps();
    int groups = (int) part.count();
    double[][] matrix = new double[groups * outputs * places][groups * inputs * places];
    for (int i = 0; i < w.length; i++) {
      int row = i / taps;
      int inner = part.inputsFirst() ? outputs : inputs;
      int group = i / (outputs * inputs * taps);
      int output = group * outputs + (part.inputsFirst() ? row % inner : row / inner % outputs);
      int input = group * inputs + (part.inputsFirst() ? row / inner % inputs : row % inner);
      for (int place = 0; place < places; place++) {
        int other = shifted(place, i % taps, part, size);
        int to = part.inputsFirst() ? other : place;
        int from = part.inputsFirst() ? place : other;
        matrix[output * places + to][input * places + from] += w[i];
      }
    }
    return new Matrix(matrix);
  }

  /** The place that a tap of the window around another place looks at. */
  private static int shifted(int place, int tap, Part part, int[] size) {
    int result = 0;
    int stride = 1;
    for (int axis = size.length - 1; axis >= 0; axis--) {
      int k = part.kernel().get(axis);
      int x = Math.floorMod(place % size[axis] + tap % k - k / 2, size[axis]);
      result += stride * x;
      stride *= size[axis];
      place /= size[axis];
      tap /= k;
    }
    return result;
  }

  /** The numbers of zeros that rows have. */
  Set<Integer> zerosOfRows() {
    Set<Integer> counts = new TreeSet<>();
    for (double[] row : rows) {
      counts.add((int) Arrays.stream(row).filter(x -> x == 0).count());
    }
    return counts;
  }
}
