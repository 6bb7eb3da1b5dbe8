// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.encoding;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Bytes that are read at any place, from several threads at once. */
public interface Content {

  /** The number of bytes. */
  long length();

  /**
   * Reads bytes until the buffer is full.
   *
   * @param from the first byte
   * @throws IllegalArgumentException if there are fewer bytes
   */
  void read(long from, ByteBuffer out) throws IOException;

  /**
   * Reads some bytes, with no more memory than for bytes that are there.
   *
   * @param length how many; fewer than 2³¹
   * @throws EOFException if there are fewer bytes
   */
  default byte[] array(long from, long length) throws IOException {
    if (from < 0 || length < 0 || length > Integer.MAX_VALUE - 8 || from > length() - length) {
      throw new EOFException("bytes %d to %d of %d".formatted(from, from + length, length()));
    }
    byte[] bytes = new byte[(int) length];
    read(from, ByteBuffer.wrap(bytes));
    return bytes;
  }

  /** Some bytes as {@link #array}, with numbers in little-endian order. */
  default ByteBuffer bytes(long from, long length) throws IOException {
    return ByteBuffer.wrap(array(from, length)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Throws {@link IllegalArgumentException} unless a buffer's bytes are there. */
  default void require(long from, ByteBuffer out) {
    if (from < 0 || from > length() - out.remaining()) {
      throw new IllegalArgumentException(
          "%d bytes from %d are not within %d".formatted(out.remaining(), from, length()));
    }
  }

  /** Content in memory. */
  static Content of(ByteBuffer bytes) {
    return new Content() {
      @Override
      public long length() {
        return bytes.limit();
      }

      @Override
      public void read(long from, ByteBuffer out) {
        require(from, out);
        out.put(bytes.slice((int) from, out.remaining()));
      }
    };
  }

  /** Content without its first bytes. */
  static Content behind(Content content, long skipped) {
    return new Content() {
      @Override
      public long length() {
        return content.length() - skipped;
      }

      @Override
      public void read(long from, ByteBuffer out) throws IOException {
        require(from, out);
        content.read(skipped + from, out);
      }
    };
  }

  /** Content whose numbers have their bytes in the other order. */
  static Content swapped(Content content, int size) {
    return new Content() {
      @Override
      public long length() {
        return content.length();
      }

      @Override
      public void read(long from, ByteBuffer out) throws IOException {
        int start = out.position();
        content.read(from, out);
        for (int at = start; at + size <= out.position(); at += size) {
          for (int i = 0; i < size / 2; i++) {
            byte low = out.get(at + i);
            out.put(at + i, out.get(at + size - 1 - i));
            out.put(at + size - 1 - i, low);
          }
        }
      }
    };
  }
}
