// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import java.nio.FloatBuffer;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;

/** Interim. */
final class HaarMatrix {
  private static final int BLOCK = 16;

  static double[][] draw(Key key, long from, int vectors, int length) {
    double[][] q = gaussian(key, from, vectors, length);
    orthonormalize(q);
    return q;
  }

  /** Vectors of normal numbers, drawn one after the other. */
  private static double[][] gaussian(Key key, long from, int vectors, int length) {
    double[][] g = new double[vectors][length];
    float[] draw = new float[length];
    for (int i = 0; i < vectors; i++) {
      RandomFill.normal(key, from + (long) i * length, FloatBuffer.wrap(draw), 1);
      for (int k = 0; k < length; k++) {
        g[i][k] = draw[k];
      }
    }
    return g;
  }

  private static void orthonormalize(double[][] q) {
    for (int start = 0; start < q.length; start += BLOCK) {
      int end = Math.min(start + BLOCK, q.length);
      for (int pass = 0; pass < 2; pass++) { // twice is enough (Giraud et al. 2005)
        for (int before = 0; before < start; before++) {
          for (int i = start; i < end; i++) {
            subtractProjection(q[i], q[before]);
          }
        }
        for (int i = start; i < end; i++) {
          for (int before = start; before < i; before++) {
            subtractProjection(q[i], q[before]);
          }
          normalize(q[i]);
        }
      }
    }
  }

  private static void subtractProjection(double[] x, double[] unit) {
    double along = dot(x, unit);
    for (int k = 0; k < x.length; k++) {
      x[k] -= along * unit[k];
    }
  }

  private static void normalize(double[] x) {
    double length = Math.sqrt(dot(x, x));
    for (int k = 0; k < x.length; k++) {
      x[k] /= length;
    }
  }

  /** x·y in eight partial sums, which run side by side. */
  private static double dot(double[] x, double[] y) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int k = 0;
    for (; k + 8 <= x.length; k += 8) {
      s0 += x[k] * y[k];
      s1 += x[k + 1] * y[k + 1];
      s2 += x[k + 2] * y[k + 2];
      s3 += x[k + 3] * y[k + 3];
      s4 += x[k + 4] * y[k + 4];
      s5 += x[k + 5] * y[k + 5];
      s6 += x[k + 6] * y[k + 6];
      s7 += x[k + 7] * y[k + 7];
    }
    for (; k < x.length; k++) {
      s0 += x[k] * y[k];
    }
    return ((s0 + s4) + (s1 + s5)) + ((s2 + s6) + (s3 + s7));
  }
}
