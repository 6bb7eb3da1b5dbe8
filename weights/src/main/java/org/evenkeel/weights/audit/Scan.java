// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.evenkeel.weights.draw.RecordedStream;
import org.evenkeel.weights.draw.TileThreads;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One pass over all values of some files, with a thread for each processor. Threads take turns to
 * read, tile by tile and from front to back, which suits compressed files; each computes what it
 * has read. A thread holds one tile, so memory does not grow with the files.
 *
 * @param statistics those of each tensor whose values are numbers
 * @param differences the index of the first value of each recorded tensor that is not the stream's;
 *     negative if there is none
 */
record Scan(Map<Held, Statistics> statistics, Map<Held, Long> differences) {

  /** The most values of a tensor that are drawn at once. */
  private static final int WHOLE = 1 << 26;

  /**
   * Scans all tensors of some files.
   *
   * @param all whether statistics of recorded tensors are needed too; the comparison with their
   *     stream says more
   */
  static Scan of(List<Checkpoint> files, boolean all, LongConsumer progress) {
    List<Pass> passes = new ArrayList<>();
    IdentityHashMap<Map<String, String>, Optional<RecordedStream>> streams =
        new IdentityHashMap<>();
    for (Checkpoint file : files) {
      for (Tensor tensor : file.tensors()) {
        if (Decoder.reads(tensor.dtype()) && tensor.elements() > 0) {
          Optional<RecordedStream> stream =
              streams
                  .computeIfAbsent(file.metadata(tensor), RecordedStream::of)
                  .filter(one -> one.has(tensor));
          passes.add(new Pass(new Held(file, tensor), stream, all || stream.isEmpty()));
        }
      }
    }
    return of(passes, progress);
  }

  private static Scan of(List<Pass> passes, LongConsumer progress) {
    new Run(passes, progress).all();
    Map<Held, Statistics> statistics = new HashMap<>();
    Map<Held, Long> differences = new HashMap<>();
    for (Pass pass : passes) {
      if (pass.isSummed) {
        statistics.put(pass.held, pass.statistics());
      }
      pass.stream.ifPresent(stream -> differences.put(pass.held, pass.difference(stream)));
    }
    return new Scan(statistics, differences);
  }

  /** This scan with the statistics of all tensors. */
  Scan completed(List<Held> tensors) {
    List<Pass> passes =
        tensors.stream()
            .filter(held -> Decoder.reads(held.tensor().dtype()) && held.tensor().elements() > 0)
            .filter(held -> !statistics.containsKey(held))
            .map(held -> new Pass(held, Optional.empty(), true))
            .toList();
    Map<Held, Statistics> all = new HashMap<>(of(passes, bytes -> {}).statistics);
    all.putAll(statistics);
    return new Scan(all, differences);
  }

  /** The pass over one tensor. */
  private static final class Pass {

    private final Held held;
    private final Optional<RecordedStream> stream;
    private final boolean isSummed;
    private final boolean isWhole;
    private final long count;
    private final long rowLength;
    private final TileKernel.Ends ends = new TileKernel.Ends();
    private TileSums[] tiles = {};
    private int open;
    private long difference = Long.MAX_VALUE;
    private @Nullable Sample sample;
    private @Nullable Statistics statistics;

    Pass(Held held, Optional<RecordedStream> stream, boolean isSummed) {
      this.held = held;
      this.stream = stream;
      this.isSummed = isSummed;
      this.isWhole = stream.map(one -> one.isWhole(held.tensor())).orElse(false);
      this.count = held.tensor().elements();
      this.rowLength = held.tensor().shape().size() < 2 ? 0 : count / held.tensor().shape().get(0);
    }

    synchronized Sample begin() {
      if (sample == null) {
        open = Math.toIntExact((count + TileKernel.TILE - 1) / TileKernel.TILE);
        tiles = new TileSums[open];
        sample = new Sample(count);
      }
      return sample;
    }

    synchronized void put(int tile, TileSums sums) {
      tiles[tile] = sums;
      open--;
      if (open == 0 && sample != null) {
        statistics = Statistics.of(count, Arrays.asList(tiles), sample.order());
        tiles = new TileSums[0];
        sample = null;
      }
    }

