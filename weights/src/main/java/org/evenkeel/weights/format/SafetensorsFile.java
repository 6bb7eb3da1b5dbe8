// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.format;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A safetensors file, open for reading. */
public final class SafetensorsFile implements Checkpoint {

  /** The ending of the names of such files. */
  public static final String SUFFIX = ".safetensors";

  private final Path file;
  private final FileChannel channel;
  private final SafetensorsHeader header;
  private final Map<Tensor, Long> begins;
  private final long data;

  private SafetensorsFile(Path file, FileChannel channel, SafetensorsHeader header, long data) {
    this.file = file;
    this.channel = channel;
    this.header = header;
    this.data = data;
    this.begins =
        header.entries().stream()
            .collect(
                Collectors.toMap(SafetensorsHeader.Entry::tensor, SafetensorsHeader.Entry::begin));
  }

  /**
   * Opens a file and reads its header.
   *
   * @throws IllegalArgumentException if the file is malformed; the message names it and the tensor
   */
  public static SafetensorsFile open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      byte[] json = json(channel);
      long data = (long) Long.BYTES + json.length;
      return new SafetensorsFile(
          file, channel, HeaderReader.read(json, channel.size() - data), data);
    } catch (IllegalArgumentException e) {
      channel.close();
      throw new IllegalArgumentException(
          "%s is not a safetensors file: %s".formatted(file, e.getMessage()), e);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  /** The header's bytes; no memory is allocated before the file is known to be long enough. */
  private static byte[] json(FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw new IllegalArgumentException(
          "it has %d bytes, fewer than the length of a header".formatted(size));
    }
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    fill(channel, 0, length);
    long bytes = length.flip().getLong();
    if (bytes < 0 || bytes > SafetensorsHeader.LONGEST) {
      throw new IllegalArgumentException(
          "its first 8 bytes, the length of the header, say more than 100 MB: %s bytes; a text or a pickle begins so"
              .formatted(Long.toUnsignedString(bytes)));
    }
    if (bytes > size - Long.BYTES) {
      throw new IllegalArgumentException(
          "its header claims %d bytes, but only %d follow".formatted(bytes, size - Long.BYTES));
    }
    ByteBuffer json = ByteBuffer.allocate((int) bytes);
    fill(channel, Long.BYTES, json);
    return json.array();
  }

  private static void fill(FileChannel channel, long from, ByteBuffer out) throws IOException {
    long at = from;
    while (out.hasRemaining()) {
      int read = channel.read(out, at);
      if (read < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
      at += read;
    }
  }

  /** The header. */
  public SafetensorsHeader header() {
    return header;
  }

  @Override
  public List<Tensor> tensors() {
    return header.tensors();
  }

  @Override
  public Map<String, String> metadata() {
    return header.metadata();
  }

  @Override
  public String source() {
    return file.toString();
  }

  @Override
  public void read(Tensor tensor, long from, ByteBuffer out) throws IOException {
    Long begin = begins.get(tensor);
    if (begin == null || from < 0 || from > tensor.bytes() - out.remaining()) {
      throw new IllegalArgumentException(
          "tensor %s: %s does not hold %d bytes of it from %d"
              .formatted(tensor.quoted(), file, out.remaining(), from));
    }
    fill(channel, data + begin + from, out);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
