// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.Collections;
import java.util.List;
import org.evenkeel.parameter.WeightShape;

/**
 * The arrangement of a dense layer's weights in their array.
 *
 * @param inputsFirst whether the array is (in, out), as GPT-2's, rather than (out, in)
 * @param parts the names of equal parts of the units, such as query, key and value; empty for one
 */
public record MatrixForm(boolean inputsFirst, List<String> parts) {

  /** A matrix of shape (out, in). */
  public static final MatrixForm OUTPUTS_FIRST = new MatrixForm(false, List.of());

  /** A matrix of shape (in, out). */
  public static final MatrixForm INPUTS_FIRST = new MatrixForm(true, List.of());

  /** Copies the names. */
  public MatrixForm {
    parts = List.copyOf(parts);
  }

  /** The same for query, key and value side by side. */
  public MatrixForm fused() {
    return new MatrixForm(inputsFirst, List.of("query", "key", "value"));
  }

  void requireDivides(String name, int units) {
    if (!parts.isEmpty() && units % parts.size() != 0) {
      throw new IllegalArgumentException(
          "the parts of a fused layer must divide its units: %s has %d for %d parts"
              .formatted(name, units, parts.size()));
    }
  }

  /** The shape and fans of the weights. */
  WeightShape weights(long in, long out) {
    if (inputsFirst) {
      return WeightShape.inputsFirst(in, out, Math.max(1, parts.size()));
    }
    return parts.isEmpty()
        ? WeightShape.dense(in, out)
        : WeightShape.fused(in, parts, Collections.nCopies(parts.size(), out / parts.size()));
  }
}
