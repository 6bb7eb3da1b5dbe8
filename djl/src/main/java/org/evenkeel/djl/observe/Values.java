// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * The numbers of an array as floats, read piece by piece from where the engine has them.
 *
 * <p>Nothing is copied but the piece, if the engine has them as floats, in order and in this
 * process's memory; else the engine makes one copy that is gone with this.
 */
final class Values implements AutoCloseable {

  /** Small enough to stay in the first-level cache beside a second one. */
  private static final int PIECE = 2048;

  /** 2³² over the golden ratio: multiples of it are spread evenly (Knuth, section 6.4). */
  private static final long SCATTER = 2_654_435_769L;

  private final NDManager scope;
  private final FloatBuffer floats;
  private final float[] x = piece();
  private final float[] y = piece();

  private Values(NDManager scope, FloatBuffer floats) {
    this.scope = scope;
    this.floats = floats;
  }

  /**
   * The values of an array.
   *
   * @param parent what lends the memory, should a copy be needed
   */
  static Values of(NDArray array, NDManager parent) {
    NDManager scope = parent.newSubManager();
    NDArray view = array.stopGradient();
    view.attach(scope);
    if (view.getDataType() != DataType.FLOAT32) {
      view = view.toType(DataType.FLOAT32, true);
      view.attach(scope);
    }
    FloatBuffer floats =
        view.size() == 0
            ? FloatBuffer.allocate(0)
            : view.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
    return new Values(scope, floats);
  }

  int size() {
    return floats.capacity();
  }

  float get(int index) {
    return floats.get(index);
  }

  /**
   * At most so many of the values, one from each of as many stretches, and always the same ones;
   * not in equal steps, which might meet one unit over and over.
   */
  float[] sample(int most) {
    float[] sample = new float[Math.min(most, size())];
    for (int i = 0; i < sample.length; i++) {
      long from = (long) i * size() / sample.length;
      long end = (i + 1L) * size() / sample.length;
      long within = ((i * SCATTER) >>> 16) % (end - from);
      sample[i] = floats.get((int) (from + within));
    }
    return sample;
  }

  /** Memory for a piece. */
  static float[] piece() {
    return new float[PIECE];
  }

  /** Reads as many values as fit and lie before the end; returns how many, 0 at the end. */
  int read(int from, int end, float[] piece) {
    int count = Math.min(piece.length, end - from);
    floats.get(from, piece, 0, count);
    return count;
  }

  /**
   * Σx² over a range, in double: the squares of a vanishing signal are below what a float holds.
   */
  double sumOfSquares(int from, int end) {
    double sum = 0;
    int count;
    for (int k = from; k < end; k += count) {
      count = read(k, end, x);
      sum += sumOfProducts(x, x, count);
    }
    return sum;
  }

  /** Σx·y over two ranges of one length. */
  double sumOfProducts(int from, int other, int length) {
    double sum = 0;
    int count;
    for (int k = 0; k < length; k += count) {
      count = read(from + k, from + length, x);
      read(other + k, other + length, y);
      sum += sumOfProducts(x, y, count);
    }
    return sum;
  }

  /** Σ(x - y)². */
  double squaredDistance(Values other) {
    double sum = 0;
    int count;
    for (int k = 0; k < size(); k += count) {
      count = read(k, size(), x);
      other.read(k, size(), y);
      for (int i = 0; i < count; i++) {
        double difference = (double) x[i] - y[i];
        sum += difference * difference;
      }
    }
    return sum;
  }

  /** Σx. */
  double sum() {
    double sum = 0;
    int count;
    for (int k = 0; k < size(); k += count) {
      count = read(k, size(), x);
      sum += sum(x, count);
    }
    return sum;
  }

  /** Four sums side by side: an addition need not wait for the last one. */
  private static double sumOfProducts(float[] x, float[] y, int length) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i < length - 3; i += 4) {
      s0 += (double) x[i] * y[i];
      s1 += (double) x[i + 1] * y[i + 1];
      s2 += (double) x[i + 2] * y[i + 2];
      s3 += (double) x[i + 3] * y[i + 3];
    }
    for (; i < length; i++) {
      s0 += (double) x[i] * y[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  private static double sum(float[] x, int length) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i < length - 3; i += 4) {
      s0 += x[i];
      s1 += x[i + 1];
      s2 += x[i + 2];
      s3 += x[i + 3];
    }
    for (; i < length; i++) {
      s0 += x[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  @Override
  public void close() {
    scope.close();
  }
}
