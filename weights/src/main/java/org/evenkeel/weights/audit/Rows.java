// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

/** Which rows of a tensor's run have a value that is not 0. */
final class Rows {

  private long rowLength;
  private long left;
  private boolean first;
  private boolean firstAlive;
  private boolean firstEnds;
  private long dead;
  private boolean alive;

  /**
   * Begins a run.
   *
   * @param from the index of its first value in the tensor
   * @param length the number of values of a row; 0 for a tensor without rows
   */
  void begin(long from, long length) {
    rowLength = length;
    left = length == 0 ? 0 : length - from % length;
    first = true;
    firstAlive = false;
    firstEnds = false;
    dead = 0;
    alive = false;
  }

  /** Takes the bits of floats. */
  void take(int[] bits, int count) {
    int at = 0;
    while (rowLength > 0 && at < count) {
      int end = (int) Math.min(count, at + left);
      int any = 0;
      for (int i = at; i < end; i++) {
        any |= bits[i] << 1; // without the sign of zero
      }
      took(any != 0, end - at);
      at = end;
    }
  }

  void take(double value) {
    if (rowLength > 0) {
      took(value != 0, 1);
    }
  }

  private void took(boolean some, int count) {
    alive |= some;
    left -= count;
    if (left == 0) {
      if (first) {
        firstAlive = alive;
        firstEnds = true;
      } else if (!alive) {
        dead++;
      }
      first = false;
      alive = false;
      left = rowLength;
    }
  }

  TileSums sums(
      long broken,
      double sum,
      double squares,
      double low,
      double high,
      long atLow,
      long atHigh,
      long fingerprint) {
    return new TileSums(
        broken,
        sum,
        squares,
        low,
        high,
        atLow,
        atHigh,
        first ? alive : firstAlive,
        firstEnds,
        dead,
        !first && alive,
        fingerprint);
  }
}
