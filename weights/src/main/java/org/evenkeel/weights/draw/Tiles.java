// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.draw;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.evenkeel.weights.draw.DrawPlan.Planned;
import org.evenkeel.weights.draw.TileQueue.Tile;
import org.evenkeel.weights.format.SafetensorsWriter;

/**
 * The tiles of files, drawn and written by a thread for each processor. A thread holds one tile, so
 * memory does not grow with the tensors.
 */
final class Tiles {

  private final AtomicLong done = new AtomicLong();
  private final LongConsumer progress;

  Tiles(LongConsumer progress) {
    this.progress = progress;
  }

  /** Counts bytes that need not be written. */
  void skip(long bytes) {
    progress.accept(done.addAndGet(bytes));
  }

  /** Writes all tensors of a file. */
  void write(List<Planned> tensors, SafetensorsWriter writer)
      throws IOException, InterruptedException {
    TileQueue tiles = new TileQueue(tensors);
    TileThreads.run("evenkeel-draw", () -> write(tiles, writer), tiles::stop);
  }

  /** The work of one thread. */
  private void write(TileQueue tiles, SafetensorsWriter writer) throws IOException {
    ByteBuffer memory = TileQueue.buffer();
    for (Tile tile = tiles.next(); tile != null; tile = tiles.next()) {
      memory = tile.fill(memory);
      writer.write(tile.planned().tensor().name(), tile.fromByte(), memory);
      progress.accept(done.addAndGet(tile.bytes()));
    }
  }
}
