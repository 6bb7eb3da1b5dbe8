// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The shape of a parameter with the fans of the layer it belongs to.
 *
 * <p>Fans follow from the kind of layer, so there is one factory per kind; the same array shape has
 * other fans in another kind of layer.
 *
 * @param fans the layer's fans; null for a vector, which belongs to no sum
 * @param dimensions sizes of the axes, outputs first, last axis contiguous in memory
 */
public record WeightShape(Fans fans, List<Long> dimensions) {

  /** A copy of the dimensions, each at least 1, or an {@link IllegalArgumentException}. */
  public WeightShape {
    dimensions = List.copyOf(dimensions);
    long size = 1;
    for (long dimension : dimensions) {
      require(
          dimension >= 1, "a dimension must be at least 1", dimensions, "give every axis a size");
      require(
          dimension <= Long.MAX_VALUE / size,
          "a shape must have fewer than 2^63 elements",
          dimensions,
          "split the layer");
      size *= dimension;
    }
  }

  /**
   * The weights of a fully connected layer, of shape (out, in).
   *
   * @param in inputs, n_in
   * @param out units, n_out
   * @throws IllegalArgumentException if one of them is below 1
   */
  public static WeightShape dense(long in, long out) {
    String layer = "dense(" + in + ", " + out + ")";
    requireFans(in, out, layer);
    return new WeightShape(new Fans(in, out), List.of(out, in));
  }

  /**
   * The weights of a convolution, of shape (out, in/groups, kernel…). An output sums {@code n_in =
   * in/groups · ∏kernel} terms; an input's gradient sums {@code n_out = out/groups · ∏kernel}
   * (stride 1, away from the border). A depthwise convolution has as many groups as input channels.
   *
   * @param in input channels
   * @param out output channels
   * @param groups number of groups that the channels are divided into
   * @param kernel the kernel's size along each axis
   * @throws IllegalArgumentException if a size is below 1 or groups do not divide the channels
   */
  public static WeightShape convolution(long in, long out, long groups, int... kernel) {
    StringBuilder name = new StringBuilder("convolution(" + in + ", " + out + ", " + groups);
    for (int size : kernel) {
      name.append(", ").append(size);
    }
    String layer = name.append(")").toString();
    requireFans(in, out, layer);
    require(groups >= 1, "groups must be at least 1", layer, "1 is a convolution without groups");
    require(
        in % groups == 0 && out % groups == 0,
        "groups must divide input and output channels",
        layer,
        "choose a common divisor");
    List<Long> dimensions = new ArrayList<>(List.of(out, in / groups));
    long window = 1;
    for (int size : kernel) {
      require(size >= 1, "a kernel must be at least 1 along each axis", layer, "give it a size");
      dimensions.add((long) size);
      window = times(window, size, layer);
    }
    return new WeightShape(
        new Fans(times(in / groups, window, layer), times(out / groups, window, layer)),
        dimensions);
  }

  /**
   * A vector such as a bias, which has no fans.
   *
   * @param size number of elements, at least 1
   */
  public static WeightShape vector(long size) {
    return new WeightShape(null, List.of(size));
  }

  /**
   * The fans.
   *
   * @throws IllegalArgumentException if this is a vector, which has none
   */
  @Override
  public Fans fans() {
    require(hasFans(), "a rule needs fans", "a vector has none", "draw it as zeros or normal(std)");
    return fans;
  }

  /** Whether there are fans. */
  public boolean hasFans() {
    return fans != null;
  }

  /** Number of elements, the product of the dimensions. */
  public long size() {
    long size = 1;
    for (long dimension : dimensions) {
      size *= dimension;
    }
    return size;
  }

  /** Number of rows of the weights as a matrix: units, or output channels. */
  long rows() {
    return dimensions.get(0);
  }

  /** Number of columns of the weights as a matrix, all axes but the first flattened. */
  long columns() {
    return size() / rows();
  }

  private static void requireFans(long in, long out, String layer) {
    require(in >= 1, "fan-in must be at least 1", layer, "give the layer an input size");
    require(out >= 1, "fan-out must be at least 1", layer, "give the layer an output size");
  }

  private static long times(long a, long b, String layer) {
    require(a <= Long.MAX_VALUE / b, "fans must be below 2^63", layer, "split the layer");
    return a * b;
  }

  private static void require(boolean holds, String rule, Object found, String remedy) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ": " + Objects.toString(found) + "; " + remedy);
    }
  }
}
