// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.format;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A writer of one safetensors file. Values go to a temporary file beside it, in any order and from
 * several threads; {@link #commit} gives it its name. Without that, nothing is left. The temporary
 * file is locked, so that of two processes one is refused.
 */
public final class SafetensorsWriter implements Closeable {

  private final Path file;
  private final Path part;
  private final FileChannel channel;
  private final Map<String, SafetensorsHeader.Entry> entries;
  private final long data;
  private boolean committed;

  private SafetensorsWriter(Path file, Path part, FileChannel channel, SafetensorsHeader header)
      throws IOException {
    this.file = file;
    this.part = part;
    this.channel = channel;
    this.entries =
        header.entries().stream().collect(Collectors.toMap(e -> e.tensor().name(), e -> e));
    byte[] head = header.bytes();
    this.data = head.length;
    write(0, ByteBuffer.wrap(head));
  }

  /**
   * Begins a file with its header; a temporary file that an earlier attempt left is replaced.
   *
   * @throws IllegalArgumentException if another process, or another thread, is writing the file
   */
  public static SafetensorsWriter create(Path file, SafetensorsHeader header) throws IOException {
    Path target = file.toAbsolutePath();
    Path part = part(target);
    FileChannel channel =
        FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      requireAlone(channel, part, target);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    try {
      channel.truncate(0);
      return new SafetensorsWriter(target, part, channel, header);
    } catch (IOException | RuntimeException e) {
      channel.close();
      Files.deleteIfExists(part);
      throw e;
    }
  }

  /** The temporary file of a file. */
  public static Path part(Path file) {
    return file.resolveSibling("." + file.getFileName() + ".part");
  }

  /** The lock ends with the channel; a writer renames its file before it closes that. */
  private static void requireAlone(FileChannel channel, Path part, Path target) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      if (lock != null && Files.exists(part)) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      // Another thread of this process has it.
    }
    throw new IllegalArgumentException(
        "%s is being written by another process; wait for it, or choose another name"
            .formatted(target));
  }

  /**
   * Writes bytes of a tensor.
   *
   * @param name the tensor's name
   * @param from the first byte within the tensor
   * @throws IllegalArgumentException if the header has no such tensor, or it has fewer bytes
   */
  public void write(String name, long from, ByteBuffer bytes) throws IOException {
    SafetensorsHeader.Entry entry = entries.get(name);
    if (entry == null || from < 0 || from > entry.tensor().bytes() - bytes.remaining()) {
      throw new IllegalArgumentException(
          "tensor %s: the header has no room for %d bytes of it from %d"
              .formatted(Tensor.quoted(name), bytes.remaining(), from));
    }
    write(data + entry.begin() + from, bytes);
  }

  private void write(long at, ByteBuffer bytes) throws IOException {
    long next = at;
    while (bytes.hasRemaining()) {
      next += channel.write(bytes, next);
    }
  }

  /**
   * Writes the file out to the disk and gives it its name.
   *
   * @throws IllegalStateException if its end was not written
   */
  public void commit() throws IOException {
    long end =
        data + entries.values().stream().mapToLong(SafetensorsHeader.Entry::end).max().orElse(0);
    if (channel.size() != end) {
      throw new IllegalStateException("%s has %d of %d bytes".formatted(part, channel.size(), end));
    }
    channel.force(true);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    committed = true;
    channel.close();
  }

  /** Deletes the temporary file, if it has not become the file. */
  @Override
  public void close() throws IOException {
    if (!committed) {
      Files.deleteIfExists(part);
    }
    channel.close();
  }
}
