// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.build;

import ai.djl.ndarray.NDArray;

/**
 * Arithmetic of an array with one number, safe in a graph of gradients.
 *
 * <p>DJL's own {@code x.mul(2)} lends the engine a buffer of the JVM that holds the 2, and drops it
 * at once. The graph still points there, so a backward pass after a garbage collection reads freed
 * memory ({@code observe.LentMemory}). Here the number is copied into memory of the engine, which
 * lives as long as the graph, whatever becomes of handles and managers. The results are the same
 * bits.
 */
public final class Scalars {

  private Scalars() {}

  /** The product c·x, a new array. */
  public static NDArray times(NDArray x, Number c) {
    try (NDArray scalar = scalar(x, c)) {
      return x.mul(scalar);
    }
  }

  /** The product c·x in the place of x. */
  public static NDArray timesInPlace(NDArray x, Number c) {
    try (NDArray scalar = scalar(x, c)) {
      return x.muli(scalar);
    }
  }

  /** The sum x + c, a new array. */
  public static NDArray plus(NDArray x, Number c) {
    try (NDArray scalar = scalar(x, c)) {
      return x.add(scalar);
    }
  }

  private static NDArray scalar(NDArray x, Number value) {
    try (NDArray lent = x.getManager().create(value)) {
      return lent.duplicate();
    }
  }
}
