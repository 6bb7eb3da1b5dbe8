// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.evenkeel.random.Key;
import org.evenkeel.random.Parallel;
import org.evenkeel.random.RandomFill;

/**
 * Orthonormal vectors distributed by Haar's measure, as a product of random reflections (Stewart
 * 1980, "The efficient generation of random orthogonal matrices with an application to condition
 * estimators").
 *
 * <p>Let u_r be a vector of normal numbers scaled to length 1, whose first r elements are 0, and
 * H_r the reflection that takes u_r to the axis e_r, up to the sign s_r of its element r. Then the
 * vectors q_r = H_0 H_1 … H_(r-1) u_r are the factor Q of the QR decomposition of a matrix of
 * normal numbers whose R has a positive diagonal, without that matrix: q_0 is a point on the
 * sphere, and each q_r is one on the sphere that is left, in axes that depend only on those before.
 *
 * <p>H_r is I - v vᵀ/|v[r]| for v = v_r = u_r + s_r e_r. The product of the first r is I - V U⁻¹
 * Vᵀ, where column j of V is v_j, U[j][j] = |v_j[j]| and U[i][j] = v_i·v_j for i &lt; j (Joffrain
 * et al. 2006, "Accumulating Householder transformations, revisited"). So there are three stages of
 * matrix products: the scalar products of all v_j, the solutions y_r of U y = Vᵀ u_r, and q_r = u_r
 * - V y_r. For n vectors of length n these are 4/3 n³ floating-point operations, as many as with a
 * product per block of reflections, but no block waits for another. U is well conditioned (about 60
 * for n = 2048), so errors stay near 1e-14.
 *
 * <p>Every sum has an order of its own, whatever the number of threads.
 */
final class HaarMatrix {

  /** Vectors that are summed at once: C2 leaves loops over more in scalars. */
  private static final int GROUP = 4;

  /** Elements of a vector in an inner loop: a group of them stays in the first cache. */
  private static final int CHUNK = 256;

  /** Vectors that share a chunk in the second cache; a multiple of the group. */
  private static final int BLOCK = 64;

  /** Normal numbers drawn at once. */
  private static final int DRAW = 1 << 16;

  private final int vectors;
  private final int length;

  /** Row j is v_j, whose first j elements are 0; in the end q_j. */
  private final double[][] v;

  /** Row j has the scalar products of v_j with those before it: column j of U. */
  private final double[][] products;

  /** Row r is y_r. */
  private final double[][] y;

  private HaarMatrix(int vectors, int length) {
    this.vectors = vectors;
    this.length = length;
    v = new double[vectors][length];
    products = new double[vectors][];
    Arrays.setAll(products, double[]::new);
    y = new double[vectors][];
  }

  /**
   * Draws orthonormal vectors, a vector to a row. Vector r is made from the normal numbers {@code
   * from + r·length + r} to {@code from + r·length + length - 1} of the key's sequence. Takes
   * memory of at most twice the result.
   *
   * @param key the sequence of normal numbers
   * @param from index of the first number, at least 0
   * @param vectors number of vectors, at least 1
   * @param length length of each, at least the number of vectors
   */
  static double[][] draw(Key key, long from, int vectors, int length) {
    HaarMatrix matrix = new HaarMatrix(vectors, length);
    int rows = Math.max(1, DRAW / length);
    Parallel.forEach(blocks(vectors, rows), b -> matrix.drawReflections(key, from, b * rows, rows));
    int blocks = blocks(vectors, CHUNK);
    Parallel.forEach(blocks * blocks, b -> matrix.multiply(b / blocks * CHUNK, b % blocks * CHUNK));
    Parallel.forEach(blocks(vectors, BLOCK), b -> matrix.solve(b * BLOCK));
    Parallel.forEach(blocks(length, CHUNK), b -> matrix.combine(b * CHUNK));
    return matrix.v;
  }

  private void drawReflections(Key key, long from, int first, int rows) {
    int end = Math.min(first + rows, vectors);
    float[] normal = new float[(int) Math.min((long) (end - first) * length, DRAW)];
    int r = first;
    int k = 0;
    while (r < end) {
      int n = (int) Math.min((long) (end - r) * length - k, normal.length);
      long index = from + (long) r * length + k;
      RandomFill.normal(key, index, FloatBuffer.wrap(normal, 0, n), 1);
      for (int i = 0; i < n; i++) {
        v[r][k] = k < r ? 0 : normal[i];
        k++;
        if (k == length) {
          k = 0;
          r++;
        }
      }
    }
    for (r = first; r < end; r++) {
      toReflection(v[r], r);
    }
  }

  /**
   * Turns normal numbers x into v: scales them to the unit vector u and moves u[r] by 1 away from
   * 0. Zeros count as the axis e_r.
   */
  static void toReflection(double[] x, int r) {
    double norm = Math.sqrt(squares(x)); // no overflow or underflow: they are floats
    if (norm == 0) {
      x[r] = 1;
      norm = 1;
    }
    for (int k = 0; k < x.length; k++) {
      x[k] /= norm;
    }
    x[r] += sign(x[r]);
  }

  private static double sign(double x) {
    return x < 0 ? -1 : 1;
  }

