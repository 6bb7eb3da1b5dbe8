// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data.format;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.evenkeel.text.OneLine;

/**
 * An array in NumPy's format: {@code \x93NUMPY}, the version, a header such as {@code {'descr':
 * '<f4', 'fortran_order': False, 'shape': (60000, 28, 28), }}, and the values in row-major order
 * (NumPy Enhancement Proposal 1).
 *
 * @param kind {@code u} for unsigned, {@code i} for signed integers, {@code f} for floats, {@code
 *     b} for truth values, {@code U} for text
 * @param size the number of bytes of a number, or of characters of a text
 * @param shape the size of each axis
 * @param bytes the values
 */
public record NpyArray(char kind, int size, List<Integer> shape, ByteBuffer bytes) {

  private static final Pattern TYPE =
      Pattern.compile("'descr':\\s*'([<>|=]?)([a-zA-Z])([0-9]{1,4})'");
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([0-9, L]*)\\)");
  private static final int MOST_HEADER = 1 << 16;

  /**
   * Reads an array, with no more memory than for the values that are there.
   *
   * @param place the file and the name of the array, for messages
   * @throws IllegalArgumentException if it is not of this form
   */
  public static NpyArray read(String place, DataInputStream in) throws IOException {
    byte[] magic = in.readNBytes(8);
    if (magic.length < 8 || (magic[0] & 0xff) != 0x93 || magic[1] != 'N' || magic[2] != 'U') {
      throw wrong(place, "it begins differently");
    }
    int length =
        magic[6] == 1
            ? Short.toUnsignedInt(Short.reverseBytes(in.readShort()))
            : Integer.reverseBytes(in.readInt());
    if (length < 0 || length > MOST_HEADER) {
      throw wrong(place, "its header is too long");
    }
    String header = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    Matcher type = TYPE.matcher(header);
    Matcher shape = SHAPE.matcher(header);
    if (!type.find() || !shape.find()) {
      throw wrong(place, "its header names no simple type and shape");
    }
    if (header.contains("'fortran_order': True")) {
      throw wrong(place, "it is in column order; save numpy.ascontiguousarray of it");
    }
    char kind = type.group(2).charAt(0);
    int size = Integer.parseInt(type.group(3));
    if (!known(kind, size)) {
      throw wrong(place, "its type is %s%d; save it as float32".formatted(kind, size));
    }
    List<Integer> axes = new ArrayList<>();
    long count = kind == 'U' ? 4L * size : size;
    for (String axis : shape.group(1).replace("L", "").split(",", -1)) {
      if (axis.isBlank()) {
        continue;
      }
      if (!axis.strip().matches("[0-9]{1,9}") || axes.size() == 8) {
        throw wrong(place, "its shape is (%s)".formatted(OneLine.beginning(shape.group(1))));
      }
      axes.add(Integer.parseInt(axis.strip()));
      count = Math.min(count * axes.get(axes.size() - 1), Long.MAX_VALUE >> 32);
    }
    double room = Math.min(Integer.MAX_VALUE - 8.0, Runtime.getRuntime().maxMemory() / 4.0);
    if (count > room) {
      throw new IllegalArgumentException(
          "an array must fit into memory: %s has shape %s; take fewer examples, or give Java more memory with -Xmx"
              .formatted(place, axes));
    }
    byte[] bytes = in.readNBytes((int) count);
    if (bytes.length < count) {
      throw new EOFException();
    }
    return new NpyArray(
        kind,
        size,
        axes,
        ByteBuffer.wrap(bytes)
            .order(type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN));
  }

  private static boolean known(char kind, int size) {
    return switch (kind) {
      case 'u', 'i' -> size == 1 || size == 2 || size == 4 || size == 8;
      case 'f' -> size == 4 || size == 8;
      case 'b' -> size == 1;
      case 'U' -> size >= 1;
      default -> false;
    };
  }

  private static IllegalArgumentException wrong(String place, String found) {
    return new IllegalArgumentException(
        "an array must be of numbers as numpy.save writes them: %s: %s".formatted(place, found));
  }

  /** The number of values. */
  public int count() {
    return bytes.capacity() / (kind == 'U' ? 4 * size : size);
  }

  /** Whether the values are bytes, such as pixels. */
  public boolean isBytes() {
    return kind == 'u' && size == 1;
  }

  /** The number at a position in row-major order. */
  public double number(int position) {
    int at = position * size;
    return switch (size) {
      case 1 -> kind == 'i' ? bytes.get(at) : bytes.get(at) & 0xff;
      case 2 -> kind == 'i' ? bytes.getShort(at) : bytes.getShort(at) & 0xffff;
      case 4 ->
          kind == 'f'
              ? bytes.getFloat(at)
              : kind == 'i' ? bytes.getInt(at) : Integer.toUnsignedLong(bytes.getInt(at));
      default -> kind == 'f' ? bytes.getDouble(at) : bytes.getLong(at);
    };
  }

  /** The label at a position: text, or the shortest text of a number. */
  public String label(int position) {
    if (kind == 'U') {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < size; i++) {
        int character = bytes.getInt(4 * (position * size + i));
        if (character > 0 && Character.isValidCodePoint(character)) {
          text.appendCodePoint(character);
        }
      }
      return text.toString();
    }
    double value = number(position);
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
