// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.encoding;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The data sets of an HDF5 file of the kind that h5py and Keras write: groups with symbol tables or
 * compact links, and data sets in one piece (HDF5 File Format Specification 3.0; sections in
 * brackets). Other kinds are refused by name.
 */
public final class Hdf5 {

  /** The first bytes of a file, least significant first. */
  public static final long SIGNATURE = 0x0a1a0a0d46444889L;

  private static final int TREE = 0x45455254;
  private static final int NODE = 0x444f4e53;
  private static final int HEAP = 0x50414548;
  private static final int DEEPEST = 32;
  private static final int MOST_OBJECTS = 1_000_000;

  private final FileRange file;
  private final Set<Long> seen = new HashSet<>();
  private final Map<String, DataSet> sets = new LinkedHashMap<>();

  /**
   * A data set of numbers.
   *
   * @param type {@code f4}, {@code i8}, {@code u1}, …, or {@code bf2} for the upper half of a float
   * @param bytes the values in row-major order
   */
  public record DataSet(String type, boolean bigEndian, List<Long> shape, FileRange bytes) {

    /** Copies the shape. */
    public DataSet {
      shape = List.copyOf(shape);
    }
  }

  private Hdf5(FileRange file) {
    this.file = file;
  }

  /**
   * The data sets of numbers by their paths, such as {@code layers/dense/vars/0}; those of texts
   * are left out.
   *
   * @throws IllegalArgumentException if the file is malformed, or of another kind; the message
   *     names the data set
   */
  public static Map<String, DataSet> read(FileRange file) throws IOException {
    Hdf5 reader = new Hdf5(file);
    try {
      reader.object("", reader.root(), 0);
    } catch (EOFException | RuntimeException e) {
      if (e instanceof IllegalArgumentException) {
        throw e;
      }
      throw new IllegalArgumentException("a structure of it ends early", e);
    }
    return reader.sets;
  }

  /** The address of the root group's header [II.A]. */
  private long root() throws IOException {
    ByteBuffer start = file.bytes(0, Math.min(file.length(), 128));
    int version = start.get(8);
    if (version > 3 || start.getLong(0) != SIGNATURE) {
      throw new IllegalArgumentException("its superblock has version %d".formatted(version));
    }
    boolean old = version < 2;
    if (start.get(old ? 13 : 9) != 8 || start.get(old ? 14 : 10) != 8) {
      throw new IllegalArgumentException("its addresses are not of 8 bytes");
    }
    return start.getLong(old ? (version == 1 ? 28 : 24) + 4 * 8 + 8 : 36);
  }

  /** A group or data set with its path. */
  private void object(String path, long address, int depth) throws IOException {
    if (depth > DEEPEST || seen.size() > MOST_OBJECTS) {
      throw wrong(path, "groups nest more than %d deep".formatted(DEEPEST));
    }
    if (!seen.add(address)) {
      return; // a second link to the same object
    }
    Map<Integer, List<ByteBuffer>> messages = Hdf5Messages.read(file, address);
    for (ByteBuffer table : messages.getOrDefault(Hdf5Messages.SYMBOL_TABLE, List.of())) {
      tree(path, table.getLong(0), heap(table.getLong(8)), depth, 0);
    }
    for (ByteBuffer link : messages.getOrDefault(Hdf5Messages.LINK, List.of())) {
      link(path, link, depth);
    }
    for (ByteBuffer info : messages.getOrDefault(Hdf5Messages.LINK_INFO, List.of())) {
      if (info.getLong((info.get(1) & 1) == 0 ? 2 : 10) != -1) {
        throw wrong(path, "a group has dense links; write it with h5py's default libver");
      }
    }
    if (messages.containsKey(Hdf5Messages.LAYOUT)) {
      set(path, messages);
    }
  }

  private static IllegalArgumentException wrong(String path, String found) {
    String shown = path.replaceAll("\\p{Cntrl}", "?");
    return new IllegalArgumentException(
        "'%s': %s".formatted(shown.substring(0, Math.min(120, shown.length())), found));
  }

  private static String child(String path, String name) {
    return path.isEmpty() ? name : path + "/" + name;
  }

  /** The names of a group [III.D]. */
  private FileRange heap(long address) throws IOException {
    ByteBuffer heap = file.bytes(address, 32);
    if (heap.getInt(0) != HEAP) {
      throw new IllegalArgumentException("a group has no heap of names");
    }
    return file.part(heap.getLong(24), heap.getLong(8));
  }

