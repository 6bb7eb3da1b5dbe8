// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.draw;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.List;
import org.evenkeel.weights.draw.DrawPlan.Planned;
import org.jspecify.annotations.Nullable;

/** The tiles that tensors are drawn in, in order, handed out to several threads. */
final class TileQueue {

  /** Elements of a tile: few enough that one thread fills it alone, and for the cache. */
  private static final int TILE = 1 << 20;

  /** The most elements of a tile of a tensor that is best drawn whole. */
  private static final int WHOLE = 1 << 27;

  /**
   * A run of elements of one tensor.
   *
   * @param from the first element
   */
  record Tile(Planned planned, long from, int length) {

    int bytes() {
      return Math.toIntExact(planned.tensor().dtype().bytes(length));
    }

    /** The place of the first byte in its tensor. */
    long fromByte() {
      return planned.tensor().dtype().bytes(from);
    }

    /** Draws the tile into memory that has held another; returns it, or larger memory. */
    ByteBuffer fill(ByteBuffer memory) {
      ByteBuffer enough = bytes() > memory.capacity() ? buffer(bytes()) : memory;
      enough.clear().limit(bytes());
      planned.source().fill(planned.tensor(), from, enough);
      return enough.flip();
    }
  }

  private final Iterator<Planned> tensors;
  private @Nullable Planned current;
  private long next;
  private boolean stopped;

  TileQueue(List<Planned> tensors) {
    this.tensors = tensors.iterator();
  }

  /** Memory whose numbers are little-endian. */
  static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Memory for most tiles. */
  static ByteBuffer buffer() {
    return buffer(TILE * Float.BYTES);
  }

  /** Hands out no more tiles. */
  synchronized void stop() {
    stopped = true;
  }

  /** The next tile; null if there is none. */
  synchronized @Nullable Tile next() {
    while (!stopped && (current == null || next >= current.tensor().elements())) {
      if (!tensors.hasNext()) {
        return null;
      }
      current = tensors.next();
      next = 0;
    }
    if (stopped) {
      return null;
    }
    int most = current.source().isWhole() ? WHOLE : TILE;
    int length = (int) Math.min(most, current.tensor().elements() - next);
    Tile tile = new Tile(current, next, length);
    next += length;
    return tile;
  }
}
