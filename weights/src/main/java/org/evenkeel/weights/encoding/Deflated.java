// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.encoding;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Compressed bytes, best read from front to back: a step back begins anew. Memory does not grow
 * with their number.
 */
final class Deflated implements Content {

  private static final int BLOCK = 1 << 16;

  private final FileRange compressed;
  private final long length;
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK);
  private Inflater inflater = new Inflater(true);
  private long fed;
  private long at;

  Deflated(FileRange compressed, long length) {
    this.compressed = compressed;
    this.length = length;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public synchronized void read(long from, ByteBuffer out) throws IOException {
    require(from, out);
    if (from < at) {
      inflater.end();
      inflater = new Inflater(true);
      fed = 0;
      at = 0;
    }
    ByteBuffer skipped = ByteBuffer.allocate((int) Math.min(BLOCK, Math.max(1, from - at)));
    while (at < from) {
      inflate(skipped.clear().limit((int) Math.min(skipped.capacity(), from - at)));
    }
    inflate(out);
  }

  private void inflate(ByteBuffer out) throws IOException {
    try {
      while (out.hasRemaining()) {
        int count = inflater.inflate(out);
        at += count;
        if (count == 0) {
          feed();
        }
      }
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("its compressed bytes are malformed", e);
    }
  }

  private void feed() throws IOException {
    if (!inflater.needsInput() || fed == compressed.length()) {
      throw new EOFException("its compressed bytes end early");
    }
    block.clear().limit((int) Math.min(BLOCK, compressed.length() - fed));
    compressed.read(fed, block);
    fed += block.position();
    inflater.setInput(block.flip());
  }
}
