// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.draw;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.evenkeel.weights.draw.TileQueue.Tile;
import org.evenkeel.weights.format.SafetensorsHeader;

/**
 * Weights written to a channel, such as a socket or a pipe, from their first byte to their last:
 * the bytes of the file that {@link WeightsOutput} writes.
 */
public final class WeightsChannel {

  private WeightsChannel() {}

  /**
   * Draws a plan on all processors and writes it as one safetensors file. The channel stays open.
   *
   * @return the number of bytes written
   * @throws UncheckedIOException if the channel cannot be written
   * @throws InterruptedException if the thread was interrupted
   */
  public static long write(DrawPlan plan, WritableByteChannel out) throws InterruptedException {
    int threads = Runtime.getRuntime().availableProcessors();
    return write(Shard.of(plan, plan.tensors()), out, threads);
  }

  /**
   * Draws a file from its header alone and writes it. The channel stays open.
   *
   * @param header the header of a file that {@link WeightsOutput#headers} plans
   * @param threads the number of threads that draw, at least 1
   * @return the number of bytes written
   * @throws IllegalArgumentException if the header does not record how each tensor is drawn
   * @throws UncheckedIOException if the channel cannot be written
   * @throws InterruptedException if the thread was interrupted
   */
  public static long write(SafetensorsHeader header, WritableByteChannel out, int threads)
      throws InterruptedException {
    return write(Shard.of(header), out, threads);
  }

  private static long write(Shard shard, WritableByteChannel out, int threads)
      throws InterruptedException {
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work, "evenkeel-draw");
              thread.setDaemon(true);
              return thread;
            });
    try {
      return write(shard, out, pool, threads);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      pool.shutdownNow();
    }
  }

  private static long write(Shard shard, WritableByteChannel out, ExecutorService pool, int threads)
      throws IOException, InterruptedException {
    long written = write(ByteBuffer.wrap(shard.header().bytes()), out);
    TileQueue tiles = new TileQueue(shard.tensors());
    Queue<ByteBuffer> idle = new ArrayDeque<>();
    Queue<Future<ByteBuffer>> drawn = new ArrayDeque<>();
    while (true) {
      while (drawn.size() <= threads) {
        Tile tile = tiles.next();
        if (tile == null) {
          break;
        }
        ByteBuffer memory = idle.isEmpty() ? TileQueue.buffer() : idle.remove();
        drawn.add(pool.submit(() -> tile.fill(memory)));
      }
      if (drawn.isEmpty()) {
        return written;
      }
      ByteBuffer memory = finished(drawn.remove());
      written += write(memory, out);
      idle.add(memory);
    }
  }

  private static ByteBuffer finished(Future<ByteBuffer> tile) throws InterruptedException {
    try {
      return tile.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    }
  }

  private static long write(ByteBuffer bytes, WritableByteChannel out) throws IOException {
    long written = 0;
    while (bytes.hasRemaining()) {
      written += out.write(bytes);
    }
    return written;
  }
}
