// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.weights.format.DType;

/** The tensors that are copies of others, found by hashes and compared byte by byte. */
final class Copies {

  /** Values of fewer random bits may be equal by chance. */
  private static final double LEAST_BITS = 56;

  private static final int BLOCK = 1 << 20;

  private record Key(DType dtype, long count, long fingerprint) {}

  private final Map<Key, Held> first = new HashMap<>();

  /** The tensor met before that has the values of this one. */
  Optional<Held> of(Held held, Statistics found) {
    double digits = 1 - Math.log(Decoder.resolution(held.tensor().dtype())) / Math.log(2);
    if (found.count() * digits < LEAST_BITS) {
      return Optional.empty();
    }
    Key key = new Key(held.tensor().dtype(), found.count(), found.fingerprint());
    return Optional.ofNullable(first.putIfAbsent(key, held)).filter(other -> isCopy(held, other));
  }

  private static boolean isCopy(Held one, Held other) {
    long bytes = one.tensor().bytes();
    ByteBuffer left = ByteBuffer.allocate((int) Math.min(BLOCK, bytes));
    ByteBuffer right = ByteBuffer.allocate((int) Math.min(BLOCK, bytes));
    try {
      for (long at = 0; at < bytes; at += BLOCK) {
        int some = (int) Math.min(BLOCK, bytes - at);
        one.file().read(one.tensor(), at, left.clear().limit(some));
        other.file().read(other.tensor(), at, right.clear().limit(some));
        if (!left.flip().equals(right.flip())) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
