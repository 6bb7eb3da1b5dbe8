// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.encoding;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A range of a file.
 *
 * @param begin the first byte within the file
 */
public record FileRange(FileChannel channel, long begin, long length) implements Content {

  /** All of a file. */
  public static FileRange of(FileChannel channel) throws IOException {
    return new FileRange(channel, 0, channel.size());
  }

  /**
   * A part of this range.
   *
   * @throws EOFException if it does not lie within
   */
  public FileRange part(long from, long size) throws EOFException {
    if (from < 0 || size < 0 || from > length - size) {
      throw new EOFException("bytes %d to %d of %d".formatted(from, from + size, length));
    }
    return new FileRange(channel, begin + from, size);
  }

  @Override
  public void read(long from, ByteBuffer out) throws IOException {
    require(from, out);
    long at = begin + from;
    while (out.hasRemaining()) {
      int read = channel.read(out, at);
      if (read < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
      at += read;
    }
  }

  /** The range as memory that the system pages in; at most 2 GB. */
  MappedByteBuffer mapped() throws IOException {
    return channel.map(FileChannel.MapMode.READ_ONLY, begin, length);
  }
}
