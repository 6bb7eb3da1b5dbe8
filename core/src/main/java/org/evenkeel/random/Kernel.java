// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.random;

/**
 * Draws for a run of counters. Every implementation gives the same bits; they differ in speed.
 *
 * <p>An instance is scratch memory for one thread.
 */
interface Kernel {

  /** The most counters of one run: those of one tile. */
  int CAPACITY = 512;

  /**
   * Draws the four words of n counters.
   *
   * @param counter the first counter; all n lie within one tile
   */
  void words(Key key, long counter, int n);

  /** Turns the words into N(0, std²). */
  void normal(int n, float std);

  /** Turns the words into values uniform on (-bound, bound). */
  void uniform(int n, float bound);

  /** Turns the words into truncated normals. */
  void truncated(int n, Law.Truncated law);

  /** The values that came from the given word, 0 to 3, of each counter. */
  float[] lane(int word);
}
