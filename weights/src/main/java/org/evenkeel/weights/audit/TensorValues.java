// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.evenkeel.initializer.HalfPrecision;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.Float8;
import org.evenkeel.weights.format.Tensor;

/** The values of a tensor in a file, as doubles, run by run. */
final class TensorValues {

  /** The number of values of a run. */
  static final int RUN = 1 << 16;

  private final Checkpoint checkpoint;
  private final ByteBuffer bytes =
      ByteBuffer.allocate(RUN * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final double[] values = new double[RUN];
  private final float[] singles = new float[RUN];
  private final short[] halves = new short[RUN];

  TensorValues(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
  }

  /** A consumer of runs. */
  @FunctionalInterface
  interface Run {

    /**
     * Takes values; the arrays are used again.
     *
     * @param from the index of the first one in the tensor
     */
    void take(long from, double[] values, int count, ByteBuffer bytes);
  }

  /** Whether values of a type can be read as numbers. */
  static boolean reads(DType dtype) {
    return switch (dtype) {
      case BOOL, F4, F6_E2M3, F6_E3M2, F8_E8M0, C64 -> false;
      default -> true;
    };
  }

  /** Reads all values, or every stride-th run of them. */
  void read(Tensor tensor, long stride, Run consumer) {
    DType dtype = tensor.dtype();
    for (long from = 0; from < tensor.elements(); from += RUN * stride) {
      int count = (int) Math.min(RUN, tensor.elements() - from);
      bytes.clear().limit((int) dtype.bytes(count));
      try {
        checkpoint.read(tensor, dtype.bytes(from), bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      bytes.flip();
      decode(dtype, count);
      bytes.position(0);
      consumer.take(from, values, count, bytes);
    }
  }

  private void decode(DType dtype, int count) {
    if (dtype == DType.F32) {
      bytes.asFloatBuffer().get(singles, 0, count);
      for (int i = 0; i < count; i++) {
        values[i] = singles[i];
      }
      return;
    }
    if (dtype == DType.BF16) {
      bytes.asShortBuffer().get(halves, 0, count);
      for (int i = 0; i < count; i++) {
        values[i] = Float.intBitsToFloat(halves[i] << 16);
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (dtype) {
            case F64 -> bytes.getDouble();
            case F32 -> bytes.getFloat();
            case F16 -> HalfPrecision.FLOAT16.value(bytes.getShort());
            case BF16 -> HalfPrecision.BFLOAT16.value(bytes.getShort());
            case F8_E4M3 -> Float8.E4M3.value(bytes.get());
            case F8_E5M2 -> Float8.E5M2.value(bytes.get());
            case I64 -> (double) bytes.getLong();
            case U64 -> (double) bytes.getLong();
            case I32 -> bytes.getInt();
            case U32 -> Integer.toUnsignedLong(bytes.getInt());
            case I16 -> bytes.getShort();
            case U16 -> Short.toUnsignedInt(bytes.getShort());
            case I8 -> bytes.get();
            default -> Byte.toUnsignedInt(bytes.get());
          };
    }
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
}
