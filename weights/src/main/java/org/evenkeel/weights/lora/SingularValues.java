// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.lora;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;

/**
 * The largest singular values of a matrix M and their vectors, by a randomized range finder with
 * power iterations (Halko, Martinsson and Tropp 2011, "Finding structure with randomness",
 * algorithms 4.4 and 5.1).
 *
 * <p>Let k be the rank plus some, and X a matrix of k columns of normal numbers. Then the columns
 * of {@code Q = orth(M (MᵀM)^p X)} nearly span the leading left singular vectors, and the singular
 * value decomposition of the small factor of {@code Mᵀ Q} gives those of M. M is read block by
 * block, once for each product, and every sum has an order of its own, so the values depend on
 * nothing but the matrix and the key.
 */
final class SingularValues {

  /** The left singular vectors, one in each row. */
  final double[][] left;

  /** The singular values, the largest first. */
  final double[] values;

  /** The right singular vectors, one in each row. */
  final double[][] right;

  private SingularValues(double[][] left, double[] values, double[][] right) {
    this.left = left;
    this.values = values;
    this.right = right;
  }

  /** Columns beyond the rank. */
  private static final int MORE = 8;

  /** Power iterations, each of which raises the ratio of singular values by its square. */
  private static final int ITERATIONS = 4;

  /** Elements of M in a block. */
  private static final int BLOCK = 1 << 20;

  /** Columns of M that a thread sums. */
  private static final int CHUNK = 256;

  private static final int SWEEPS = 60;

  /** A matrix, read row by row. */
  interface Rows {

    /** Reads rows that follow each other. */
    void read(int from, int count, float[] out) throws IOException;
  }

