// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.evenkeel.weights.format.Tensor;

/**
 * What the values of a tensor are like, from one pass.
 *
 * @param count the number of values
 * @param broken the number of values that are NaN or infinite; the others count below
 * @param mean E[w]
 * @param secondMoment E[w²]
 * @param fourthMoment E[w⁴]
 * @param low the least value
 * @param high the greatest value
 * @param atEnds the number of values that equal one of these two
 * @param deadRows the number of rows, along the first axis, all of whose values are 0
 * @param digest SHA-256 of the bytes, by which copies are found
 */
record Statistics(
    long count,
    long broken,
    double mean,
    double secondMoment,
    double fourthMoment,
    double low,
    double high,
    long atEnds,
    long deadRows,
    String digest) {

  /** Σ(w - mean)²/n. */
  double variance() {
    return Math.max(0, secondMoment - mean * mean);
  }

  /** E[w⁴]/E[w²]², 3 for normal weights of mean 0, 1.8 for uniform ones. */
  double kurtosis() {
    return fourthMoment / (secondMoment * secondMoment);
  }

  boolean isConstant() {
    return low == high && broken == 0;
  }

  static Statistics of(Tensor tensor, TensorValues values) {
    Sums sums = new Sums(tensor);
    values.read(tensor, 1, sums);
    return sums.statistics();
  }

  /** The sums of a pass. */
  private static final class Sums implements TensorValues.Run {

    private final long rowLength;
    private final long count;
    private final MessageDigest digest;
    private long broken;
    private double first;
    private double second;
    private double fourth;
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;
    private long atLow;
    private long atHigh;
    private long dead;
    private boolean alive;

    Sums(Tensor tensor) {
      count = tensor.elements();
      rowLength = tensor.shape().size() < 2 ? 0 : count / tensor.shape().get(0);
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void take(long from, double[] values, int n, ByteBuffer bytes) {
      digest.update(bytes);
      double one = 0;
      double two = 0;
      double four = 0;
      for (int i = 0; i < n; i++) {
        double value = values[i];
        if (!Double.isFinite(value)) {
          broken++;
          alive = true;
          continue;
        }
        double square = value * value;
        one += value;
        two += square;
        four += square * square;
        ends(value);
      }
      first += one;
      second += two;
      fourth += four;
      rows(from, values, n);
    }

    private void ends(double value) {
      if (value <= low) {
        atLow = value < low ? 1 : atLow + 1;
        low = value;
      }
      if (value >= high) {
        atHigh = value > high ? 1 : atHigh + 1;
        high = value;
      }
    }

    private void rows(long from, double[] values, int n) {
      if (rowLength == 0) {
        return;
      }
      for (int i = 0; i < n; i++) {
        alive |= values[i] != 0;
        if ((from + i + 1) % rowLength == 0) {
          dead += alive ? 0 : 1;
          alive = false;
        }
      }
    }

    Statistics statistics() {
      long whole = Math.max(1, count - broken);
      return new Statistics(
          count,
          broken,
          first / whole,
          second / whole,
          fourth / whole,
          low,
          high,
          low == high ? atLow : atLow + atHigh,
          dead,
          new BigInteger(1, digest.digest()).toString(16));
    }
  }
}
