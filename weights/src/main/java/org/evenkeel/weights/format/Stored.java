// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.format;

import java.io.IOException;
import org.evenkeel.weights.encoding.Content;
import org.evenkeel.weights.encoding.FileRange;

/** A tensor with its values. */
record Stored(Tensor tensor, Content content) {

  /** Throws {@link IllegalArgumentException} if the values are not as many as the shape says. */
  Stored {
    if (content.length() != tensor.bytes()) {
      throw new IllegalArgumentException(
          "tensor %s has %d bytes by its shape, but the file holds %d of it"
              .formatted(tensor, tensor.bytes(), content.length()));
    }
  }

  /** A tensor whose numbers may have their bytes in the other order. */
  static Stored of(Tensor tensor, boolean bigEndian, Content content) {
    int size = tensor.dtype().bits() / 8;
    return new Stored(tensor, bigEndian && size > 1 ? Content.swapped(content, size) : content);
  }

  /** A tensor in a range of a file, which may be longer. */
  static Stored within(Tensor tensor, FileRange range) throws IOException {
    return new Stored(tensor, range.part(0, tensor.bytes()));
  }

  /**
   * The element type under the name that NumPy gives it, such as {@code f4}.
   *
   * @throws IllegalArgumentException if there is none
   */
  static DType type(String numpy) {
    return switch (numpy) {
      case "f8" -> DType.F64;
      case "f4" -> DType.F32;
      case "f2" -> DType.F16;
      case "bf2" -> DType.BF16;
      case "i8" -> DType.I64;
      case "i4" -> DType.I32;
      case "i2" -> DType.I16;
      case "i1" -> DType.I8;
      case "u8" -> DType.U64;
      case "u4" -> DType.U32;
      case "u2" -> DType.U16;
      case "u1" -> DType.U8;
      case "b1" -> DType.BOOL;
      case "c8" -> DType.C64;
      default ->
          throw new IllegalArgumentException(
              numpy.startsWith("O")
                  ? "its elements are objects of Python, which are never loaded"
                  : "its elements are of type '%s'; save it as numbers of at most 8 bytes"
                      .formatted(numpy));
    };
  }
}
