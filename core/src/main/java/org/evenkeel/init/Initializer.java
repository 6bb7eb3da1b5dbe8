// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.evenkeel.random.Key;

/**
 * A way to draw a parameter's first values: a pure function of shape, key and index.
 *
 * <p>{@code toString} says what it does, in a few words for a table.
 */
public interface Initializer {

  /**
   * Var(w) for a fully connected layer of the given fans.
   *
   * @param fans the layer's fans
   */
  double variance(Fans fans);

  /**
   * Var(w) for weights of the given shape; 0 if they are constant.
   *
   * @param shape shape and fans
   * @throws IllegalArgumentException if fans are needed and the shape has none
   */
  double variance(WeightShape shape);

  /** The distribution of a single weight, where this initializer lets one choose. */
  Optional<Distribution> drawnFrom();

  /**
   * Writes the values of indices {@code from, from + 1, …} to the remaining elements of a buffer
   * and moves its position to its limit. Index i is the i-th element in row-major order.
   *
   * @param shape shape and fans of the whole parameter
   * @param key the parameter's key
   * @param from index of the first value
   * @param out the memory to fill, on the heap or not
   * @throws IllegalArgumentException if fans are needed and the shape has none, or the values asked
   *     for lie outside of the shape
   */
  void fill(WeightShape shape, Key key, long from, FloatBuffer out);

  /**
   * All values of a parameter in a new array.
   *
   * @param shape shape and fans
   * @param key the parameter's key
   * @throws IllegalArgumentException as {@link #fill}, or if an array cannot hold that many
   */
  default float[] draw(WeightShape shape, Key key) {
    if (shape.size() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "an array holds fewer than 2^31 values: " + shape.size() + "; fill it slice by slice");
    }
    float[] values = new float[(int) shape.size()];
    fill(shape, key, 0, FloatBuffer.wrap(values));
    return values;
  }
}
