// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.parameter;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Checks and products of the sizes of layers. */
final class Sizes {

  private Sizes() {}

  /** Checks the sizes of a convolution and returns its notation for error messages. */
  static String channels(
      String kind, long in, long out, long groups, List<Integer> kernel, List<Integer> stride) {
    String layer =
        kind
            + LongStream.concat(
                    LongStream.of(in, out, groups), kernel.stream().mapToLong(Integer::longValue))
                .mapToObj(Long::toString)
                .collect(Collectors.joining(", ", "(", ")"));
    require(in >= 1, "fan-in must be at least 1", layer, "give the layer an input size");
    require(out >= 1, "fan-out must be at least 1", layer, "give the layer an output size");
    require(groups >= 1, "groups must be at least 1", layer, "1 is a convolution without groups");
    require(
        in % groups == 0 && out % groups == 0,
        "groups must divide input and output channels",
        layer,
        "choose a common divisor");
    require(
        kernel.stream().allMatch(size -> size >= 1),
        "a kernel must be at least 1 along each axis",
        layer,
        "give it a size");
    require(
        stride.size() == kernel.size() && stride.stream().allMatch(step -> step >= 1),
        "a stride must be at least 1 along each axis",
        layer + " with stride " + stride,
        "give it a step for each axis of the kernel");
    return layer;
  }

  static void requireSizes(String kind, long in, long out) {
    if (in < 1 || out < 1) { // a deep network has many of these: no text for those that fit
      String layer = kind + "(" + in + ", " + out + ")";
      require(in >= 1, "fan-in must be at least 1", layer, "give the layer an input size");
      require(out >= 1, "fan-out must be at least 1", layer, "give the layer an output size");
    }
  }

  static double window(List<Integer> kernel, String layer) {
    double window = 1;
    for (int size : kernel) {
      window = times(size, window, layer);
    }
    return window;
  }

  static double times(long a, double b, String layer) {
    require(a * b < Long.MAX_VALUE, "fans must be below 2^63", layer, "split the layer");
    return a * b;
  }

  static long product(List<Long> dimensions) {
    long size = 1;
    for (long dimension : dimensions) {
      if (dimension > Long.MAX_VALUE / size) { // no text for those that fit
        require(
            false,
            "a shape must have fewer than 2^63 elements",
            dimensions.toString(),
            "split the layer");
      }
      size *= Math.max(1, dimension);
    }
    return size;
  }

  static void require(boolean holds, String rule, String found, String remedy) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ": " + found + "; " + remedy);
    }
  }
}
