// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.weights.audit.Finding.Cause;
import org.evenkeel.weights.draw.RecordedStream;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.Tensor;

/**
 * The proof of drawn tensors: their values beside those of the stream that the metadata record.
 *
 * @param differences the index of the first value of each recorded tensor that is not the stream's;
 *     negative if there is none
 */
record Proof(Map<Tensor, Long> differences) {

  static Proof of(Checkpoint checkpoint, TensorValues values) {
    Map<Tensor, Long> differences = new LinkedHashMap<>();
    Optional<RecordedStream> stream = RecordedStream.of(checkpoint.metadata());
    for (Tensor tensor : checkpoint.tensors()) {
      if (stream.isPresent() && stream.get().has(tensor) && TensorValues.reads(tensor.dtype())) {
        differences.put(tensor, firstDifference(tensor, stream.get(), values));
      }
    }
    return new Proof(differences);
  }

  boolean proves(Tensor tensor) {
    return differences.getOrDefault(tensor, 0L) < 0;
  }

  int proven() {
    return (int) differences.values().stream().filter(index -> index < 0).count();
  }

  /** What is wrong with a recorded tensor; empty if it is proven or not recorded. */
  Optional<Finding> finding(Tensor tensor) {
    return Optional.ofNullable(differences.get(tensor))
        .filter(index -> index >= 0)
        .map(
            index ->
                new Finding(
                    tensor.name(),
                    Cause.NOT_THE_STREAM,
                    "value %,d is not what the metadata say".formatted(index)));
  }

  private static long firstDifference(Tensor tensor, RecordedStream stream, TensorValues values) {
    long[] first = {-1};
    ByteBuffer drawn =
        ByteBuffer.allocate(TensorValues.RUN * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    values.read(
        tensor,
        1,
        (from, run, count, bytes) -> {
          if (first[0] < 0) {
            drawn.clear().limit(bytes.remaining());
            stream.fill(tensor, from, drawn);
            int mismatch = bytes.mismatch(drawn.flip());
            first[0] = mismatch < 0 ? -1 : from + mismatch * 8L / tensor.dtype().bits();
          }
        });
    return first[0];
  }
}
