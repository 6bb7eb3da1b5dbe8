// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

import java.nio.ByteBuffer;
import org.evenkeel.weights.format.DType;

/** Which element types are numbers, and how far apart their neighbours are. */
final class Decoder {

  private Decoder() {}

  /** Whether values of a type can be read as numbers. */
  static boolean reads(DType dtype) {
    return switch (dtype) {
      case BOOL, F4, F6_E2M3, F6_E3M2, F8_E8M0, C64 -> false;
      default -> true;
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
