// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data.format;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;

/**
 * An IDX file of unsigned bytes or of ints, optionally compressed by gzip: two zero bytes, the type
 * 8 or 12, the number of axes, the size of each axis as a big-endian int, and the values (page of
 * the MNIST database, LeCun, Cortes and Burges).
 *
 * @param sizes the size of each axis
 * @param bytes the bytes of the values in row-major order
 * @param valueBytes the number of bytes of a value, 1 or 4
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record IdxFile(List<Integer> sizes, byte[] bytes, int valueBytes) {

  private static final int UNSIGNED_BYTE = 8;
  private static final int INT = 12;
  private static final int MOST_AXES = 4;
  private static final int MOST_VALUES = Integer.MAX_VALUE - 8;

  /** The value at a position in row-major order. */
  public int value(int position) {
    return valueBytes == 1 ? bytes[position] & 0xff : ByteBuffer.wrap(bytes).getInt(4 * position);
  }

  /**
   * Reads a file, with no more memory than for the values in the file, whatever its header.
   *
   * @throws IllegalArgumentException if the file is not of this form
   */
  public static IdxFile read(Path file) {
    try (DataInputStream in = new DataInputStream(InputFile.open(file))) {
      int magic = in.readInt();
      int axes = axes(file, magic);
      int valueBytes = magic >>> 8 == INT ? 4 : 1;
      List<Integer> sizes = new ArrayList<>();
      for (int axis = 0; axis < axes; axis++) {
        sizes.add(in.readInt());
      }
      int count = count(file, sizes, valueBytes);
      byte[] bytes = in.readNBytes(count);
      if (bytes.length < count || in.read() >= 0) {
        throw new IllegalArgumentException(
            "an IDX file must have the values that its header says: %s of sizes %s needs %d bytes, it has %s; get the file again"
                .formatted(file, sizes, count, bytes.length < count ? bytes.length : "more"));
      }
      return new IdxFile(List.copyOf(sizes), bytes, valueBytes);
    } catch (EOFException | ZipException e) {
      throw new IllegalArgumentException(
          "an IDX file must be whole: %s is cut short or damaged; get the file again"
              .formatted(file),
          e);
    } catch (IOException e) {
      throw InputFile.unreadable(file, e);
    }
  }

  private static int axes(Path file, int magic) {
    int axes = magic & 0xff;
    if (magic >>> 16 != 0 || axes < 1 || axes > MOST_AXES) {
      throw new IllegalArgumentException(
          "an IDX file must begin with 00 00 08 or 00 00 0c and 1 to %d axes: %s begins with %08x; check the file"
              .formatted(MOST_AXES, file, magic));
    }
    int type = magic >>> 8;
    if (type != UNSIGNED_BYTE && type != INT) {
      throw new IllegalArgumentException(
          "IDX values must be unsigned bytes (type 8) or ints (type 12): %s has type %d; convert it"
              .formatted(file, type));
    }
    return axes;
  }

  private static int count(Path file, List<Integer> sizes, int valueBytes) {
    long count = valueBytes;
    for (int size : sizes) {
      count *= size;
      if (size < 1 || count > MOST_VALUES) {
        throw new IllegalArgumentException(
            "an IDX file must have sizes of at least 1, and at most %d values: %s has an impossible header, sizes %s; get the file again"
                .formatted(MOST_VALUES, file, sizes));
      }
    }
    // A byte here becomes a float, which is copied when split and when standardized.
    long room = Runtime.getRuntime().maxMemory() / 13;
    if (count > room) {
      throw new IllegalArgumentException(
          "an IDX file must fit into memory: %s has sizes %s, there is room for %d values; give Java more memory with -Xmx"
              .formatted(file, sizes, room));
    }
    return (int) count;
  }
}
