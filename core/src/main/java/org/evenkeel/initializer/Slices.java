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

    /**
     * The value.
     *
     * @param output index of the unit or output channel
     * @param input index of the input or input channel
     * @param tap row-major index of the position in the kernel
     */
    double value(long output, long input, long tap);
  }

  /** The elements of each matrix. */
  @FunctionalInterface
  interface Entries {

    /**
     * The values of one matrix.
     *
     * @param part the part that it belongs to
     * @param start index in the parameter of its first value
     */
    Entry of(Part part, long start);
  }

  private Slices() {}

  /**
   * Throws an {@link IllegalArgumentException} unless the slice lies within the parameter.
   *
   * @param shape the parameter's shape
   * @param from index of the slice's first value
   * @param length number of values
   */
  static void require(WeightShape shape, long from, int length) {
    if (from < 0 || from > shape.size() - length) {
      throw new IllegalArgumentException(
          "a slice must lie within its parameter: "
              + length
              + " values from index "
              + from
              + " of "
              + shape.size()
              + "; ask for fewer");
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

  /**
   * Fills a slice matrix by matrix.
   *
   * @throws IllegalArgumentException if a part has no fans
   */
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

  /**
   * Fills a slice element by element, matrix by matrix.
   *
   * @throws IllegalArgumentException as {@link #matrices}
   */
  static void structured(WeightShape shape, long from, FloatBuffer out, Entries entries) {
    matrices(
        shape,
        from,
        out,
        (part, start, first, slice) ->
            entries(part, first - start, slice, entries.of(part, start)));
  }

  /**
   * Fills a slice of one matrix element by element.
   *
   * @param part the part that the matrix belongs to
   * @param from index within the matrix of the first value to write
   * @param out where to write it and the following ones
   * @param entry the values
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
      piece.fill(part, start, low, out.slice(offset + (int) (low - from), (int) (high - low)));
    }
  }
}
