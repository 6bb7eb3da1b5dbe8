// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The values of an NDArray as floats, read in pieces from the engine's memory.
 *
 * <p>Only the piece is copied if the array is contiguous, of type float32 and in this process's
 * memory; otherwise the engine makes one copy, which close frees.
 */
final class TensorValues implements AutoCloseable {

  /** The number of values in a piece; two pieces fit the first-level cache. */
  static final int PIECE = 2048;

  /** 2³² over the golden ratio, whose multiples are evenly distributed (Knuth, section 6.4). */
  private static final int GOLDEN = (int) 2_654_435_769L;

  /** The bits behind the point of a place: 2³² times a stretch of 2¹⁷ values is below 2⁶³. */
  private static final int FRACTION = 12;

  private final NDManager scope;
  private final FloatBuffer floats;
  private final IntBuffer bits;
  private final float[] x = piece();
  private float @Nullable [] second;

  private TensorValues(NDManager scope, ByteBuffer memory) {
    this.scope = scope;
    this.floats = memory.asFloatBuffer();
    this.bits = memory.asIntBuffer();
  }

  /**
   * The values of an array.
   *
   * @param parent the memory of a copy, if one is needed
   */
  static TensorValues of(NDArray array, NDManager parent) {
    NDManager scope = parent.newSubManager();
    NDArray view = array.stopGradient();
    view.attach(scope);
    if (view.getDataType() != DataType.FLOAT32) {
      view = view.toType(DataType.FLOAT32, true);
      view.attach(scope);
    }
    ByteBuffer memory = view.size() == 0 ? ByteBuffer.allocate(0) : view.toByteBuffer(true);
    return new TensorValues(scope, memory.order(ByteOrder.nativeOrder()));
  }

  int size() {
    return floats.capacity();
  }

  float get(int index) {
    return floats.get(index);
  }

  /** The index of the first value that fulfils a condition; -1 if there is none. */
  int first(DoublePredicate condition) {
    return IntStream.range(0, size()).filter(k -> condition.test(get(k))).findFirst().orElse(-1);
  }

  /**
   * A fixed sample of at most a given number of values, one from each of as many stretches of equal
   * length. Equal steps would sample the same units again and again.
   */
  float[] sample(int most) {
    float[] sample = new float[Math.min(most, size())];
    if (sample.length == size()) {
      floats.get(0, sample);
      return sample;
    }
    long stretch = ((long) size() << FRACTION) / sample.length;
    long from = 0;
    int hash = 0;
    for (int i = 0; i < sample.length; i++) {
      long within = ((hash & 0xffff_ffffL) * stretch) >>> Integer.SIZE;
      sample[i] = floats.get((int) ((from + within) >>> FRACTION));
      from += stretch;
      hash += GOLDEN;
    }
    return sample;
  }

  /** An array for one piece. */
  static float[] piece() {
    return new float[PIECE];
  }

  /** Reads as many values as fit before the end; returns their number, 0 at the end. */
  int read(int from, int end, float[] piece) {
    int count = Math.min(piece.length, end - from);
    floats.get(from, piece, 0, count);
    return count;
  }

  /** Reads values as the integers of their bits, as {@link #read} does. */
  int readBits(int from, int end, int[] piece) {
    int count = Math.min(piece.length, end - from);
    bits.get(from, piece, 0, count);
    return count;
  }

  /** A second piece, for what compares two. */
  private float[] second() {
    if (second == null) {
      second = piece();
    }
    return second;
  }

  /** Σx² over a range, in double: the squares of a vanishing signal underflow in float. */
  double sumOfSquares(int from, int end) {
    double sum = 0;
    int count;
    for (int k = from; k < end; k += count) {
      count = read(k, end, x);
      sum += sumOfProducts(x, x, count);
    }
    return sum;
  }

  /**
   * Adds up over the first rows of one length, each value of which is read once.
   *
   * @param squares Σx² of each row, zeros before
   * @param products Σx·y of each row but the last, and the row behind it, zeros before
   */
  void addRows(int length, double[] squares, double[] products) {
    float[] before = second();
    float[] now = x;
    for (int k = 0; k < length; k += PIECE) {
      for (int row = 0; row < squares.length; row++) {
        int from = row * length;
        int read = read(from + k, from + length, now);
        squares[row] += sumOfProducts(now, now, read);
        if (row > 0) {
          products[row - 1] += sumOfProducts(before, now, read);
        }
        float[] swapped = before;
        before = now;
        now = swapped;
      }
    }
  }

  /** Σ(x - y)². */
  double squaredDistance(TensorValues other) {
    float[] y = second();
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

  /** Σx and Σx² in one pass, each in the order of {@link #sum} and {@link #sumOfSquares}. */
  double[] sums() {
    double sum = 0;
    double squares = 0;
    int count;
    for (int k = 0; k < size(); k += count) {
      count = read(k, size(), x);
      sum += sum(x, count);
      squares += sumOfProducts(x, x, count); // of a piece that is still in the cache
    }
    return new double[] {sum, squares};
  }

  /** Σx in four independent sums. */
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

  /** Σx·y in four independent sums, so that an addition does not wait for the previous one. */
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

  @Override
  public void close() {
    scope.close();
  }
}