  /** A node of a group's B-tree [III.A.1], or a table of symbols [III.B]. */
  private void tree(String path, long address, FileRange heap, int depth, int level)
      throws IOException {
    if (level > DEEPEST || !seen.add(address)) {
      throw wrong(path, "its tree of names has a cycle");
    }
    ByteBuffer head = file.bytes(address, 8);
    int used = Short.toUnsignedInt(head.getShort(6));
    if (head.getInt(0) == TREE && head.get(4) == 0) {
      ByteBuffer body = file.bytes(address + 24, 8 + used * 16L);
      for (int i = 0; i < used; i++) {
        tree(path, body.getLong(8 + 16 * i), heap, depth, level + 1);
      }
    } else if (head.getInt(0) == NODE) {
      ByteBuffer entries = file.bytes(address + 8, used * 40L);
      for (int i = 0; i < used; i++) {
        object(
            child(path, name(heap, entries.getLong(40 * i))),
            entries.getLong(40 * i + 8),
            depth + 1);
      }
    } else {
      throw wrong(path, "its tree of names is malformed");
    }
  }

  private static String name(FileRange heap, long from) throws IOException {
    byte[] text = heap.array(from, Math.min(4096, heap.length() - from));
    int length = 0;
    while (length < text.length && text[length] != 0) {
      length++;
    }
    return new String(text, 0, length, StandardCharsets.UTF_8);
  }

  /** A link in its group's header [IV.A.2.g]; soft and external ones are left out. */
  private void link(String path, ByteBuffer link, int depth) throws IOException {
    int flags = link.get(1);
    int at = 2;
    boolean hard = (flags & 8) == 0 || link.get(at++) == 0;
    at += (flags & 4) == 0 ? 0 : 8;
    at += (flags & 16) == 0 ? 0 : 1;
    int width = 1 << (flags & 3);
    long length = 0;
    for (int i = 0; i < width; i++) {
      length |= (link.get(at++) & 0xFFL) << (8 * i);
    }
    if (length < 0 || length > link.limit() - at) {
      throw wrong(path, "a link has no name");
    }
    byte[] name = new byte[(int) length];
    link.position(at).get(name);
    if (hard) {
      object(child(path, new String(name, StandardCharsets.UTF_8)), link.getLong(), depth + 1);
    }
  }

  private void set(String path, Map<Integer, List<ByteBuffer>> messages) throws IOException {
    List<ByteBuffer> types = messages.getOrDefault(Hdf5Messages.TYPE, List.of());
    List<ByteBuffer> spaces = messages.getOrDefault(Hdf5Messages.SPACE, List.of());
    if (types.isEmpty() || spaces.isEmpty()) {
      throw wrong(path, "it has no type or shape");
    }
    String type = type(path, types.get(0));
    if (type.isEmpty()) {
      return;
    }
    if (messages.containsKey(Hdf5Messages.FILTERS)) {
      throw wrong(path, "it is compressed; write it without compression");
    }
    boolean bigEndian = (types.get(0).get(1) & 1) != 0;
    List<Long> shape = shape(path, spaces.get(0));
    ByteBuffer layout = messages.get(Hdf5Messages.LAYOUT).get(0);
    int version = layout.get(0);
    if (version < 3 || version > 4 || layout.get(1) != 1) {
      throw wrong(path, "its values are not in one piece; write it without chunks");
    }
    long address = layout.getLong(2);
    if (address == -1) {
      throw wrong(path, "it was never written");
    }
    sets.put(path, new DataSet(type, bigEndian, shape, file.part(address, layout.getLong(10))));
  }

  /** A type of numbers [IV.A.2.d]; empty for texts. */
  private static String type(String path, ByteBuffer type) {
    int kind = type.get(0) & 15;
    int size = type.getInt(4);
    boolean whole = size == 1 || size == 2 || size == 4 || size == 8;
    if (kind == 3 || kind == 9) {
      return "";
    }
    if (kind == 0 && whole) {
      return ((type.get(1) & 8) != 0 ? "i" : "u") + size;
    }
    if (kind == 8) {
      return "b1"; // h5py's truth values
    }
    if (kind == 1 && whole && size > 1) {
      return (size == 2 && type.get(13) == 8 ? "bf" : "f") + size;
    }
    throw wrong(path, "its type is of class %d and %d bytes".formatted(kind, size));
  }

  /** The sizes of the axes [IV.A.2.b]. */
  private static List<Long> shape(String path, ByteBuffer space) {
    int rank = space.get(1);
    int begin = space.get(0) == 1 ? 8 : 4;
    if (rank < 0 || rank > DEEPEST || space.get(0) > 2) {
      throw wrong(path, "its shape is malformed");
    }
    List<Long> shape = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      shape.add(space.getLong(begin + 8 * axis));
    }
    return shape;
  }
}
