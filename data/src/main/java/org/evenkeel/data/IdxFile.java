// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * An IDX file of unsigned bytes, optionally compressed by gzip: two zero bytes, the type 8, the
 * number of axes, the size of each axis as a big-endian int, and the values (page of the MNIST
 * database, LeCun, Cortes and Burges).
 *
 * @param sizes the size of each axis
 * @param bytes the values in row-major order
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record IdxFile(List<Integer> sizes, byte[] bytes) {

  private static final int UNSIGNED_BYTE = 8;
  private static final int MOST_AXES = 4;
  private static final int MOST_VALUES = Integer.MAX_VALUE - 8;
  private static final int BUFFER = 1 << 16;

  /**
   * Reads a file, with no more memory than for the values in the file, whatever its header.
   *
   * @throws IllegalArgumentException if the file is not of this form
   */
  static IdxFile read(Path file) {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        DataInputStream in = new DataInputStream(decompressed(raw))) {
      int axes = axes(file, in.readInt());
      List<Integer> sizes = new ArrayList<>();
      for (int axis = 0; axis < axes; axis++) {
        sizes.add(in.readInt());
      }
      int count = count(file, sizes);
      byte[] bytes = in.readNBytes(count);
      if (bytes.length < count || in.read() >= 0) {
        throw new IllegalArgumentException(
            "an IDX file must have the values that its header says: %s of sizes %s needs %d bytes, it has %s; get the file again"
                .formatted(file, sizes, count, bytes.length < count ? bytes.length : "more"));
      }
      return new IdxFile(List.copyOf(sizes), bytes);
    } catch (EOFException | ZipException e) {
      throw new IllegalArgumentException(
          "an IDX file must be whole: %s is cut short or damaged; get the file again"
              .formatted(file),
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "data must be readable: %s: %s; check the file".formatted(file, e.getMessage()), e);
    }
  }

  private static int axes(Path file, int magic) {
    int axes = magic & 0xff;
    if (magic >>> 16 != 0 || axes < 1 || axes > MOST_AXES) {
      throw new IllegalArgumentException(
          "an IDX file must begin with 00 00 08 and 1 to %d axes: %s begins with %08x; check the file"
              .formatted(MOST_AXES, file, magic));
    }
    int type = magic >>> 8;
    if (type != UNSIGNED_BYTE) {
      throw new IllegalArgumentException(
          "IDX values must be unsigned bytes (type 8): %s has type %d; convert it"
              .formatted(file, type));
    }
    return axes;
  }

  private static int count(Path file, List<Integer> sizes) {
    long count = 1;
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

  private static InputStream decompressed(InputStream raw) throws IOException {
    raw.mark(2);
    boolean zipped = raw.read() == 0x1f && raw.read() == 0x8b;
    raw.reset();
    return zipped ? new GZIPInputStream(raw, BUFFER) : raw;
  }
}
