// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.format;

import java.util.List;

/** The element type of a tensor, under the name that safetensors headers use. */
public enum DType {
  /** A byte that is 0 or 1. */
  BOOL(8, false),
  /** 4-bit float with 2 bits of exponent, two in a byte. */
  F4(4, true),
  /** 6-bit float with 2 bits of exponent. */
  F6_E2M3(6, true),
  /** 6-bit float with 3 bits of exponent. */
  F6_E3M2(6, true),
  /** Unsigned byte. */
  U8(8, false),
  /** Signed byte. */
  I8(8, false),
  /** 8-bit float with 5 bits of exponent. */
  F8_E5M2(8, true),
  /** 8-bit float with 4 bits of exponent and no infinity. */
  F8_E4M3(8, true),
  /** 8-bit power of two. */
  F8_E8M0(8, true),
  /** Signed 16-bit integer. */
  I16(16, false),
  /** Unsigned 16-bit integer. */
  U16(16, false),
  /** IEEE 754 half precision. */
  F16(16, true),
  /** The upper half of a single-precision float. */
  BF16(16, true),
  /** Signed 32-bit integer. */
  I32(32, false),
  /** Unsigned 32-bit integer. */
  U32(32, false),
  /** IEEE 754 single precision. */
  F32(32, true),
  /** Complex number of two single-precision floats. */
  C64(64, false),
  /** IEEE 754 double precision. */
  F64(64, true),
  /** Signed 64-bit integer. */
  I64(64, false),
  /** Unsigned 64-bit integer. */
  U64(64, false);

  /** The types that weights are drawn in. */
  public static final List<DType> DRAWN = List.of(F32, F16, BF16, F64, F8_E4M3, F8_E5M2);

  private final int bits;
  private final boolean floating;

  DType(int bits, boolean floating) {
    this.bits = bits;
    this.floating = floating;
  }

  /** The number of bits of one element. */
  public int bits() {
    return bits;
  }

  /** Whether elements are real floating-point numbers. */
  public boolean isFloating() {
    return floating;
  }

  /** Whether every element begins at a byte and is at most 8 bytes long. */
  public boolean isWholeBytes() {
    return bits % 8 == 0;
  }

  /**
   * The number of bytes of a number of elements.
   *
   * @throws ArithmeticException if they do not fill whole bytes, or the number overflows
   */
  public long bytes(long elements) {
    if (isWholeBytes()) {
      return Math.multiplyExact(elements, bits / 8);
    }
    long all = Math.multiplyExact(elements, bits);
    if (all % 8 != 0) {
      throw new ArithmeticException("a part of a byte");
    }
    return all / 8;
  }

  /**
   * The type with a given name, case ignored.
   *
   * @throws IllegalArgumentException if there is none; the message lists all types
   */
  public static DType named(String name) {
    for (DType type : values()) {
      if (type.name().equalsIgnoreCase(name)) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "dtype must be one of %s: '%s'".formatted(names(List.of(values())), name));
  }

  /**
   * The type with a given name, if weights can be drawn in it.
   *
   * @throws IllegalArgumentException if not; the message lists the types that can be drawn
   */
  public static DType drawn(String name) {
    for (DType type : DRAWN) {
      if (type.name().equalsIgnoreCase(name)) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "weights can be drawn as %s, not as '%s'; choose one of these"
            .formatted(names(DRAWN), name));
  }

  private static String names(List<DType> types) {
    return String.join(", ", types.stream().map(DType::name).toList());
  }
}
