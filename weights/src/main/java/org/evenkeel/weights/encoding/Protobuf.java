// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.encoding;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A message in the encoding of protocol buffers, read field by field; fields of bytes are ranges of
 * the file and are not loaded.
 */
public final class Protobuf {

  /** The wire type of a number of variable length. */
  public static final int VARINT = 0;

  /** The wire type of bytes. */
  public static final int BYTES = 2;

  /** The wire type of 4 bytes. */
  public static final int FIXED32 = 5;

  private static final int FIXED64 = 1;
  private static final int BLOCK = 1 << 13;

  private final FileRange message;
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
  private long blockAt;
  private long at;
  private int field;
  private int wire;
  private long number;
  private FileRange bytes;

  /** A reader of a message. */
  public Protobuf(FileRange message) {
    this.message = message;
    this.bytes = message;
    block.limit(0);
  }

  /**
   * Reads the next field.
   *
   * @return whether there was one
   * @throws IllegalArgumentException if it is malformed
   */
  public boolean next() throws IOException {
    if (at == message.length()) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    wire = (int) (tag & 7);
    if (tag >>> 3 < 1 || tag >>> 3 >= 1 << 29) {
      throw new IllegalArgumentException("a field has no number");
    }
    switch (wire) {
      case VARINT -> number = varint();
      case FIXED64 -> {
        number = fixed(Long.BYTES);
      }
      case BYTES -> {
        long length = varint();
        bytes = message.part(at, length);
        at += length;
      }
      case FIXED32 -> number = fixed(Integer.BYTES);
      default -> throw new IllegalArgumentException("a field has wire type " + wire);
    }
    return true;
  }

  /** The number of the field. */
  public int field() {
    return field;
  }

  /** The wire type of the field. */
  public int wire() {
    return wire;
  }

  /** The value of a field that is a number. */
  public long number() {
    require(wire != BYTES);
    return number;
  }

  /** The value of a field that is text, bytes or a message. */
  public FileRange bytes() {
    require(wire == BYTES);
    return bytes;
  }

  /**
   * Reads a number from numbers that follow each other.
   *
   * @throws IllegalArgumentException if it is longer than 10 bytes
   */
  public long varint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      int next = one();
      value |= shift < 64 ? (next & 0x7FL) << shift : 0;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number is longer than 10 bytes");
  }

  /** Whether all is read. */
  public boolean atEnd() {
    return at == message.length();
  }

  private static void require(boolean fits) {
    if (!fits) {
      throw new IllegalArgumentException("a field has another type than its format says");
    }
  }

  private long fixed(int size) throws IOException {
    long value = 0;
    for (int i = 0; i < size; i++) {
      value |= (one() & 0xFFL) << (8 * i);
    }
    return value;
  }

  private byte one() throws IOException {
    if (at >= message.length()) {
      throw new EOFException("a message ends early");
    }
    if (at < blockAt || at >= blockAt + block.limit()) {
      block.clear().limit((int) Math.min(BLOCK, message.length() - at));
      message.read(at, block);
      block.flip();
      blockAt = at;
    }
    return block.get((int) (at++ - blockAt));
  }
}
