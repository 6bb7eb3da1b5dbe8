// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.format;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.weights.encoding.Content;

/** The tensors of a file of another tool, which is read and never written. */
final class ForeignFile implements Checkpoint {

  private final String source;
  private final List<Closeable> open;
  private final Map<Tensor, Content> contents = new LinkedHashMap<>();
  private final Map<String, String> tied;

  /**
   * Keeps tensors and files.
   *
   * @param open the files to close
   * @param tied the names of tensors that are the same memory as another, with the other's
   */
  ForeignFile(String source, List<Closeable> open, List<Stored> tensors, Map<String, String> tied) {
    this.source = source;
    this.open = List.copyOf(open);
    this.tied = Map.copyOf(tied);
    for (Stored stored : tensors) {
      contents.put(stored.tensor(), stored.content());
    }
    long names = contents.keySet().stream().map(Tensor::name).distinct().count();
    if (names < tensors.size()) {
      throw new IllegalArgumentException("two of its tensors have one name");
    }
    if (contents.isEmpty()) {
      throw new IllegalArgumentException("it holds no tensors");
    }
  }

  @Override
  public List<Tensor> tensors() {
    return List.copyOf(contents.keySet());
  }

  @Override
  public Map<String, String> metadata() {
    return Map.of();
  }

  @Override
  public Map<String, String> tied() {
    return tied;
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public void read(Tensor tensor, long from, ByteBuffer out) throws IOException {
    Content content = contents.get(tensor);
    if (content == null || from < 0 || from > tensor.bytes() - out.remaining()) {
      throw new IllegalArgumentException(
          "tensor %s: %s does not hold %d bytes of it from %d"
              .formatted(tensor.quoted(), source, out.remaining(), from));
    }
    try {
      content.read(from, out);
    } catch (EOFException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s, tensor %s: %s".formatted(source, tensor.quoted(), e.getMessage()), e);
    }
  }

  @Override
  public void close() throws IOException {
    for (Closeable one : open) {
      one.close();
    }
  }
}
