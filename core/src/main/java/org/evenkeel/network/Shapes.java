// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.Arrays;
import java.util.List;

/** Checks and computations of the shapes of layers. */
final class Shapes {

  private Shapes() {}

  static int requireAtLeastOne(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s must be at least 1: %d".formatted(what, value));
    }
    return value;
  }

  /** Checks the window of a layer, which its kind of layer calls by the given term. */
  static void requireWindow(
      String term, String name, List<Integer> window, int stride, int padding) {
    window.forEach(size -> requireAtLeastOne(term + " of " + name, size));
    requireAtLeastOne("stride of " + name, stride);
    if (padding < 0) {
      throw new IllegalArgumentException(
          "padding of %s must not be negative: %d".formatted(name, padding));
    }
  }

  static void requireRate(String name, double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "a dropout rate must be at least 0 and below 1: %s has %s".formatted(name, rate));
    }
  }

  static void requireFinite(String what, String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "a %s must be a finite number: %s has %s".formatted(what, name, value));
    }
  }

  /** The shape of what is normalized in groups of channels. */
  static int[] grouped(String name, int groups, int[] input) {
    if (input[0] % groups != 0) {
      throw new IllegalArgumentException(
          "groups must divide the channels of a normalization: %s has %d for %d channels"
              .formatted(name, groups, input[0]));
    }
    return input.clone();
  }

  /** The output shape of units on a vector, or on each token of a sequence. */
  static int[] ofTokens(String name, int units, int[] input) {
    return switch (input.length) {
      case 1 -> new int[] {units};
      case 2 -> new int[] {units, input[1]};
      default ->
          throw new IllegalArgumentException(
              "a dense layer takes a vector or a sequence: %s gets shape %s; put a flatten layer before it"
                  .formatted(name, Arrays.toString(input)));
    };
  }

  static void requireDivides(int heads, Layer.Dense projection) {
    if (projection.units() % heads != 0) {
      throw new IllegalArgumentException(
          "heads must divide the units of attention: %s has %d for %d heads"
              .formatted(projection.name(), projection.units(), heads));
    }
  }

  static void requireImage(String name, String kind, int[] shape, int axes) {
    if (shape.length != axes + 1) {
      throw new IllegalArgumentException(
          "a %s of %d axes takes channels and %d axes: %s gets shape %s"
              .formatted(kind, axes, axes, name, Arrays.toString(shape)));
    }
  }

  static int size(int[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  static int[] through(List<Layer> layers, int[] input) {
    int[] shape = input;
    for (Layer layer : layers) {
      shape = layer.outputShape(shape);
    }
    return shape;
  }

  /** The output shape of a sliding window: {@code (n + 2·padding - window)/stride + 1}. */
  static int[] slide(
      String name, int[] input, List<Integer> window, int stride, int padding, int channels) {
    int[] output = new int[input.length];
    output[0] = channels;
    for (int axis = 1; axis < input.length; axis++) {
      int room = input[axis] + 2 * padding - window.get(axis - 1);
      if (room < 0) {
        throw new IllegalArgumentException(
            "the window of %s must fit into its input: %s on shape %s with padding %d"
                .formatted(name, window, Arrays.toString(input), padding));
      }
      output[axis] = room / stride + 1;
    }
    return output;
  }
}
