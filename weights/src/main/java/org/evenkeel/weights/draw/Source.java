// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.draw;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.evenkeel.initializer.Constant;
import org.evenkeel.initializer.HalfPrecision;
import org.evenkeel.parameter.Part;
import org.evenkeel.random.Key;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.Float8;
import org.evenkeel.weights.format.Tensor;
import org.evenkeel.weights.rules.RuledTensor;

/** Where the values of a tensor come from. */
public sealed interface Source {

  /**
   * Writes elements, little-endian, until the buffer is full.
   *
   * @param tensor the tensor that is written
   * @param from the first element
   */
  void fill(Tensor tensor, long from, ByteBuffer out);

  /** Whether tiles of a tensor are best its whole, because each of them costs as much. */
  default boolean isWhole() {
    return false;
  }

  /**
   * A draw.
   *
   * @param ruled the rule of the whole tensor
   * @param slice what of it is written
   */
  record Drawn(RuledTensor ruled, long seed, Slice slice) implements Source {

    private static final int MOST_ENCLOSED = 1 << 26;

    @Override
    public boolean isWhole() {
      return ruled.initializer().structure().isWhole();
    }

    @Override
    public void fill(Tensor tensor, long from, ByteBuffer out) {
      Key key = Key.of(seed, ruled.name());
      int size = tensor.dtype().bits() / 8;
      if (isWhole() && !slice.isAll()) {
        enclosed(tensor.dtype(), key, from, out);
        return;
      }
      slice.runs(
          from,
          out.remaining() / size,
          (index, length) -> fill(tensor.dtype(), key, index, length, part(out, length * size)));
    }

    /**
     * Draws what lies between the first and the last element, because each draw of such a tensor
     * computes all of it, however little is asked for.
     */
    private void enclosed(DType dtype, Key key, long from, ByteBuffer out) {
      int size = dtype.bits() / 8;
      int count = out.remaining() / size;
      long first = slice.index(from);
      long between = slice.index(from + count - 1) - first + 1;
      if (between > MOST_ENCLOSED && count > 1) {
        int half = count / 2;
        enclosed(dtype, key, from, part(out, half * size));
        enclosed(dtype, key, from + half, part(out, (count - half) * size));
        return;
      }
      ByteBuffer all = ByteBuffer.allocate((int) between * size).order(ByteOrder.LITTLE_ENDIAN);
      fill(dtype, key, first, (int) between, all);
      slice.runs(
          from,
          count,
          (index, length) -> out.put(all.slice((int) (index - first) * size, length * size)));
    }

    /** The next bytes of a buffer, which then goes on behind them. */
    private static ByteBuffer part(ByteBuffer out, int bytes) {
      ByteBuffer part = out.slice(out.position(), bytes).order(ByteOrder.LITTLE_ENDIAN);
      out.position(out.position() + bytes);
      return part;
    }

    private void fill(DType dtype, Key key, long index, int length, ByteBuffer out) {
      switch (dtype) {
        case F32 -> ruled.initializer().fill(ruled.shape(), key, index, out.asFloatBuffer());
        case F16 -> half(HalfPrecision.FLOAT16, key, index, out);
        case BF16 -> half(HalfPrecision.BFLOAT16, key, index, out);
        case F64 -> {
          float[] drawn = drawn(key, index, length);
          for (float value : drawn) {
            out.putDouble(value);
          }
        }
        case F8_E4M3 -> eighth(Float8.E4M3, drawn(key, index, length), index, out);
        case F8_E5M2 -> eighth(Float8.E5M2, drawn(key, index, length), index, out);
        default -> integers(dtype, length, out);
      }
    }

    private void half(HalfPrecision format, Key key, long index, ByteBuffer out) {
      ruled.initializer().fill(ruled.shape(), key, index, out.asShortBuffer(), format);
    }

    private float[] drawn(Key key, long index, int length) {
      float[] values = new float[length];
      ruled.initializer().fill(ruled.shape(), key, index, FloatBuffer.wrap(values));
      return values;
    }

    private void eighth(Float8 format, float[] values, long index, ByteBuffer out) {
      long end = 0;
      int at = 0;
      for (Part part : ruled.shape().parts()) {
        end += part.size();
        for (; at < values.length && index + at < end; at++) {
          out.put(format.round(values[at], ruled.initializer().range(part)));
        }
      }
    }

    private void integers(DType dtype, int length, ByteBuffer out) {
      long value = (long) ((Constant) ruled.initializer()).value();
      for (int i = 0; i < length; i++) {
        switch (dtype.bits()) {
          case 8 -> out.put((byte) value);
          case 16 -> out.putShort((short) value);
          case 32 -> out.putInt((int) value);
          default -> out.putLong(value);
        }
      }
    }
  }

  /**
   * Values that are computed, such as factors of another matrix.
   *
   * @param rule the computation in a word
   * @param why its reason in a few words
   */
  record Computed(String rule, String why, Values values) implements Source {

    /** The values of a tensor. */
    @FunctionalInterface
    public interface Values {

      /**
       * Fills an array with values that follow each other.
       *
       * @param from the index of the first one
       */
      void fill(long from, float[] out) throws IOException;
    }

    @Override
    public void fill(Tensor tensor, long from, ByteBuffer out) {
      float[] drawn = new float[out.remaining() * 8 / tensor.dtype().bits()];
      try {
        values.fill(from, drawn);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      out.order(ByteOrder.LITTLE_ENDIAN);
      for (float value : drawn) {
        put(tensor.dtype(), value, out);
      }
    }

    private static void put(DType dtype, float value, ByteBuffer out) {
      switch (dtype) {
        case F32 -> out.putFloat(value);
        case F64 -> out.putDouble(value);
        case F16 -> out.putShort(HalfPrecision.FLOAT16.round(value));
        case BF16 -> out.putShort(HalfPrecision.BFLOAT16.round(value));
        case F8_E4M3 -> out.put(Float8.E4M3.round(value));
        case F8_E5M2 -> out.put(Float8.E5M2.round(value));
        default -> throw new IllegalArgumentException("%s holds no fractions".formatted(dtype));
      }
    }
  }

  /** A copy, byte for byte. */
  record Copied(Checkpoint checkpoint, Tensor original) implements Source {

    @Override
    public void fill(Tensor tensor, long from, ByteBuffer out) {
      try {
        checkpoint.read(original, tensor.dtype().bytes(from), out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
