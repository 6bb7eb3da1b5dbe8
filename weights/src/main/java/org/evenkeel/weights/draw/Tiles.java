// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.draw;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.evenkeel.weights.draw.DrawPlan.Planned;
import org.evenkeel.weights.format.SafetensorsWriter;
import org.jspecify.annotations.Nullable;

/**
 * The tiles that tensors are written in, a thread for each processor. A thread holds one tile, so
 * memory does not grow with the tensors.
 */
final class Tiles {

  /** Elements of a tile: few enough that one thread fills it alone, and for the cache. */
  private static final int TILE = 1 << 20;

  /** The most elements of a tile of a tensor that is best drawn whole. */
  private static final int WHOLE = 1 << 27;

  private record Tile(Planned planned, long from, int length) {}

  private final AtomicLong done = new AtomicLong();
  private final LongConsumer progress;

  Tiles(LongConsumer progress) {
    this.progress = progress;
  }

  /** A buffer whose numbers are little-endian. */
  static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Counts bytes that need not be written. */
  void skip(long bytes) {
    progress.accept(done.addAndGet(bytes));
  }

  /** Writes all tensors of a file. */
  void write(List<Planned> tensors, SafetensorsWriter writer)
      throws IOException, InterruptedException {
    Run run = new Run(tensors, writer);
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
      run.stop();
      for (Thread thread : threads) {
        thread.join();
      }
      throw e;
    }
    run.check();
  }

  /** The work of each thread on one file: the next tile, until there is none. */
  private final class Run implements Runnable {

    private final Iterator<Planned> tensors;
    private final SafetensorsWriter writer;
    private @Nullable Planned current;
    private long next;
    private @Nullable Throwable failure;
    private boolean stopped;

    Run(List<Planned> tensors, SafetensorsWriter writer) {
      this.tensors = tensors.iterator();
      this.writer = writer;
    }

    synchronized void stop() {
      stopped = true;
    }

    private synchronized void fail(Throwable e) {
      if (failure == null) {
        failure = e;
      }
      stopped = true;
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

    private synchronized @Nullable Tile tile() {
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

    @Override
    public void run() {
      try {
        ByteBuffer memory = buffer(TILE * Long.BYTES);
        for (Tile tile = tile(); tile != null; tile = tile()) {
          int bytes = Math.toIntExact(tile.planned().tensor().dtype().bytes(tile.length()));
          if (bytes > memory.capacity()) {
            memory = buffer(bytes);
          }
          memory.clear().limit(bytes);
          tile.planned().source().fill(tile.planned().tensor(), tile.from(), memory);
          writer.write(
              tile.planned().tensor().name(),
              tile.planned().tensor().dtype().bytes(tile.from()),
              memory.flip());
          progress.accept(done.addAndGet(bytes));
        }
      } catch (IOException | RuntimeException | Error e) {
        fail(e);
      }
    }
  }
}
