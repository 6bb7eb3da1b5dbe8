// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.draw;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import org.evenkeel.initializer.HalfPrecision;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;

/**
 * The draw of one parameter into an array of the engine, directly into its memory if that is
 * accessible.
 *
 * @param initializer the initializer
 * @param shape the parameter's shape
 * @param key the parameter's key
 */
record TensorDraw(Initializer initializer, WeightShape shape, Key key) {

  /** The number of elements that a direct buffer, of at most 2 GB, holds in every type. */
  private static final long SLICE = 1L << 27;

  private static final List<DataType> TYPES =
      List.of(DataType.FLOAT32, DataType.FLOAT16, DataType.FLOAT64);

  /**
   * A new array with the values. Its memory is not zeroed, so that the threads that draw touch it
   * first.
   *
   * @throws IllegalArgumentException if the type is not a floating-point one that the engine has
   */
  NDArray create(NDManager manager, Shape array, DataType type) {
    requireKnown(type);
    NDArray created = manager.create(array, type);
    if (isOnProcessor(created)) {
      fill(created, SLICE, true);
    } else {
      fill(created);
    }
    return created;
  }

  /**
   * Overwrites an array with the values.
   *
   * @throws IllegalArgumentException if the type is not a floating-point one that the engine has
   */
  void fill(NDArray array) {
    requireKnown(array.getDataType());
    if (isOnProcessor(array) && isContiguous(array)) {
      fill(array, SLICE, false);
      return;
    }
    try (NDArray copy =
        array.getManager().create(array.getShape(), array.getDataType(), Device.cpu())) {
      fill(copy, SLICE, true);
      copy.copyTo(array);
    }
  }

  /**
   * Fills an array of contiguous memory on this processor.
   *
   * @param slice the number of elements per buffer
   * @param fresh whether the memory has not been touched
   */
  void fill(NDArray array, long slice, boolean fresh) {
    if (array.size() <= slice) {
      write(array, 0, fresh);
      return;
    }
    try (NDArray values = array.stopGradient();
        NDArray flat = values.reshape(array.size())) {
      for (long from = 0; from < array.size(); from += slice) {
        NDIndex range = new NDIndex().addSliceDim(from, Math.min(array.size(), from + slice));
        try (NDArray part = flat.get(range)) {
          write(part, from, fresh);
        }
      }
    }
  }

  private void write(NDArray array, long from, boolean fresh) {
    ByteBuffer memory = memory(array);
    if (fresh) {
      HugePages.advise(memory);
    }
    switch (array.getDataType()) {
      case FLOAT32 -> initializer.fill(shape, key, from, memory.asFloatBuffer());
      case FLOAT16 ->
          initializer.fill(shape, key, from, memory.asShortBuffer(), HalfPrecision.FLOAT16);
      default -> widen(array, from, memory.asDoubleBuffer());
    }
  }

  /** Rejects other types; DJL's PyTorch engine aborts the process for an array of bfloat16. */
  private static void requireKnown(DataType type) {
    if (!TYPES.contains(type)) {
      throw new IllegalArgumentException(
          "weights need a floating-point type of the engine, one of %s: %s; initialize with DataType.FLOAT32"
              .formatted(TYPES, type));
    }
  }

  private void widen(NDArray array, long from, DoubleBuffer out) {
    Shape size = new Shape(array.size());
    try (NDArray narrow = array.getManager().create(size, DataType.FLOAT32, Device.cpu())) {
      FloatBuffer values = memory(narrow).asFloatBuffer();
      initializer.fill(shape, key, from, values.duplicate());
      while (values.hasRemaining()) {
        out.put(values.get());
      }
    }
  }

  private static ByteBuffer memory(NDArray array) {
    return array.toByteBuffer(true).order(ByteOrder.nativeOrder());
  }

  private static boolean isOnProcessor(NDArray array) {
    return array.getDevice().equals(Device.cpu());
  }

  /** Whether the engine gives access to an array's own memory, and not to a copy. */
  private static boolean isContiguous(NDArray array) {
    if (array.size() == 0) {
      return true;
    }
    try (NDArray values = array.stopGradient();
        NDArray one = first(values);
        NDArray other = first(values)) {
      ByteBuffer bytes = memory(one);
      byte kept = bytes.get(0);
      bytes.put(0, (byte) ~kept);
      boolean same = memory(other).get(0) != kept;
      bytes.put(0, kept);
      return same;
    }
  }

  /** The first element, in the array's own memory, or in a copy if that is not contiguous. */
  private static NDArray first(NDArray values) {
    try (NDArray flat = values.reshape(values.size())) {
      return flat.get(new NDIndex().addSliceDim(0, 1));
    }
  }
}
