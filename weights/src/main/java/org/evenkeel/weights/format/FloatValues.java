// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.evenkeel.initializer.HalfPrecision;
import org.jspecify.annotations.Nullable;

/** The values of floating-point tensors as floats, which hold those of narrower types exactly. */
public final class FloatValues {

  /** The types whose values are floats. */
  public static final List<DType> TYPES =
      List.of(DType.F32, DType.BF16, DType.F16, DType.F8_E4M3, DType.F8_E5M2);

  private static final int[] HALVES = halves();
  private static final int[] E4M3 = eighths(Float8.E4M3);
  private static final int[] E5M2 = eighths(Float8.E5M2);

  private FloatValues() {}

  /** Whether every value of a type is a float. */
  public static boolean holds(DType type) {
    return TYPES.contains(type);
  }

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
    if (!holds(type)) {
      throw new IllegalArgumentException(
          "tensor %s: its type must be one of %s".formatted(tensor, TYPES));
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(type.bytes(count))).order(ByteOrder.LITTLE_ENDIAN);
    checkpoint.read(tensor, type.bytes(from), bytes);
    int[] bits = new int[count];
    bits(type, bytes.flip(), 0, count, bits, new short[count], new byte[count]);
    for (int i = 0; i < count; i++) {
      out[i] = Float.intBitsToFloat(bits[i]);
    }
  }

  /**
   * Reads the bits that values have as floats.
   *
   * @param from the first value in the bytes
   * @param words memory for as many values as are read; so is {@code small}
   * @throws IllegalArgumentException if the type is not one of {@link #TYPES}
   */
  public static void bits(
      DType dtype, ByteBuffer bytes, int from, int count, int[] bits, short[] words, byte[] small) {
    int[] table = table(dtype);
    if (dtype == DType.F32) {
      bytes.asIntBuffer().position(from).get(bits, 0, count);
    } else if (dtype == DType.BF16) {
      bytes.asShortBuffer().position(from).get(words, 0, count);
      for (int i = 0; i < count; i++) {
        bits[i] = words[i] << 16;
      }
    } else if (dtype == DType.F16 && table != null) {
      bytes.asShortBuffer().position(from).get(words, 0, count);
      for (int i = 0; i < count; i++) {
        bits[i] = table[words[i] & 0xFFFF];
      }
    } else if (table != null) {
      bytes.get(from, small, 0, count);
      for (int i = 0; i < count; i++) {
        bits[i] = table[small[i] & 0xFF];
      }
    }
  }

  private static int @Nullable [] table(DType dtype) {
    return switch (dtype) {
      case F16 -> HALVES;
      case F8_E4M3 -> E4M3;
      case F8_E5M2 -> E5M2;
      default -> null;
    };
  }

  private static int[] halves() {
    int[] bits = new int[1 << 16];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(HalfPrecision.FLOAT16.value((short) i));
    }
    return bits;
  }

  private static int[] eighths(Float8 format) {
    int[] bits = new int[1 << 8];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(format.value((byte) i));
    }
    return bits;
  }
}
