// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A set of named tensors in one or several files, open for reading. Reads may come from several
 * threads at once.
 */
public interface Checkpoint extends Closeable {

  /** The tensors in the order of the file; no two have the same name. */
  List<Tensor> tensors();

  /** The texts that the file holds beside its tensors. */
  Map<String, String> metadata();

  /** What the checkpoint was read from, for messages. */
  String source();

  /**
   * Reads bytes of a tensor, row-major and little-endian, until the buffer is full.
   *
   * @param tensor one of {@link #tensors()}
   * @param from the first byte within the tensor
   * @throws IllegalArgumentException if the tensor is of another checkpoint, or has fewer bytes
   */
  void read(Tensor tensor, long from, ByteBuffer out) throws IOException;

  /** The tensor of a given name. */
  default Optional<Tensor> tensor(String name) {
    return tensors().stream().filter(tensor -> tensor.name().equals(name)).findFirst();
  }

  /**
   * Opens a {@code .safetensors} file, an index of shards ({@code .safetensors.index.json}), or a
   * folder with one of them named {@code model}.
   *
   * @throws IllegalArgumentException if there is none, or it is malformed; the message names file
   *     and tensor
   * @throws UncheckedIOException if a file cannot be read
   */
  static Checkpoint open(Path path) {
    Path file = path;
    if (Files.isDirectory(path)) {
      Path index = path.resolve("model" + ShardedCheckpoint.SUFFIX);
      file = Files.exists(index) ? index : path.resolve("model" + SafetensorsFile.SUFFIX);
    }
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "no such file of tensors: '%s'; name a .safetensors file, or the index of its shards"
              .formatted(file));
    }
    try {
      return file.getFileName().toString().endsWith(".json")
          ? ShardedCheckpoint.open(file)
          : SafetensorsFile.open(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
