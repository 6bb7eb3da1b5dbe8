// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.train;

import org.evenkeel.data.Examples;

/**
 * The outputs of a network on examples.
 *
 * @param outputs the outputs, example after example
 * @param width the number of outputs of each
 * @param examples the examples, with their classes or targets
 */
@SuppressWarnings("ArrayRecordComponent") // shared, and never compared
public record Predictions(float[] outputs, int width, Examples examples) {

  /** The number of examples. */
  public int size() {
    return examples.size();
  }

  /** One output of an example. */
  public float output(int example, int index) {
    return outputs[example * width + index];
  }

  /**
   * The score of a class: its output, or for a single output of two classes that output, negative
   * for the first class.
   */
  public float score(int example, int of) {
    return width > 1 ? output(example, of) : of == 1 ? output(example, 0) : -output(example, 0);
  }

  /** The class with the highest score, the first of equal ones. */
  public int predicted(int example) {
    if (width == 1) {
      return output(example, 0) > 0 ? 1 : 0;
    }
    int best = 0;
    for (int k = 1; k < width; k++) {
      best = output(example, k) > output(example, best) ? k : best;
    }
    return best;
  }
}
