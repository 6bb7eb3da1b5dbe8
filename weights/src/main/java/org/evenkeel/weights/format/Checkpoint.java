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

  /** The texts beside the tensors in the file that a tensor is in. */
  default Map<String, String> metadata(Tensor tensor) {
    return metadata();
  }

  /**
   * Tensors that are the same memory as another one of {@link #tensors()}, by their names, with the
   * other's name; a safetensors file has none.
   */
  default Map<String, String> tied() {
    return Map.of();
  }

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
   * Opens a file of tensors of any {@link FileFormat}, which its content tells and not its name, or
   * a folder with such a file under one of the names that the Hugging Face libraries use.
   *
   * @throws IllegalArgumentException if there is none, or it is malformed; the message names file
   *     and tensor
   * @throws UncheckedIOException if a file cannot be read
   */
  static Checkpoint open(Path path) {
    Path file = Files.isDirectory(path) ? FileFormat.within(path) : path;
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "no such file of tensors: '%s'; name %s".formatted(file, FileFormat.READ));
    }
    try {
      return FileFormat.of(file).open(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