    synchronized void differs(long index) {
      difference = Math.min(difference, index);
    }

    /** Whether a tile has to be compared: no value before it is known to differ. */
    synchronized boolean isCompared(long from) {
      return stream.isPresent() && !isWhole && difference >= from;
    }

    /** The index of the first value that is not the stream's; negative if there is none. */
    synchronized long difference(RecordedStream recorded) {
      for (long from = 0; isWhole && from < count && difference == Long.MAX_VALUE; from += WHOLE) {
        compare(recorded, from, (int) Math.min(WHOLE, count - from));
      }
      return difference == Long.MAX_VALUE ? -1 : difference;
    }

    /** Compares many values with those of a stream that draws all of them at once. */
    private synchronized void compare(RecordedStream recorded, long from, int values) {
      Tensor tensor = held.tensor();
      ByteBuffer drawn = ByteBuffer.allocateDirect((int) tensor.dtype().bytes(values));
      ByteBuffer bytes = ByteBuffer.allocateDirect(drawn.capacity());
      try {
        held.file().read(tensor, tensor.dtype().bytes(from), bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      recorded.fill(tensor, from, drawn);
      int mismatch = bytes.flip().mismatch(drawn.flip());
      if (mismatch >= 0) {
        differs(from + mismatch * 8L / tensor.dtype().bits());
      }
    }

    synchronized Statistics statistics() {
      if (statistics == null) {
        throw new IllegalStateException(held.tensor() + " was not scanned");
      }
      return statistics;
    }
  }

  /** A part of a tensor. */
  private record Tile(Pass pass, long from, int count) {}

  /** The work of each thread: the next tile, until there is none. */
  private static final class Run implements TileThreads.Work {

    private final Iterator<Pass> passes;
    private final LongConsumer progress;
    private @Nullable Pass current;
    private long next;
    private long read;
    private boolean stopped;

    Run(List<Pass> passes, LongConsumer progress) {
      this.passes = passes.iterator();
      this.progress = progress;
    }

    void all() {
      try {
        TileThreads.run("evenkeel-audit", this, this::stop);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("the audit was interrupted", e);
      }
    }

    private synchronized void stop() {
      stopped = true;
    }

    /** Takes the next tile and reads it. */
    private synchronized @Nullable Tile tile(ByteBuffer bytes) throws IOException {
      if (stopped) {
        return null;
      }
      while (current == null || next == current.count) {
        if (!passes.hasNext()) {
          return null;
        }
        current = passes.next();
        // What is drawn as a whole is compared at the end.
        next = current.isWhole && !current.isSummed ? current.count : 0;
      }
      Pass pass = current;
      Tensor tensor = pass.held.tensor();
      int count = (int) Math.min(TileKernel.TILE, pass.count - next);
      bytes.clear().limit((int) tensor.dtype().bytes(count));
      pass.held.file().read(tensor, tensor.dtype().bytes(next), bytes);
      bytes.flip();
      read += bytes.limit();
      progress.accept(read);
      Tile tile = new Tile(pass, next, count);
      next += count;
      return tile;
    }

    @Override
    public void run() throws IOException {
      TileKernel kernel = new TileKernel();
      ByteBuffer bytes = buffer();
      ByteBuffer drawn = buffer();
      for (Tile tile = tile(bytes); tile != null; tile = tile(bytes)) {
        Pass pass = tile.pass;
        Tensor tensor = pass.held.tensor();
        if (pass.isCompared(tile.from)) {
          drawn.clear().limit(bytes.limit());
          pass.stream.orElseThrow().fill(tensor, tile.from, drawn);
          int mismatch = bytes.mismatch(drawn.flip());
          if (mismatch >= 0) {
            pass.differs(tile.from + mismatch * 8L / tensor.dtype().bits());
          }
        }
        if (pass.isSummed) {
          pass.begin().take(tensor.dtype(), bytes, tile.from, tile.count);
          TileSums sums =
              kernel.sums(tensor.dtype(), bytes, tile.from, tile.count, pass.rowLength, pass.ends);
          pass.put((int) (tile.from / TileKernel.TILE), sums);
        }
      }
    }

    private static ByteBuffer buffer() {
      return ByteBuffer.allocateDirect(TileKernel.TILE * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
