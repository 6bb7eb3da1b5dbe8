// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.architecture;

import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.tree.TreeNode;

/** Reading and checking of the sizes of an architecture. */
final class Sizes {

  private static final int MOST = 1_000_000;

  private static final int MOST_LAYERS = 100_000;

  private static final int MOST_EXPERTS = 10_000;

  private Sizes() {}

  /** A number of units, tokens or pixels. */
  static int size(TreeNode sizes, String key, int usual) {
    return within(sizes, key, usual, 1, MOST);
  }

  /** The number of blocks. */
  static int layers(TreeNode sizes, int usual) {
    return within(sizes, "layers", usual, 1, MOST_LAYERS);
  }

  /** The number of classes; 0 where the network does not end in classes. */
  static int classes(TreeNode sizes) {
    return within(sizes, "classes", 0, 0, MOST);
  }

  /** The number of experts; 0 where there is one feed-forward network alone. */
  static int experts(TreeNode sizes) {
    boolean given = sizes.values().containsKey("experts");
    return given ? within(sizes, "experts", 0, 1, MOST_EXPERTS) : 0;
  }

  private static int within(TreeNode sizes, String key, int usual, int least, int most) {
    int value = sizes.integer(key, usual);
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s of %s must be from %d to %,d: %d".formatted(key, sizes.place(), least, most, value));
    }
    return value;
  }

  /** The number of heads, which divides the width: by default one for 64 features. */
  static int heads(TreeNode sizes, int width) {
    int heads = size(sizes, "heads", width % 64 == 0 ? width / 64 : 1);
    divided(width, heads, "heads", "the width");
    return heads;
  }

  /** A size divided by one that must divide it. */
  static int divided(int whole, int by, String key, String of) {
    if (whole % by != 0) {
      throw new IllegalArgumentException(
          "%s must divide %s: %d for %d".formatted(key, of, by, whole));
    }
    return whole / by;
  }

  /** The product of two sizes, as a number of units. */
  static int product(TreeNode sizes, int one, int other) {
    if ((long) one * other > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a layer of %s must have fewer than 2^31 units: %d times %d"
              .formatted(sizes.place(), one, other));
    }
    return one * other;
  }

  static Activation activation(TreeNode sizes, String usual) {
    return Activations.named(sizes.word("activation", usual));
  }
}
