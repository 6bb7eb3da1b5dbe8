// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.journal;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a journal. Reads what is new since the last time; a last line that is torn is left
 * for later, and cut off before something is written behind it.
 */
final class JournalFile {

  private final Path path;
  private long offset;
  private long line;

  JournalFile(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  /** Forgets what was read. */
  void rewind() {
    offset = 0;
    line = 0;
  }

  /** Whether what was read is not there any more. */
  boolean shrunk() {
    try {
      return Files.exists(path) && Files.size(path) < offset;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * The operations that were added since the last time.
   *
   * @throws IllegalArgumentException if a line is damaged, or the file is something else
   */
  List<JsonObject> read() {
    List<JsonObject> operations = new ArrayList<>();
    byte[] bytes = rest();
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        JsonObject operation = parse(new String(bytes, from, i - from, StandardCharsets.UTF_8));
        if (operation == null) {
          if (i == bytes.length - 1 && line > 0) {
            return operations; // torn
          }
          throw damaged();
        }
        operations.add(operation);
        offset += i + 1 - from;
        line++;
        from = i + 1;
      }
    }
    if (line == 0 && from < bytes.length && bytes[from] != '{') {
      throw damaged();
    }
    return operations;
  }

  private byte[] rest() {
    if (!Files.exists(path)) {
      return new byte[0];
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size() - offset));
      while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {
        // reads on
      }
      byte[] all = new byte[bytes.position()];
      bytes.flip().get(all);
      return all;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static JsonObject parse(String text) {
    try {
      return JsonParser.parseString(text) instanceof JsonObject json
              && json.has("op_code")
              && json.get("op_code").isJsonPrimitive()
          ? json
          : null;
    } catch (JsonParseException e) {
      return null;
    }
  }

  private IllegalArgumentException damaged() {
    return new IllegalArgumentException(
        line == 0
            ? "a study is an Optuna journal: %s is something else, by its first line; give another file"
                .formatted(path)
            : "line %,d of %s is damaged; nothing was written: remove that line, or go back to a copy"
                .formatted(line + 1, path));
  }

  private UncheckedIOException unreadable(IOException e) {
    return new UncheckedIOException(
        new IOException(
            Files.isDirectory(path)
                ? path + " is a folder"
                : "%s: %s".formatted(path, JournalLock.reason(e)),
            e));
  }

  /**
   * Writes operations behind those that were read, and returns when they are on the disk. To be
   * called with the lock held and everything read.
   */
  void append(List<JsonObject> operations) {
    StringBuilder text = new StringBuilder();
    operations.forEach(operation -> text.append(operation).append('\n'));
    ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
    int length = bytes.remaining();
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      try {
        channel.truncate(offset);
        while (bytes.hasRemaining()) {
          channel.write(bytes, offset + bytes.position());
        }
        channel.force(false);
      } catch (IOException e) {
        channel.truncate(offset); // all of it or nothing
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException("%s: %s".formatted(path, JournalLock.reason(e)), e));
    }
    offset += length;
    line += operations.size();
  }
}
