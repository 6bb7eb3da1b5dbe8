// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.evenkeel.initializer.ForgetBias;
import org.evenkeel.parameter.Structure;
import org.evenkeel.weights.audit.Finding.Cause;
import org.evenkeel.weights.draw.Slice;
import org.evenkeel.weights.draw.Source;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.Tensor;
import org.evenkeel.weights.rules.RuledTensor;

/** Rules whose values are not random and not all equal, as an identity: each value is compared. */
final class FixedValues {

  private FixedValues() {}

  /** Whether a rule is such. */
  static boolean are(RuledTensor ruled) {
    return ruled.initializer().structure() == Structure.FIXED
        || ruled.initializer() instanceof ForgetBias;
  }

  /** The first value that is not the rule's. */
  static Optional<Finding> finding(Held held, RuledTensor ruled) {
    Tensor tensor = held.tensor();
    if (!DType.DRAWN.contains(tensor.dtype())) {
      return Optional.empty();
    }
    Source drawn = new Source.Drawn(ruled, 0, Slice.all(tensor.shape()));
    int size = tensor.dtype().bits() / 8;
    ByteBuffer wanted = buffer(size);
    ByteBuffer found = buffer(size);
    for (long from = 0; from < tensor.elements(); from += TileKernel.TILE) {
      int count = (int) Math.min(TileKernel.TILE, tensor.elements() - from);
      try {
        held.file().read(tensor, from * size, found.clear().limit(count * size));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      drawn.fill(tensor, from, wanted.clear().limit(count * size));
      int mismatch = found.flip().mismatch(wanted.flip());
      if (mismatch >= 0) {
        return Optional.of(
            new Finding(
                tensor.name(),
                Cause.NOT_THE_CONSTANT,
                "value %,d is not that of %s".formatted(from + mismatch / size, ruled.rule())));
      }
    }
    return Optional.empty();
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(TileKernel.TILE * size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
