// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Optional;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.Structure;
import org.evenkeel.parameter.WeightRange;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Formula;
import org.evenkeel.random.Key;

/** The initializer of a parameter: a pure function from shape, key and index to initial values. */
public interface Initializer {

  /**
   * The variance Var(w) of one part of a parameter: 0 if it is constant, the mean of w² if single
   * elements are fixed, as in an identity.
   *
   * @throws IllegalArgumentException if fans are needed and the part has none, or it has a form
   *     that cannot be drawn
   */
  double variance(Part part);

  /**
   * The variance Var(w), averaged over the parts.
   *
   * @throws IllegalArgumentException as {@link #variance(Part)}
   */
  default double variance(WeightShape shape) {
    if (shape.parts().size() == 1) {
      return variance(shape.parts().get(0));
    }
    double sum = 0;
    for (Part part : shape.parts()) {
      sum += variance(part) * part.size();
    }
    return sum / shape.size();
  }

  /** The mean E[w], 0 for most. */
  default double mean() {
    return 0;
  }

  /** The mean E[w] of one part, where that differs. */
  default double mean(Part part) {
    return mean();
  }

  /** The structure of the matrices that it draws. */
  default Structure structure() {
    return Structure.INDEPENDENT;
  }

  /** The structure of the matrices of one part, where that depends on their shape. */
  default Structure structure(Part part) {
    return structure();
  }

  /** The interval that contains all weights of a part, in any precision. */
  default WeightRange range(Part part) {
    return WeightRange.ALL;
  }

  /** The distribution of a single weight, if this initializer has such an option. */
  default Optional<Distribution> drawnFrom() {
    return Optional.empty();
  }

  /**
   * The formula of single values of a part; empty if they depend on each other or on their place.
   *
   * @throws IllegalArgumentException as {@link #variance(Part)}
   */
  default Optional<Formula> formula(Part part) {
    return Optional.empty();
  }

  /**
   * Writes the values at indices {@code from, from + 1, …} to the remaining elements of a buffer
   * and moves its position to its limit. Index i is the i-th element in row-major order.
   *
   * @param shape the shape of the whole parameter
   * @param key the parameter's key
   * @param from index of the first value
   * @param out the memory to fill, on the heap or not
   * @throws IllegalArgumentException if fans are needed and the shape has none, or the values asked
   *     for lie outside of the shape
   */
  void fill(WeightShape shape, Key key, long from, FloatBuffer out);

  /**
   * {@link #fill(WeightShape, Key, long, FloatBuffer)} in 16 bits: drawn as floats and rounded
   * once, to even where two are equally near. A value that rounds to beyond {@link #range} becomes
   * the last one within.
   *
   * @param format what the 16 bits mean
   * @throws IllegalArgumentException as for floats
   */
  default void fill(WeightShape shape, Key key, long from, ShortBuffer out, HalfPrecision format) {
    new HalfPrecision.Fill(this, shape, key, format).whole(from, out);
  }

  /**
   * All values of a parameter in a new array.
   *
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
