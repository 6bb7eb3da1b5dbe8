// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.encoding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A zip archive, whose entries that are not compressed are ranges of the file (PKWARE's APPNOTE
 * 6.3, sections 4.3 and 4.5.3).
 */
public final class ZipArchive {

  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END64 = 0x06064b50;
  private static final int LOCATOR64 = 0x07064b50;
  private static final int END_BYTES = 22;
  private static final int LOCATOR_BYTES = 20;
  private static final int CENTRAL_BYTES = 46;
  private static final int LOCAL_BYTES = 30;
  private static final int LONGEST_COMMENT = 0xFFFF;
  private static final long LONGEST_DIRECTORY = 100_000_000;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  private final FileRange file;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private record Entry(int flags, int method, long compressed, long size, long local) {}

  private ZipArchive(FileRange file) {
    this.file = file;
  }

  /**
   * Reads the directory of an archive.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  public static ZipArchive of(FileRange file) throws IOException {
    ZipArchive archive = new ZipArchive(file);
    archive.read();
    return archive;
  }

  private void read() throws IOException {
    long tail = Math.min(file.length(), END_BYTES + (long) LONGEST_COMMENT);
    ByteBuffer end = file.bytes(file.length() - tail, tail);
    int at = end.limit() - END_BYTES;
    while (at >= 0 && end.getInt(at) != END) {
      at--;
    }
    if (at < 0) {
      throw new IllegalArgumentException("its directory is missing; it may be cut off");
    }
    long count = Short.toUnsignedLong(end.getShort(at + 10));
    long bytes = Integer.toUnsignedLong(end.getInt(at + 12));
    long begin = Integer.toUnsignedLong(end.getInt(at + 16));
    long place = file.length() - tail + at;
    if (place >= LOCATOR_BYTES) {
      ByteBuffer locator = file.bytes(place - LOCATOR_BYTES, LOCATOR_BYTES);
      if (locator.getInt(0) == LOCATOR64) {
        ByteBuffer wide = file.bytes(locator.getLong(8), 56);
        if (wide.getInt(0) == END64) {
          count = wide.getLong(32);
          bytes = wide.getLong(40);
          begin = wide.getLong(48);
        }
      }
    }
    if (bytes > LONGEST_DIRECTORY || count < 0 || count > bytes / CENTRAL_BYTES) {
      throw new IllegalArgumentException("its directory has another size than it says");
    }
    ByteBuffer directory = file.bytes(begin, bytes);
    for (long i = 0; i < count; i++) {
      entry(directory);
    }
  }

  private void entry(ByteBuffer directory) {
    int at = directory.position();
    if (directory.remaining() < CENTRAL_BYTES || directory.getInt(at) != CENTRAL) {
      throw new IllegalArgumentException("its directory is malformed");
    }
    int name = Short.toUnsignedInt(directory.getShort(at + 28));
    int extra = Short.toUnsignedInt(directory.getShort(at + 30));
    int comment = Short.toUnsignedInt(directory.getShort(at + 32));
    if (directory.remaining() < CENTRAL_BYTES + name + extra + comment) {
      throw new IllegalArgumentException("its directory is malformed");
    }
    byte[] text = new byte[name];
    directory.get(at + CENTRAL_BYTES, text);
    long[] sizes = {
      Integer.toUnsignedLong(directory.getInt(at + 24)),
      Integer.toUnsignedLong(directory.getInt(at + 20)),
      Integer.toUnsignedLong(directory.getInt(at + 42))
    };
    widen(directory.slice(at + CENTRAL_BYTES + name, extra).order(directory.order()), sizes);
    Entry entry =
        new Entry(
            directory.getShort(at + 8), directory.getShort(at + 10), sizes[1], sizes[0], sizes[2]);
    String word = new String(text, StandardCharsets.UTF_8);
    if (entries.put(word, entry) != null) {
      throw new IllegalArgumentException("it has two entries of one name");
    }
    directory.position(at + CENTRAL_BYTES + name + extra + comment);
  }

  /** Replaces sizes and place that do not fit into 32 bits. */
  private static void widen(ByteBuffer extra, long[] sizes) {
    while (extra.remaining() >= 4) {
      int tag = extra.getShort();
      int length = Math.min(Short.toUnsignedInt(extra.getShort()), extra.remaining());
      int next = extra.position() + length;
      for (int i = 0; i < sizes.length && tag == 1; i++) {
        if (sizes[i] == 0xFFFFFFFFL && next - extra.position() >= Long.BYTES) {
          sizes[i] = extra.getLong();
        }
      }
      extra.position(next);
    }
  }

  /** The names of the entries, in order, without those of folders. */
  public List<String> names() {
    return entries.keySet().stream().filter(name -> !name.endsWith("/")).toList();
  }

  /** Whether there is an entry. */
  public boolean has(String name) {
    return entries.containsKey(name);
  }

  /**
   * The bytes of an entry.
   *
   * @throws IllegalArgumentException if there is none, or it is encrypted or compressed otherwise
   *     than by deflation
   */
  public Content content(String name) throws IOException {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException("it has no entry '%s'".formatted(name));
    }
    ByteBuffer local = file.bytes(entry.local, LOCAL_BYTES);
    boolean supported = entry.method == STORED || entry.method == DEFLATED;
    if (local.getInt(0) != LOCAL || (entry.flags & 1) != 0 || !supported || entry.size < 0) {
      throw new IllegalArgumentException(
          "its entry '%s' is encrypted, or compressed otherwise than by deflation".formatted(name));
    }
    long begin =
        entry.local
            + LOCAL_BYTES
            + Short.toUnsignedInt(local.getShort(26))
            + Short.toUnsignedInt(local.getShort(28));
    FileRange range = file.part(begin, entry.compressed);
    if (entry.method == DEFLATED) {
      return new Deflated(range, entry.size);
    }
    if (entry.size != entry.compressed) {
      throw new IllegalArgumentException("its entry '%s' has two sizes".formatted(name));
    }
    return range;
  }
}
