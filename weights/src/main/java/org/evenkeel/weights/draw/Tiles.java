// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.draw;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.evenkeel.weights.draw.DrawPlan.Planned;
import org.evenkeel.weights.draw.TileQueue.Tile;
import org.evenkeel.weights.format.SafetensorsWriter;
import org.jspecify.annotations.Nullable;

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
    Run run = new Run(new TileQueue(tensors), writer);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      Thread thread = new Thread(run, "evenkeel-draw-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      run.tiles.stop();
      for (Thread thread : threads) {
        thread.join();
      }
      throw e;
    }
    run.check();
  }

  /** The work of each thread on one file: the next tile, until there is none. */
  private final class Run implements Runnable {

    private final TileQueue tiles;
    private final SafetensorsWriter writer;
    private @Nullable Throwable failure;

    Run(TileQueue tiles, SafetensorsWriter writer) {
      this.tiles = tiles;
      this.writer = writer;
    }

    private synchronized void fail(Throwable e) {
      if (failure == null) {
        failure = e;
      }
      tiles.stop();
    }

    synchronized void check() throws IOException {
      if (failure instanceof IOException e) {
        throw e;
      }
      if (failure instanceof UncheckedIOException e) {
        throw e.getCause();
      }
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
    }

    @Override
    public void run() {
      try {
        ByteBuffer memory = TileQueue.buffer();
        for (Tile tile = tiles.next(); tile != null; tile = tiles.next()) {
          memory = tile.fill(memory);
          writer.write(tile.planned().tensor().name(), tile.fromByte(), memory);
          progress.accept(done.addAndGet(tile.bytes()));
        }
      } catch (IOException | RuntimeException | Error e) {
        fail(e);
      }
    }
  }
}
