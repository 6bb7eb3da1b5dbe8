// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

import java.util.Map;
import java.util.Optional;
import org.evenkeel.weights.audit.Finding.Cause;

/**
 * The proof of drawn tensors: their values beside those of the stream that the metadata record.
 *
 * @param differences the index of the first value of each recorded tensor that is not the stream's;
 *     negative if there is none
 */
record Proof(Map<Held, Long> differences) {

  boolean proves(Held tensor) {
    return differences.getOrDefault(tensor, 0L) < 0;
  }

  int proven() {
    return (int) differences.values().stream().filter(index -> index < 0).count();
  }

  /** What is wrong with a recorded tensor; empty if it is proven or not recorded. */
  Optional<Finding> finding(Held tensor) {
    return Optional.ofNullable(differences.get(tensor))
        .filter(index -> index >= 0)
        .map(
            index ->
                new Finding(
                    tensor.name(),
                    Cause.NOT_THE_STREAM,
                    "value %,d is not what the metadata say".formatted(index)));
  }
}
