// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

import java.nio.ByteBuffer;
import org.evenkeel.initializer.HalfPrecision;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.Float8;
import org.jspecify.annotations.Nullable;

/** The values of element types, as numbers. */
final class Decoder {

  private static final int[] HALVES = halves();
  private static final int[] E4M3 = eighths(Float8.E4M3);
  private static final int[] E5M2 = eighths(Float8.E5M2);

  private Decoder() {}

  /** Whether values of a type can be read as numbers. */
  static boolean reads(DType dtype) {
    return switch (dtype) {
      case BOOL, F4, F6_E2M3, F6_E3M2, F8_E8M0, C64 -> false;
      default -> true;
    };
  }

  /** Whether every value of a type is a float. */
  static boolean isSingle(DType dtype) {
    return switch (dtype) {
      case F32, BF16, F16, F8_E4M3, F8_E5M2 -> true;
      default -> false;
    };
  }

  /** The relative distance of neighbouring numbers of a type, at most; 0 for integers. */
  static double resolution(DType dtype) {
    return switch (dtype) {
      case F64 -> 0x1p-52;
      case F32 -> 0x1p-23;
      case F16 -> 0x1p-10;
      case BF16 -> 0x1p-7;
      case F8_E4M3 -> 0x1p-3;
      case F8_E5M2 -> 0x1p-2;
      default -> 0;
    };
  }

  /** The least positive number of a type, which is the distance of those near 0; 0 for integers. */
  static double step(DType dtype) {
    return switch (dtype) {
      case F64 -> Double.MIN_VALUE;
      case F32 -> Float.MIN_VALUE;
      case F16 -> 0x1p-24;
      case BF16 -> 0x1p-133;
      case F8_E4M3 -> 0x1p-9;
      case F8_E5M2 -> 0x1p-16;
      default -> 0;
    };
  }

  /**
   * Writes the bits of values as floats.
   *
   * @param from the first value in the bytes
   * @param words memory for as many values as are read
   */
  static void bits(
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

  /** A value of a type that is no float; exact but for integers of 64 bits. */
  static double wide(DType dtype, ByteBuffer bytes, int at) {
    return switch (dtype) {
      case F64 -> bytes.getDouble(8 * at);
      case I64, U64 -> (double) bytes.getLong(8 * at);
      case I32 -> bytes.getInt(4 * at);
      case U32 -> Integer.toUnsignedLong(bytes.getInt(4 * at));
      case I16 -> bytes.getShort(2 * at);
      case U16 -> Short.toUnsignedInt(bytes.getShort(2 * at));
      case I8 -> bytes.get(at);
      default -> Byte.toUnsignedInt(bytes.get(at));
    };
  }
}
