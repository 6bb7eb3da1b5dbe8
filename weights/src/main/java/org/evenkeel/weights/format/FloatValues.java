// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.evenkeel.initializer.HalfPrecision;

/** The values of floating-point tensors as floats, which hold those of narrower types exactly. */
public final class FloatValues {

  /** The types whose values are floats. */
  public static final List<DType> TYPES =
      List.of(DType.F32, DType.BF16, DType.F16, DType.F8_E4M3, DType.F8_E5M2);

  private FloatValues() {}

  /**
   * Reads values of a tensor.
   *
   * @param from the index of the first one
   * @param out takes the values
   * @param count how many
   * @throws IllegalArgumentException if the type is not one of {@link #TYPES}
   */
  public static void read(Checkpoint checkpoint, Tensor tensor, long from, float[] out, int count)
      throws IOException {
    DType type = tensor.dtype();
    if (!TYPES.contains(type)) {
      throw new IllegalArgumentException(
          "tensor %s: its type must be one of %s".formatted(tensor, TYPES));
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(type.bytes(count))).order(ByteOrder.LITTLE_ENDIAN);
    checkpoint.read(tensor, type.bytes(from), bytes);
    bytes.flip();
    for (int i = 0; i < count; i++) {
      out[i] =
          switch (type) {
            case F32 -> bytes.getFloat();
            case BF16 -> HalfPrecision.BFLOAT16.value(bytes.getShort());
            case F16 -> HalfPrecision.FLOAT16.value(bytes.getShort());
            case F8_E4M3 -> Float8.E4M3.value(bytes.get());
            default -> Float8.E5M2.value(bytes.get());
          };
    }
  }
}
