// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import java.nio.FloatBuffer;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightShape;

/** Slices of a parameter, divided at the borders of its parts or matrices. */
final class Slices {

  /** A fill of the piece of a slice that lies in one part or one matrix. */
  @FunctionalInterface
  interface Piece {

    /**
     * Writes values.
     *
     * @param part the part that the piece lies in
     * @param start index in the parameter of the first value of the part, or of the matrix
     * @param from index in the parameter of the first value to write
     * @param out where to write it and the following ones
     */
    void fill(Part part, long start, long from, FloatBuffer out);
  }

  /** The value of each element of a matrix. */
  @FunctionalInterface
  interface Entry {

    /** The value for two units or channels and the row-major index of a place in the kernel. */
    double value(long output, long input, long tap);
  }

  /** The elements of each matrix. */
  @FunctionalInterface
  interface Entries {

    /** The values of the matrix of a part whose first value has this index in the parameter. */
    Entry of(Part part, long start);
  }

  private Slices() {}

  /** Throws an {@link IllegalArgumentException} unless the slice lies within the parameter. */
  static void require(WeightShape shape, long from, int length) {
    if (from < 0 || from > shape.size() - length) {
      throw new IllegalArgumentException(
          "a slice must lie within its parameter: %d values from index %d of %d; ask for fewer"
              .formatted(length, from, shape.size()));
    }
  }

  /** Fills a slice part by part. */
  static void parts(WeightShape shape, long from, FloatBuffer out, Piece piece) {
    require(shape, from, out.remaining());
    long start = 0;
    for (Part part : shape.parts()) {
      fill(part, start, part.size(), from, out, piece);
      start += part.size();
    }
    out.position(out.limit());
  }

  /** Fills a slice matrix by matrix; an IllegalArgumentException if a part has no fans. */
  static void matrices(WeightShape shape, long from, FloatBuffer out, Piece piece) {
    parts(
        shape,
        from,
        out,
        (part, start, first, slice) -> {
          part.requireFans();
          long size = part.matrixSize();
          long matrix = start + (first - start) / size * size;
          for (; matrix < first + slice.limit(); matrix += size) {
            fill(part, matrix, size, first, slice, piece);
          }
        });
  }

  /** Fills a slice element by element, {@linkplain #matrices matrix by matrix}. */
  static void structured(WeightShape shape, long from, FloatBuffer out, Entries entries) {
    Piece piece =
        (part, start, first, slice) -> entries(part, first - start, slice, entries.of(part, start));
    matrices(shape, from, out, piece);
  }

  /**
   * Fills a slice of one matrix element by element.
   *
   * @param from index within the matrix of the first value to write
   */
  static void entries(Part part, long from, FloatBuffer out, Entry entry) {
    long taps = part.taps();
    long width = part.inputsFirst() ? part.outputs() : part.inputs();
    for (long place = from; out.hasRemaining(); place++) {
      long row = place / taps / width;
      long column = place / taps % width;
      long output = part.inputsFirst() ? column : row;
      long input = part.inputsFirst() ? row : column;
      out.put((float) entry.value(output, input, place % taps));
    }
  }

  /** Fills the intersection of the slice with a range of the parameter. */
  private static void fill(
      Part part, long start, long size, long from, FloatBuffer out, Piece piece) {
    int offset = out.position();
    long low = Math.max(start, from);
    long high = Math.min(start + size, from + out.limit() - offset);
    if (low < high) {
      piece.fill(part, start, low, piece(out, offset + (int) (low - from), (int) (high - low)));
    }
  }

  /** {@link FloatBuffer#slice(int, int)}, which buffers of browsers do not have. */
  static FloatBuffer piece(FloatBuffer out, int at, int size) {
    FloatBuffer piece = out.duplicate();
    piece.position(at).limit(at + size);
    return piece.slice();
  }
}
