// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.draw;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.evenkeel.weights.draw.DrawPlan.Planned;
import org.evenkeel.weights.format.SafetensorsFile;
import org.evenkeel.weights.format.SafetensorsHeader;
import org.evenkeel.weights.format.SafetensorsWriter;
import org.evenkeel.weights.format.ShardedCheckpoint;
import org.evenkeel.weights.format.Tensor;

/**
 * Where weights are written: one safetensors file, or shards with an index as the Hugging Face
 * libraries write them.
 *
 * <p>Each file is written beside its name first and renamed when it is complete and on the disk, so
 * that a run that was killed can be repeated: complete files are verified and kept.
 *
 * @param file the file, or, with several shards, what their names are made from
 * @param shardBytes the most bytes of tensors in a file; a larger tensor has a file of its own
 * @param replace whether other files of the same names are replaced
 */
public record WeightsOutput(Path file, long shardBytes, boolean replace) {

  /** The number of elements of a tensor that are compared at each end of it. */
  private static final int VERIFIED = 4096;

  /** Space that stays free. */
  private static final long RESERVE = 1 << 20;

  /** Throws {@link IllegalArgumentException} if the most bytes are not positive. */
  public WeightsOutput {
    if (shardBytes < 1) {
      throw new IllegalArgumentException(
          "a shard must have at least 1 byte: %d; 5GB is usual".formatted(shardBytes));
    }
  }

  /** One file of any size, or {@code model.safetensors} in a folder; others are kept. */
  public static WeightsOutput to(Path path) {
    Path file =
        path.toString().endsWith(SafetensorsFile.SUFFIX) && !Files.isDirectory(path)
            ? path
            : path.resolve("model" + SafetensorsFile.SUFFIX);
    return new WeightsOutput(file, Long.MAX_VALUE, false);
  }

  /** The same with another limit on the size of a file. */
  public WeightsOutput withShardBytes(long bytes) {
    return new WeightsOutput(file, bytes, replace);
  }

  /** The same for another file, of any name that ends in {@code .safetensors}. */
  public WeightsOutput withFile(Path other) {
    return new WeightsOutput(other, shardBytes, replace);
  }

  /** The same, with other files of the same names replaced. */
  public WeightsOutput replacing() {
    return new WeightsOutput(file, shardBytes, true);
  }

  /** What was written. */
  public record Written(List<Path> files, List<Path> kept, long bytes) {

    /** Copies the lists. */
    public Written {
      files = List.copyOf(files);
      kept = List.copyOf(kept);
    }
  }

  /** The tensors of each file, by its name. */
  public Map<String, List<Planned>> shards(DrawPlan plan) {
    Map<String, List<Planned>> tensors = new LinkedHashMap<>();
    files(plan).forEach((name, shard) -> tensors.put(name, shard.tensors()));
    return tensors;
  }

  /** The header of each file, by its name. */
  public Map<String, SafetensorsHeader> headers(DrawPlan plan) {
    Map<String, SafetensorsHeader> headers = new LinkedHashMap<>();
    files(plan).forEach((name, shard) -> headers.put(name, shard.header()));
    return headers;
  }

  private Map<String, Shard> files(DrawPlan plan) {
    List<List<Planned>> shards = new ArrayList<>();
    long size = 0;
    for (Planned planned : plan.tensors()) {
      long bytes = planned.tensor().bytes();
      if (shards.isEmpty() || (size > 0 && bytes > shardBytes - size)) {
        shards.add(new ArrayList<>());
        size = 0;
      }
      shards.get(shards.size() - 1).add(planned);
      size += bytes;
    }
    Map<String, Shard> named = new LinkedHashMap<>();
    String name = file.getFileName().toString();
    String stem = name.substring(0, name.length() - SafetensorsFile.SUFFIX.length());
    for (int i = 0; i < shards.size(); i++) {
      named.put(
          shards.size() == 1
              ? name
              : "%s-%05d-of-%05d%s".formatted(stem, i + 1, shards.size(), SafetensorsFile.SUFFIX),
          Shard.of(plan, shards.get(i)));
    }
    return named;
  }

  /**
   * Writes a plan.
   *
   * @throws IllegalArgumentException if a file of another content exists, or there is too little
   *     space
   * @throws UncheckedIOException if a file cannot be written
   * @throws InterruptedException if the thread was interrupted; complete files remain
   */
  public Written write(DrawPlan plan) throws InterruptedException {
    return write(plan, bytes -> {});
  }

