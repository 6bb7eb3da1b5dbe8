// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.journal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a journal. Each read continues after the last one; an incomplete last line is left
 * for later, and cut off before another one is written.
 *
 * <p>Uses no channels, because an interrupt of the thread would close them during a write.
 */
final class JournalFile {

  /** The beginning of an operation, by any writer. */
  private static final String BEGINNING = "{\"op_code\":";

  private static final Gson STRICT = gson(Strictness.STRICT);

  /** For lines of Python, which writes NaN and Infinity. */
  private static final Gson LENIENT = gson(Strictness.LENIENT);

  private final Path path;
  private long offset;
  private long line;

  /** The last line that was read, which shows whether the file was rewritten since. */
  private byte[] last = {};

  JournalFile(Path path) {
    this.path = path;
  }

  private static Gson gson(Strictness strictness) {
    return new GsonBuilder().setStrictness(strictness).create();
  }

  Path path() {
    return path;
  }

  /** Continues at the beginning of the file. */
  void rewind() {
    offset = 0;
    line = 0;
    last = new byte[0];
  }

  /**
   * Whether lines that were read have been replaced: a writer whose disk was full cuts off lines
   * that others may have read, and the file may have grown again since.
   */
  boolean rewritten() {
    if (offset == 0) {
      return false;
    } else if (!Files.exists(path)) {
      return true;
    }
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      if (file.length() < offset) {
        return true;
      }
      byte[] there = new byte[last.length];
      file.seek(offset - last.length);
      file.readFully(there);
      return !Arrays.equals(there, last);
    } catch (EOFException e) {
      return true;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Reads the operations since the last read.
   *
   * @param apply receives each of them
   * @throws IllegalArgumentException if a line is damaged, or the file is not a journal
   */
  void read(Consumer<JsonObject> apply) {
    byte[] bytes = rest();
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        String text = new String(bytes, from, i - from, StandardCharsets.UTF_8);
        JsonObject operation = parse(text);
        if (operation == null) {
          if (i == bytes.length - 1 && (line > 0 || isBeginning(text))) {
            return; // incomplete
          }
          throw damaged(text);
        }
        applied(operation, text, apply);
        offset += i + 1 - from;
        line++;
        last = Arrays.copyOfRange(bytes, from, i + 1);
        from = i + 1;
      }
    }
    if (line == 0 && from < bytes.length) {
      String text = new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
      if (!isBeginning(text)) {
        throw damaged(text);
      }
    }
  }

  private void applied(JsonObject operation, String text, Consumer<JsonObject> apply) {
    try {
      apply.accept(operation);
    } catch (Replay.UnreadableException e) {
      throw e.damaged
          ? damaged(text)
          : new IllegalArgumentException(
              "%s, line %,d: %s".formatted(path, line + 1, e.getMessage()), e);
    }
  }

  private byte[] rest() {
    if (!Files.exists(path)) {
      return new byte[0];
    }
    try (FileInputStream file = new FileInputStream(path.toFile())) {
      if (path.toFile().length() - offset > Integer.MAX_VALUE - 8) {
        throw new IOException("more than 2 GB");
      }
      file.skipNBytes(offset);
      return file.readAllBytes();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** The operation in a line; null if there is none. */
  private static @Nullable JsonObject parse(String text) {
    JsonElement json = json(STRICT, text);
    if (json == null && (text.contains("NaN") || text.contains("Infinity"))) {
      json = json(LENIENT, text);
    }
    return json instanceof JsonObject operation
            && operation.get("op_code") instanceof JsonPrimitive code
            && code.isNumber()
        ? operation
        : null;
  }

  private static @Nullable JsonElement json(Gson gson, String text) {
    try {
      return gson.fromJson(text, JsonElement.class);
    } catch (JsonParseException e) {
      return null;
    }
  }

  /** Whether an incomplete first line may be an operation. */
  private static boolean isBeginning(String text) {
    String start = text.substring(0, Math.min(40, text.length())).replaceAll("\\s", "");
    return start.startsWith(BEGINNING) || BEGINNING.startsWith(start);
  }

  private IllegalArgumentException damaged(String text) {
    return new IllegalArgumentException(
        line == 0 && !text.replaceAll("\\s", "").startsWith(BEGINNING)
            ? "%s is not an Optuna journal; give another file".formatted(path)
            : "line %,d of %s is damaged; nothing was written: remove that line, or restore a copy"
                .formatted(line + 1, path));
  }

  private UncheckedIOException failed(IOException e) {
    return new UncheckedIOException(
        new IOException(
            Files.isDirectory(path)
                ? "%s is a folder; give a study file in it".formatted(path)
                : "%s: %s".formatted(path, JournalLock.reason(e)),
            e));
  }

  /**
   * Writes operations behind those that were read, and returns when they are on the disk. The
   * caller must hold the lock and have read everything.
   *
   * @throws UncheckedIOException if that fails; the file then has its former length if possible
   */
  void append(List<JsonObject> operations) {
    StringBuilder text = new StringBuilder();
    operations.forEach(operation -> text.append(operation).append('\n'));
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      try {
        if (file.length() != offset) {
          file.setLength(offset);
        }
        file.seek(offset);
        file.write(bytes);
        file.getFD().sync();
      } catch (IOException e) {
        file.setLength(offset);
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException(
              "%s cannot be written: %s; its former content is kept"
                  .formatted(path, JournalLock.reason(e)),
              e));
    }
    offset += bytes.length;
    line += operations.size();
    last = bytes;
  }
}
