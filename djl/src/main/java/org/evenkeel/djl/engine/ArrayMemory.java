// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The memory of the engine's arrays, in buffers of at most 2 GB. */
public final class ArrayMemory {

  /** The number of elements that a direct buffer, of at most 2 GB, holds in every type. */
  public static final long PART = 1L << 27;

  private ArrayMemory() {}

  /** A writer of some elements of an array. */
  @FunctionalInterface
  public interface Writer {

    /**
     * Fills a part of an array.
     *
     * @param from the index of its first element
     * @param memory its memory, in the processor's byte order
     */
    void write(long from, ByteBuffer memory);
  }

  /** The memory of an array on this processor whose elements follow each other in memory. */
  public static ByteBuffer of(NDArray array) {
    return array.toByteBuffer(true).order(ByteOrder.nativeOrder());
  }

  /** Whether an array is on this processor. */
  public static boolean isHere(NDArray array) {
    return array.getDevice().equals(Device.cpu());
  }

  /**
   * Overwrites an array: in place if its memory is accessible, otherwise by way of a copy.
   *
   * @throws IllegalArgumentException as the writer does
   */
  public static void overwrite(NDArray array, Writer writer) {
    if (isHere(array) && isContiguous(array)) {
      inPlace(array, PART, writer);
      return;
    }
    try (NDArray copy =
        array.getManager().create(array.getShape(), array.getDataType(), Device.cpu())) {
      inPlace(copy, PART, writer);
      copy.copyTo(array);
    }
  }

  /**
   * Overwrites an array on this processor whose elements follow each other in memory.
   *
   * @param part the number of elements per buffer
   */
  public static void inPlace(NDArray array, long part, Writer writer) {
    if (array.size() <= part) {
      writer.write(0, of(array));
      return;
    }
    try (NDArray values = array.stopGradient();
        NDArray flat = values.reshape(array.size())) {
      for (long from = 0; from < array.size(); from += part) {
        try (NDArray some = flat.get(range(from, Math.min(array.size(), from + part)))) {
          writer.write(from, of(some));
        }
      }
    }
  }

  /** A copy of some elements of any array, in row-major order. */
  public static ByteBuffer copy(NDArray array, long from, long to) {
    try (NDArray values = array.stopGradient();
        NDArray flat = values.reshape(array.size());
        NDArray some = flat.get(range(from, to))) {
      return some.toByteBuffer(false).order(ByteOrder.nativeOrder());
    }
  }

  private static NDIndex range(long from, long to) {
    return new NDIndex().addSliceDim(from, to);
  }

  /** Whether the engine gives access to an array's own memory, and not to a copy. */
  private static boolean isContiguous(NDArray array) {
    if (array.size() == 0) {
      return true;
    }
    try (NDArray values = array.stopGradient();
        NDArray one = first(values);
        NDArray other = first(values)) {
      ByteBuffer bytes = of(one);
      byte kept = bytes.get(0);
      bytes.put(0, (byte) ~kept);
      boolean same = of(other).get(0) != kept;
      bytes.put(0, kept);
      return same;
    }
  }

  /** The first element, in the array's own memory, or in a copy if that is not contiguous. */
  private static NDArray first(NDArray values) {
    try (NDArray flat = values.reshape(values.size())) {
      return flat.get(range(0, 1));
    }
  }
}