  /** The largest singular values; the rank is at most the smaller size. */
  static SingularValues of(int rows, int columns, Rows matrix, int rank, Key key)
      throws IOException {
    Products products = new Products(rows, columns, matrix);
    int k = Math.min(rank + MORE, Math.min(rows, columns));
    float[] normal = new float[columns];
    double[][] x = new double[k][columns];
    for (int c = 0; c < k; c++) {
      RandomFill.normal(key, (long) c * columns, FloatBuffer.wrap(normal), 1);
      for (int j = 0; j < columns; j++) {
        x[c][j] = normal[j];
      }
    }
    double[][] q = products.times(x);
    orthonormalize(q);
    for (int i = 0; i < ITERATIONS; i++) {
      double[][] z = products.transposedTimes(q);
      orthonormalize(z);
      q = products.times(z);
      orthonormalize(q);
    }
    // Mᵀ Q = P R, R = U S Vᵀ, so M ≈ Q Rᵀ Pᵀ = (Q V) S (P U)ᵀ
    double[][] p = products.transposedTimes(q);
    double[][] r = orthonormalize(p);
    double[][] v = new double[k][k];
    double[] values = jacobi(r, v);
    Integer[] order = IntStream.range(0, k).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(c -> -values[c]));
    double[][] left = new double[rank][];
    double[][] right = new double[rank][];
    double[] sorted = new double[rank];
    for (int c = 0; c < rank; c++) {
      sorted[c] = values[order[c]];
      left[c] = combined(q, v[order[c]]);
      right[c] = combined(p, r[order[c]]);
    }
    return new SingularValues(left, sorted, right);
  }

  /** The sum of vectors with weights. */
  private static double[] combined(double[][] vectors, double[] weights) {
    double[] sum = new double[vectors[0].length];
    for (int c = 0; c < vectors.length; c++) {
      add(sum, weights[c], vectors[c]);
    }
    return sum;
  }

  private static void add(double[] to, double factor, double[] vector) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * vector[i];
    }
  }

  private static double dot(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }

  /**
   * Gram and Schmidt's orthonormalization, done twice for each vector. A vector that depends on
   * those before it becomes 0.
   *
   * @return column c has the coefficients of the former vector c
   */
  private static double[][] orthonormalize(double[][] vectors) {
    int k = vectors.length;
    double[][] coefficients = new double[k][k];
    for (int c = 0; c < k; c++) {
      double before = Math.sqrt(dot(vectors[c], vectors[c]));
      for (int pass = 0; pass < 2; pass++) {
        for (int d = 0; d < c; d++) {
          double along = dot(vectors[d], vectors[c]);
          coefficients[c][d] += along;
          add(vectors[c], -along, vectors[d]);
        }
      }
      double length = Math.sqrt(dot(vectors[c], vectors[c]));
      boolean none = length <= 1e-13 * before || length == 0;
      coefficients[c][c] = none ? 0 : length;
      for (int i = 0; i < vectors[c].length; i++) {
        vectors[c][i] = none ? 0 : vectors[c][i] / length;
      }
    }
    return coefficients;
  }

  /**
   * The singular value decomposition of a small matrix by one-sided rotations (Jacobi).
   *
   * @param columns the columns; in the end the left singular vectors
   * @param v takes the right singular vectors
   * @return the singular values
   */
  private static double[] jacobi(double[][] columns, double[][] v) {
    int k = columns.length;
    for (int c = 0; c < k; c++) {
      v[c][c] = 1;
    }
    boolean rotated = true;
    for (int sweep = 0; sweep < SWEEPS && rotated; sweep++) {
      rotated = false;
      for (int c = 0; c < k; c++) {
        for (int d = c + 1; d < k; d++) {
          double both = dot(columns[c], columns[d]);
          double one = dot(columns[c], columns[c]);
          double other = dot(columns[d], columns[d]);
          if (Math.abs(both) <= 1e-15 * Math.sqrt(one * other)) {
            continue;
          }
          rotated = true;
          double zeta = (other - one) / (2 * both);
          double t = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
          double cosine = 1 / Math.sqrt(1 + t * t);
          rotate(columns[c], columns[d], cosine, cosine * t);
          rotate(v[c], v[d], cosine, cosine * t);
        }
      }
    }
    double[] values = new double[k];
    for (int c = 0; c < k; c++) {
      values[c] = Math.sqrt(dot(columns[c], columns[c]));
      for (int i = 0; i < k && values[c] > 0; i++) {
        columns[c][i] /= values[c];
      }
    }
    return values;
  }

  private static void rotate(double[] one, double[] other, double cosine, double sine) {
    for (int i = 0; i < one.length; i++) {
      double first = cosine * one[i] - sine * other[i];
      other[i] = sine * one[i] + cosine * other[i];
      one[i] = first;
    }
  }

  /** The products of a matrix with some vectors. */
  private record Products(int rows, int columns, Rows matrix) {

    private int blockRows() {
      return Math.max(1, Math.min(rows, BLOCK / columns));
    }

    /** M x for vectors as long as a row. */
    double[][] times(double[][] x) throws IOException {
      int k = x.length;
      double[] interleaved = interleaved(x);
      double[][] y = new double[k][rows];
      float[] block = new float[blockRows() * columns];
      for (int from = 0; from < rows; from += blockRows()) {
        int start = from;
        int count = Math.min(blockRows(), rows - from);
        matrix.read(from, count, block);
        IntStream.range(0, count)
            .parallel()
            .forEach(
                i -> {
                  double[] sum = new double[k];
                  for (int j = 0; j < columns; j++) {
                    double weight = block[i * columns + j];
                    int at = j * k;
                    for (int c = 0; c < k; c++) {
                      sum[c] += weight * interleaved[at + c];
                    }
                  }
                  for (int c = 0; c < k; c++) {
                    y[c][start + i] = sum[c];
                  }
                });
      }
      return y;
    }

    /** Mᵀ q for vectors as long as a column. */
    double[][] transposedTimes(double[][] q) throws IOException {
      int k = q.length;
      double[] interleaved = interleaved(q);
      double[] z = new double[columns * k];
      float[] block = new float[blockRows() * columns];
      for (int from = 0; from < rows; from += blockRows()) {
        int start = from;
        int count = Math.min(blockRows(), rows - from);
        matrix.read(from, count, block);
        IntStream.range(0, (columns + CHUNK - 1) / CHUNK)
            .parallel()
            .forEach(
                chunk -> {
                  int end = Math.min(columns, (chunk + 1) * CHUNK);
                  for (int i = 0; i < count; i++) {
                    int of = (start + i) * k;
                    for (int j = chunk * CHUNK; j < end; j++) {
                      double weight = block[i * columns + j];
                      int at = j * k;
                      for (int c = 0; c < k; c++) {
                        z[at + c] += weight * interleaved[of + c];
                      }
                    }
                  }
                });
      }
      double[][] vectors = new double[k][columns];
      for (int j = 0; j < columns; j++) {
        for (int c = 0; c < k; c++) {
          vectors[c][j] = z[j * k + c];
        }
      }
      return vectors;
    }

    /** The elements of all vectors of equal index beside each other. */
    private static double[] interleaved(double[][] vectors) {
      int k = vectors.length;
      double[] all = new double[k * vectors[0].length];
      for (int c = 0; c < k; c++) {
        for (int j = 0; j < vectors[c].length; j++) {
          all[j * k + c] = vectors[c][j];
        }
      }
      return all;
    }
  }
}
