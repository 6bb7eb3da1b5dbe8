// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.encoding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The messages of an HDF5 object's header, of version 1 or 2 [IV.A.1]. */
final class Hdf5Messages {

  static final int SPACE = 0x01;
  static final int LINK_INFO = 0x02;
  static final int TYPE = 0x03;
  static final int LINK = 0x06;
  static final int LAYOUT = 0x08;
  static final int FILTERS = 0x0B;
  static final int SYMBOL_TABLE = 0x11;

  private static final int CONTINUATION = 0x10;
  private static final int HEADER = 0x5244484f;
  private static final int LONGEST = 1 << 20;
  private static final int SHARED = 2;

  private final FileRange file;
  private final Map<Integer, List<ByteBuffer>> messages = new HashMap<>();
  private final Deque<FileRange> blocks = new ArrayDeque<>();

  private Hdf5Messages(FileRange file) {
    this.file = file;
  }

  /** The messages of the header at an address by their types. */
  static Map<Integer, List<ByteBuffer>> read(FileRange file, long address) throws IOException {
    Hdf5Messages reader = new Hdf5Messages(file);
    ByteBuffer prefix = file.bytes(address, Math.min(32, file.length() - address));
    boolean second = prefix.getInt(0) == HEADER;
    int flags = second ? prefix.get(5) : 0;
    if (second) {
      int sizeAt = 6 + ((flags & 32) == 0 ? 0 : 16) + ((flags & 16) == 0 ? 0 : 4);
      int width = 1 << (flags & 3);
      long size = 0;
      for (int i = 0; i < width; i++) {
        size |= (prefix.get(sizeAt + i) & 0xFFL) << (8 * i);
      }
      reader.blocks.add(file.part(address + sizeAt + width, size));
    } else if (prefix.get(0) == 1) {
      reader.blocks.add(file.part(address + 16, Integer.toUnsignedLong(prefix.getInt(8))));
    } else {
      throw new IllegalArgumentException("an object has no header");
    }
    Set<Long> seen = new HashSet<>();
    while (!reader.blocks.isEmpty()) {
      FileRange block = reader.blocks.pop();
      if (!seen.add(block.begin()) || block.length() > LONGEST) {
        throw new IllegalArgumentException("an object's header has a cycle, or more than 1 MB");
      }
      reader.block(block, second, (flags & 4) != 0, seen.size() > 1);
    }
    return reader.messages;
  }

  private void block(FileRange range, boolean second, boolean ordered, boolean continued)
      throws IOException {
    // A block of version 2 that continues another has a signature before and a checksum behind.
    long begin = second && continued ? 4 : 0;
    ByteBuffer block = range.bytes(begin, range.length() - begin - begin);
    int head = second ? (ordered ? 6 : 4) : 8;
    while (block.remaining() >= head) {
      int at = block.position();
      int type = second ? Byte.toUnsignedInt(block.get(at)) : block.getShort(at);
      int size = Short.toUnsignedInt(block.getShort(at + (second ? 1 : 2)));
      int flags = block.get(at + (second ? 3 : 4));
      if (size > block.remaining() - head) {
        break; // the gap at the end of a block
      }
      ByteBuffer body = block.slice(at + head, size).order(block.order());
      block.position(at + head + size);
      if (type == CONTINUATION) {
        blocks.add(file.part(body.getLong(0), body.getLong(8)));
      } else if ((flags & SHARED) == 0) {
        messages.computeIfAbsent(type, one -> new ArrayList<>()).add(body);
      } else if (type == TYPE) {
        throw new IllegalArgumentException("a data set has a named type, which is not supported");
      }
    }
  }
}
