// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.evenkeel.initializer.HalfPrecision;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.Float8;
import org.evenkeel.weights.format.Tensor;

/** Conversions of floating-point types that change no value. */
final class Widening {

  private static final int RUN = 1 << 16;

  /** The types that a float holds exactly. */
  private static final List<DType> NARROW =
      List.of(DType.F32, DType.BF16, DType.F16, DType.F8_E4M3, DType.F8_E5M2);

  private Widening() {}

  /** Whether one type holds all values of another. */
  static boolean isExact(DType from, DType to) {
    return from == to || (NARROW.contains(from) && (to == DType.F32 || to == DType.F64));
  }

  /** Reads values of one type as those of a wider one, until the memory is full. */
  static void read(Checkpoint checkpoint, Tensor tensor, DType to, long from, ByteBuffer out)
      throws IOException {
    DType type = tensor.dtype();
    ByteBuffer narrow = ByteBuffer.allocate((int) type.bytes(RUN)).order(ByteOrder.LITTLE_ENDIAN);
    long at = from;
    while (out.hasRemaining()) {
      int count = (int) Math.min(RUN, out.remaining() / to.bytes(1));
      narrow.clear().limit((int) type.bytes(count));
      checkpoint.read(tensor, type.bytes(at), narrow);
      narrow.flip();
      for (int i = 0; i < count; i++) {
        float value = value(type, narrow);
        if (to == DType.F64) {
          out.putDouble(value);
        } else {
          out.putFloat(value);
        }
      }
      at += count;
    }
  }

  private static float value(DType type, ByteBuffer bytes) {
    return switch (type) {
      case F32 -> bytes.getFloat();
      case BF16 -> HalfPrecision.BFLOAT16.value(bytes.getShort());
      case F16 -> HalfPrecision.FLOAT16.value(bytes.getShort());
      case F8_E4M3 -> Float8.E4M3.value(bytes.get());
      default -> Float8.E5M2.value(bytes.get());
    };
  }
}
