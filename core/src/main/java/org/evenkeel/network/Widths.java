// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The widths of a perceptron's layers in words, as in {@code 64,64x30,10}. */
final class Widths {

  private static final int MAX_WIDTH = 10_000_000;
  private static final int MAX_LAYERS = 1_000_000;

  private Widths() {}

  /** The widths, of which there are at least two. */
  static List<Integer> of(String layers) {
    List<Integer> widths = new ArrayList<>();
    for (String part : layers.split(",", -1)) {
      String[] widthAndCount = part.strip().split("x", -1);
      if (widthAndCount.length > 2) {
        throw badWidth(part, layers);
      }
      int width = positive(widthAndCount[0], part, layers);
      int count = widthAndCount.length == 2 ? positive(widthAndCount[1], part, layers) : 1;
      if (widths.size() + count > MAX_LAYERS) {
        throw new IllegalArgumentException(
            "a network has at most %,d layers: '%s'".formatted(MAX_LAYERS, layers));
      }
      widths.addAll(Collections.nCopies(count, width));
    }
    if (widths.size() < 2) {
      throw new IllegalArgumentException(
          "layers need at least inputs and outputs: '%s'; write for example 64,64x30,10"
              .formatted(layers));
    }
    return widths;
  }

  private static int positive(String number, String part, String layers) {
    int value = number.strip().matches("[0-9]{1,9}") ? Integer.parseInt(number.strip()) : 0;
    if (value < 1 || value > MAX_WIDTH) {
      throw badWidth(part, layers);
    }
    return value;
  }

  private static IllegalArgumentException badWidth(String part, String layers) {
    return new IllegalArgumentException(
        "every layer needs a width from 1 to %,d: '%s' in '%s'; write for example 64,64x30,10"
            .formatted(MAX_WIDTH, part.strip(), layers));
  }
}
