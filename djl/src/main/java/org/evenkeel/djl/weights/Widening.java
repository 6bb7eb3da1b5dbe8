// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.FloatValues;
import org.evenkeel.weights.format.Tensor;

/** Conversions of floating-point types that change no value. */
final class Widening {

  private static final int RUN = 1 << 16;

  private Widening() {}

  /** Whether one type holds all values of another. */
  static boolean isExact(DType from, DType to) {
    return from == to || (FloatValues.TYPES.contains(from) && (to == DType.F32 || to == DType.F64));
  }

  /** Reads values of one type as those of a wider one, until the memory is full. */
  static void read(Checkpoint checkpoint, Tensor tensor, DType to, long from, ByteBuffer out)
      throws IOException {
    float[] values = new float[RUN];
    long at = from;
    while (out.hasRemaining()) {
      int count = (int) Math.min(RUN, out.remaining() / to.bytes(1));
      FloatValues.read(checkpoint, tensor, at, values, count);
      for (int i = 0; i < count; i++) {
        if (to == DType.F64) {
          out.putDouble(values[i]);
        } else {
          out.putFloat(values[i]);
        }
      }
      at += count;
    }
  }
}
