// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.draw;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    List<List<Planned>> shards = new ArrayList<>();
    long size = 0;
    for (Planned planned : plan.tensors()) {
      long bytes = planned.tensor().bytes();
      if (shards.isEmpty() || (size > 0 && size + bytes > shardBytes)) {
        shards.add(new ArrayList<>());
        size = 0;
      }
      shards.get(shards.size() - 1).add(planned);
      size += bytes;
    }
    // In the order of the header, so that a file drawn like another has its bytes.
    shards.forEach(
        shard -> shard.sort(Comparator.comparingInt(one -> -one.tensor().dtype().bits())));
    Map<String, List<Planned>> named = new LinkedHashMap<>();
    String name = file.getFileName().toString();
    String stem = name.substring(0, name.length() - SafetensorsFile.SUFFIX.length());
    for (int i = 0; i < shards.size(); i++) {
      named.put(
          shards.size() == 1
              ? name
              : "%s-%05d-of-%05d%s".formatted(stem, i + 1, shards.size(), SafetensorsFile.SUFFIX),
          shards.get(i));
    }
    return named;
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
    } catch (FileSystemException e) {
      throw new UncheckedIOException(
          new IOException(
              "%s: %s"
                  .formatted(
                      e.getFile(),
                      e.getReason() == null ? e.getClass().getSimpleName() : e.getReason()),
              e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Written written(DrawPlan plan, LongConsumer progress)
      throws IOException, InterruptedException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Map<String, SafetensorsHeader> headers = new LinkedHashMap<>();
    Map<String, List<Planned>> shards = shards(plan);
    shards.forEach(
        (name, tensors) ->
            headers.put(
                name,
                SafetensorsHeader.of(
                    StreamMetadata.of(plan, tensors),
                    tensors.stream().map(Planned::tensor).toList())));
    List<Path> kept = new ArrayList<>();
    long needed = 0;
    for (Map.Entry<String, List<Planned>> shard : shards.entrySet()) {
      Path path = folder.resolve(shard.getKey());
      SafetensorsHeader header = headers.get(shard.getKey());
      if (!replace && isComplete(path, header, shard.getValue())) {
        kept.add(path);
      } else {
        needed += header.dataBytes();
      }
    }
    byte[] index = ShardedCheckpoint.index(headers);
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
    for (Map.Entry<String, List<Planned>> shard : shards.entrySet()) {
      Path path = folder.resolve(shard.getKey());
      files.add(path);
      if (kept.contains(path)) {
        tiles.skip(headers.get(shard.getKey()).dataBytes());
        continue;
      }
      try (SafetensorsWriter writer = SafetensorsWriter.create(path, headers.get(shard.getKey()))) {
        tiles.write(shard.getValue(), writer);
        writer.commit();
      }
    }
    if (shards.size() > 1) {
      Path part = indexFile.resolveSibling("." + indexFile.getFileName() + ".part");
      Files.write(part, index);
      Files.move(part, indexFile, StandardCopyOption.ATOMIC_MOVE);
      files.add(indexFile);
    }
    return new Written(files, kept, plan.bytes());
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
  private static boolean isComplete(Path path, SafetensorsHeader header, List<Planned> tensors)
      throws IOException {
    if (!Files.exists(path)) {
      return false;
    }
    try (SafetensorsFile found = SafetensorsFile.open(path)) {
      if (!found.header().equals(header)) {
        throw exists(path);
      }
      for (Planned planned : tensors) {
        Tensor tensor = planned.tensor();
        if (!tensor.dtype().isWholeBytes()) {
          continue;
        }
        long count = Math.min(VERIFIED, tensor.elements());
        for (long from : List.of(0L, tensor.elements() - count)) {
          int bytes = (int) tensor.dtype().bytes(count);
          ByteBuffer drawn = Tiles.buffer(bytes);
          planned.source().fill(tensor, from, drawn);
          ByteBuffer there = Tiles.buffer(bytes);
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
