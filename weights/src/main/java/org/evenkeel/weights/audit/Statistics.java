// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

import java.util.List;

/**
 * What the values of a tensor are like, from one pass.
 *
 * @param count the number of values
 * @param broken the number of values that are NaN or infinite; the others count below
 * @param mean E[w]
 * @param secondMoment E[w²]
 * @param low the least value
 * @param high the greatest value
 * @param atEnds the number of values that equal one of these two
 * @param deadRows the number of rows, along the first axis, all of whose values are 0
 * @param fingerprint a hash of the values; equal for copies
 * @param order order statistics of a sample
 */
record Statistics(
    long count,
    long broken,
    double mean,
    double secondMoment,
    double low,
    double high,
    long atEnds,
    long deadRows,
    long fingerprint,
    Sample.Order order) {

  private static final long MIXED = 0xD1B54A32D192ED03L;

  /** The statistics of a tensor from those of its runs, in order. */
  static Statistics of(long count, List<TileSums> tiles, Sample.Order order) {
    long broken = 0;
    double sum = 0;
    double squares = 0;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    long dead = 0;
    boolean alive = false;
    long fingerprint = count;
    for (TileSums tile : tiles) {
      broken += tile.broken();
      sum += tile.sum();
      squares += tile.squares();
      low = Math.min(low, tile.low());
      high = Math.max(high, tile.high());
      alive |= tile.firstAlive();
      if (tile.firstEnds()) {
        dead += alive ? 0 : 1;
        alive = tile.lastAlive();
      }
      dead += tile.dead();
      fingerprint = (fingerprint ^ tile.fingerprint()) * MIXED;
      fingerprint ^= fingerprint >>> 31;
    }
    long atLow = 0;
    long atHigh = 0;
    for (TileSums tile : tiles) {
      atLow += tile.low() == low ? tile.atLow() : 0;
      atHigh += tile.high() == high ? tile.atHigh() : 0;
    }
    long whole = Math.max(1, count - broken);
    return new Statistics(
        count,
        broken,
        sum / whole,
        squares / whole,
        low,
        high,
        low == high ? atLow : atLow + atHigh,
        dead,
        fingerprint,
        order);
  }

  /** Σ(w - mean)²/n. */
  double variance() {
    return Math.max(0, secondMoment - mean * mean);
  }

  /** E[w⁴]/E[w²]², 3 for normal weights of mean 0, 1.8 for uniform ones. */
  double kurtosis() {
    return order.kurtosis();
  }

  boolean isConstant() {
    return low == high && broken == 0;
  }
}
