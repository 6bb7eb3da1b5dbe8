// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.format;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The name, element type and shape of a tensor in a file, without its values.
 *
 * @param shape the sizes of the axes, the last one contiguous in memory; empty for a scalar
 */
public record Tensor(String name, DType dtype, List<Long> shape) {

  private static final int LONGEST = 120;

  /**
   * Throws {@link IllegalArgumentException} if a size is negative, the tensor has 2⁶³ or more
   * elements or bytes, or its elements do not fill whole bytes.
   */
  public Tensor {
    shape = List.copyOf(shape);
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException(
            "tensor %s: a size of its shape is negative: %s".formatted(quoted(name), text(shape)));
      }
    }
    try {
      long bytes = dtype.bytes(elements(shape));
      assert bytes >= 0;
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "tensor %s: shape %s of %s is not a whole number of bytes below 2^63"
              .formatted(quoted(name), text(shape), dtype),
          e);
    }
  }

  /** The number of elements. */
  public long elements() {
    return elements(shape);
  }

  private static long elements(List<Long> shape) {
    if (shape.contains(0L)) {
      return 0;
    }
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** The number of bytes. */
  public long bytes() {
    return dtype.bytes(elements());
  }

  /** The name in quotes, as messages show it: control characters replaced, shortened if long. */
  public String quoted() {
    return quoted(name);
  }

  static String quoted(String name) {
    String shown = name.replaceAll("\\p{Cntrl}", "?");
    return "'" + (shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST) + "…") + "'";
  }

  private static String text(List<Long> shape) {
    return shape.stream().map(Object::toString).collect(Collectors.joining(", ", "[", "]"));
  }

  /** Name, type and shape, as in {@code 'wte.weight' F32 [50257, 768]}. */
  @Override
  public String toString() {
    return quoted() + " " + dtype + " " + text(shape);
  }
}
