// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.encoding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * An array in row-major order whose elements lie elsewhere in this order: a transposed matrix, a
 * column of one, or an array in Fortran's order.
 */
public final class Strided implements Content {

  private final ByteBuffer memory;
  private final int size;
  private final long[] shape;
  private final long[] strides;
  private final long count;

  private Strided(ByteBuffer memory, int size, long[] shape, long[] strides, long count) {
    this.memory = memory;
    this.size = size;
    this.shape = shape;
    this.strides = strides;
    this.count = count;
  }

  /**
   * The elements of an array.
   *
   * @param range from the first element to the last
   * @param size the number of bytes of an element
   * @param strides how many elements lie between neighbours along each axis
   * @throws IllegalArgumentException if the range has 2 GB or more, or is too short
   */
  public static Content of(FileRange range, int size, List<Long> shape, List<Long> strides)
      throws IOException {
    long count = 1;
    long last = 0;
    boolean inPlace = true;
    for (int axis = shape.size() - 1; axis >= 0; axis--) {
      inPlace &= shape.get(axis) == 1 || strides.get(axis) == count;
      last = Math.addExact(last, Math.multiplyExact(shape.get(axis) - 1, (long) strides.get(axis)));
      count = Math.multiplyExact(count, shape.get(axis));
    }
    if (count == 0) {
      return range.part(0, 0);
    }
    long bytes = Math.multiplyExact(Math.addExact(last, 1), size);
    if (strides.stream().anyMatch(stride -> stride < 0) || bytes > range.length()) {
      throw new IllegalArgumentException("its elements lie beyond its storage");
    }
    if (Math.multiplyExact(count, size) > range.length()) {
      throw new IllegalArgumentException(
          "its elements share memory, as those of an expanded tensor; save a contiguous copy");
    }
    if (inPlace) {
      return range.part(0, count * size);
    }
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "its elements are not in order and take more than 2 GB; save a contiguous copy");
    }
    return new Strided(range.part(0, bytes).mapped(), size, longs(shape), longs(strides), count);
  }

  private static long[] longs(List<Long> list) {
    return list.stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public long length() {
    return count * size;
  }

  @Override
  public void read(long from, ByteBuffer out) {
    require(from, out);
    ByteBuffer source = memory.duplicate();
    long[] index = new long[shape.length];
    long rest = from / size;
    long place = 0;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape[axis];
      rest /= shape[axis];
      place += index[axis] * strides[axis];
    }
    int skipped = (int) (from % size);
    while (out.hasRemaining()) {
      int some = Math.min(size - skipped, out.remaining());
      source.limit((int) (place * size) + skipped + some).position((int) (place * size) + skipped);
      out.put(source);
      skipped = 0;
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        place += strides[axis];
        if (++index[axis] < shape[axis]) {
          break;
        }
        place -= shape[axis] * strides[axis];
        index[axis] = 0;
      }
    }
  }
}