  /**
   * Writes a plan.
   *
   * @param progress takes the number of bytes that are written or found complete
   * @throws IllegalArgumentException if a file of another content exists, or there is too little
   *     space
   * @throws UncheckedIOException if a file cannot be written
   * @throws InterruptedException if the thread was interrupted; complete files remain
   */
  public Written write(DrawPlan plan, LongConsumer progress) throws InterruptedException {
    try {
      return written(plan, progress);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Written written(DrawPlan plan, LongConsumer progress)
      throws IOException, InterruptedException {
    Path folder = file.toAbsolutePath().getParent();
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new FileSystemException(e.getFile(), null, "is a file, not a folder");
    }
    Map<String, Shard> shards = files(plan);
    Set<Path> kept = new LinkedHashSet<>();
    long needed = 0;
    for (Map.Entry<String, Shard> shard : shards.entrySet()) {
      Path path = folder.resolve(shard.getKey());
      if (!replace && isComplete(path, shard.getValue())) {
        kept.add(path);
      } else {
        // What an earlier attempt left is replaced.
        Path left = SafetensorsWriter.part(path);
        needed +=
            shard.getValue().header().dataBytes() - (Files.exists(left) ? Files.size(left) : 0);
      }
    }
    byte[] index = ShardedCheckpoint.index(headers(plan));
    Path indexFile = file.resolveSibling(file.getFileName() + ".index.json").toAbsolutePath();
    if (shards.size() > 1
        && !replace
        && Files.exists(indexFile)
        && !Arrays.equals(index, Files.readAllBytes(indexFile))) {
      throw exists(indexFile);
    }
    requireSpace(folder, needed);
    Tiles tiles = new Tiles(progress);
    List<Path> files = new ArrayList<>();
    try (Commits commits = new Commits()) {
      for (Map.Entry<String, Shard> shard : shards.entrySet()) {
        Path path = folder.resolve(shard.getKey());
        files.add(path);
        if (kept.contains(path)) {
          tiles.skip(shard.getValue().header().dataBytes());
        } else {
          write(path, shard.getValue(), tiles, commits);
        }
      }
      commits.await();
    }
    if (shards.size() > 1) {
      Path part = indexFile.resolveSibling("." + indexFile.getFileName() + ".part");
      Files.write(part, index);
      Files.move(part, indexFile, StandardCopyOption.ATOMIC_MOVE);
      files.add(indexFile);
    }
    return new Written(files, List.copyOf(kept), plan.bytes());
  }

  private static void write(Path path, Shard shard, Tiles tiles, Commits commits)
      throws IOException, InterruptedException {
    SafetensorsWriter writer;
    try {
      writer = SafetensorsWriter.create(path, shard.header());
      try {
        tiles.write(shard.tensors(), writer);
      } catch (IOException | InterruptedException | RuntimeException | Error e) {
        writer.close();
        throw e;
      }
    } catch (IOException e) {
      throw named(path, e);
    }
    commits.commit(path, writer);
  }

  /** An exception that names the file, which that of a full disk does not. */
  static IOException named(Path path, IOException e) {
    if (e instanceof FileSystemException) {
      return e;
    }
    FileSystemException named = new FileSystemException(path.toString(), null, e.getMessage());
    named.initCause(e);
    return named;
  }

  private static void requireSpace(Path folder, long needed) throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    if (needed > free - RESERVE) {
      throw new IllegalArgumentException(
          "%,d bytes are needed, but %s has %,d; choose another disk or a smaller dtype"
              .formatted(needed, folder, free));
    }
  }

  /** Whether a file is there and complete; an exception if it has another content. */
  private static boolean isComplete(Path path, Shard shard) throws IOException {
    if (!Files.exists(path)) {
      return false;
    }
    try (SafetensorsFile found = SafetensorsFile.open(path)) {
      if (!found.header().equals(shard.header())) {
        throw exists(path);
      }
      for (Planned planned : shard.tensors()) {
        Tensor tensor = planned.tensor();
        if (!tensor.dtype().isWholeBytes()) {
          continue;
        }
        long count = Math.min(VERIFIED, tensor.elements());
        for (long from : List.of(0L, tensor.elements() - count)) {
          int bytes = (int) tensor.dtype().bytes(count);
          ByteBuffer drawn = TileQueue.buffer(bytes);
          planned.source().fill(tensor, from, drawn);
          ByteBuffer there = TileQueue.buffer(bytes);
          found.read(tensor, tensor.dtype().bytes(from), there);
          if (!drawn.flip().equals(there.flip())) {
            throw exists(path);
          }
        }
      }
      return true;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(exists(path).getMessage(), e);
    }
  }

  private static IllegalArgumentException exists(Path path) {
    return new IllegalArgumentException(
        "a file of another content exists: '%s'; choose another name, or replace it with --force"
            .formatted(path));
  }
}
