// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.draw;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Supplier;
import org.evenkeel.djl.engine.ArrayMemory;
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

  private static final List<DataType> TYPES =
      List.of(DataType.FLOAT32, DataType.FLOAT16, DataType.FLOAT64);

  /** A draw whose errors begin with the parameter's name. */
  static <T> T named(String parameter, Supplier<T> draw) {
    try {
      return draw.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(parameter + ": " + e.getMessage(), e);
    }
  }

  /**
   * A new array with the values. Its memory is not zeroed, so that the threads that draw touch it
   * first.
   *
   * @throws IllegalArgumentException if the type is not a floating-point one that the engine has
   */
  NDArray create(NDManager manager, Shape array, DataType type) {
    requireKnown(type);
    NDArray created = manager.create(array, type);
    if (ArrayMemory.isHere(created)) {
      fill(created, ArrayMemory.PART, true);
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
    DataType type = array.getDataType();
    ArrayMemory.overwrite(array, (from, memory) -> write(array, type, from, memory));
  }

  /**
   * Fills an array of contiguous memory on this processor.
   *
   * @param slice the number of elements per buffer
   * @param fresh whether the memory has not been touched
   */
  void fill(NDArray array, long slice, boolean fresh) {
    DataType type = array.getDataType();
    ArrayMemory.inPlace(
        array,
        slice,
        (from, memory) -> {
          if (fresh) {
            HugePages.advise(memory);
          }
          write(array, type, from, memory);
        });
  }

  private void write(NDArray array, DataType type, long from, ByteBuffer memory) {
    switch (type) {
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
    Shape size = new Shape(out.remaining());
    try (NDArray narrow = array.getManager().create(size, DataType.FLOAT32, Device.cpu())) {
      FloatBuffer values = ArrayMemory.of(narrow).asFloatBuffer();
      initializer.fill(shape, key, from, values.duplicate());
      while (values.hasRemaining()) {
        out.put(values.get());
      }
    }
  }
}