  /** x·x in eight partial sums, which run side by side. */
  private static double squares(double[] x) {
    double[] s = new double[8];
    for (int k = 0; k < x.length; k++) {
      s[k & 7] += x[k] * x[k];
    }
    return ((s[0] + s[4]) + (s[1] + s[5])) + ((s[2] + s[6]) + (s[3] + s[7]));
  }

  /** Computes v_i·v_j for the i of a chunk and the j of a chunk, i &lt; j. */
  private void multiply(int firstI, int firstJ) {
    int endI = Math.min(firstI + CHUNK, vectors);
    int endJ = Math.min(firstJ + CHUNK, vectors);
    if (firstI >= endJ) {
      return;
    }
    double[][] transposed = new double[BLOCK][endI]; // element k of all -v_i side by side
    for (int k = firstJ; k < length; k += BLOCK) { // those before are 0 in v_j
      int n = Math.min(BLOCK, length - k);
      for (int i = firstI; i < endI; i++) {
        for (int t = 0; t < n; t++) {
          transposed[t][i] = -v[i][k + t];
        }
      }
      for (int block = firstJ; block < endJ; block += BLOCK) {
        int end = Math.min(block + BLOCK, endJ);
        for (int t = 0; t < n; t += GROUP) {
          int to = Math.min(t + GROUP, n);
          for (int j = block; j < end; j++) {
            subtract(products[j], v[j], k + t, transposed, t, to, firstI, Math.min(endI, j));
          }
        }
      }
    }
  }

  /** Solves U y = Vᵀ u_r for a block of r, from the last element of y to the first. */
  private void solve(int first) {
    int end = Math.min(first + BLOCK, vectors);
    for (int r = first; r < end; r++) {
      y[r] = products[r].clone();
    }
    for (int j = 0; j < end; j++) {
      for (int r = Math.max(first, j + 1); r < end; r++) {
        y[r][j] -= sign(v[r][r]) * v[j][r]; // v_j·u_r from v_j·v_r
      }
    }
    for (int block = first; block >= 0; block -= BLOCK) {
      int blockEnd = Math.min(block + BLOCK, end);
      for (int j = block + BLOCK - GROUP; j >= block; j -= GROUP) {
        for (int r = Math.max(first, j + 1); r < end; r++) {
          int to = Math.min(j + GROUP, r);
          solveCorner(y[r], j, to);
          subtract(y[r], y[r], j, products, j, to, block, j);
        }
      }
      for (int low = 0; low < block; low += CHUNK) {
        int high = Math.min(low + CHUNK, block);
        for (int j = block; j < blockEnd; j += GROUP) {
          for (int r = Math.max(first, j + 1); r < end; r++) {
            subtract(y[r], y[r], j, products, j, Math.min(j + GROUP, r), low, high);
          }
        }
      }
    }
  }

  private void solveCorner(double[] x, int from, int to) {
    for (int j = to - 1; j >= from; j--) {
      x[j] /= Math.abs(v[j][j]);
      for (int i = from; i < j; i++) {
        x[i] -= x[j] * products[j][i];
      }
    }
  }

  /** Turns a chunk of every v_r into that of q_r, the last first: q_r needs the v_j before it. */
  private void combine(int low) {
    int high = Math.min(low + CHUNK, length);
    for (int first = (vectors - 1) / BLOCK * BLOCK; first >= 0; first -= BLOCK) {
      int end = Math.min(first + BLOCK, vectors);
      for (int r = end - 1; r >= first; r--) {
        if (low <= r && r < high) {
          v[r][r] -= sign(v[r][r]); // u_r
        }
        subtract(v[r], y[r], first, v, first, r, low, high);
      }
      int reach = Math.min(first, high); // v_j begins at element j
      for (int j = 0; j < reach; j += GROUP) {
        int to = Math.min(j + GROUP, reach);
        for (int r = first; r < end; r++) {
          subtract(v[r], y[r], j, v, j, to, low, high);
        }
      }
    }
  }

  /**
   * Subtracts {@code factor[at]·x[from] + factor[at + 1]·x[from + 1] + …}, up to {@code x[to - 1]},
   * from the elements {@code low … high-1} of z.
   */
  private static void subtract(
      double[] z, double[] factor, int at, double[][] x, int from, int to, int low, int high) {
    int i = at;
    int j = from;
    for (; j + GROUP <= to; j += GROUP, i += GROUP) {
      subtractGroup(z, factor, i, x, j, low, high);
    }
    for (; j < to; j++, i++) {
      subtractOne(z, factor[i], x[j], low, high);
    }
  }

  private static void subtractGroup(
      double[] z, double[] factor, int i, double[][] x, int j, int low, int high) {
    double f0 = factor[i];
    double f1 = factor[i + 1];
    double f2 = factor[i + 2];
    double f3 = factor[i + 3];
    double[] x0 = x[j];
    double[] x1 = x[j + 1];
    double[] x2 = x[j + 2];
    double[] x3 = x[j + 3];
    for (int k = low; k < high; k++) {
      z[k] -= (f0 * x0[k] + f1 * x1[k]) + (f2 * x2[k] + f3 * x3[k]);
    }
  }

  private static void subtractOne(double[] z, double factor, double[] x, int low, int high) {
    for (int k = low; k < high; k++) {
      z[k] -= factor * x[k];
    }
  }

  private static int blocks(int size, int block) {
    return (size + block - 1) / block;
  }
}
