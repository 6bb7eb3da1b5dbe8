// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Branches on one input whose outputs become one: a product of equal shapes, as in gated units, or
 * their features one after another, as in a U-Net.
 *
 * @param branches the layers of each branch; an empty one is the input itself
 */
public record Merge(String name, How how, List<List<Layer>> branches) implements Layer {

  /** The operation on the outputs of the branches. */
  public enum How {
    /** The product, element by element. */
    PRODUCT,
    /** The features, or channels, one after another. */
    CONCATENATION;

    /** The name in lower case. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Copies the branches, of which there are at least two. */
  public Merge {
    branches = branches.stream().map(List::copyOf).toList();
    if (branches.size() < 2) {
      throw new IllegalArgumentException(
          "a %s needs at least two branches: %s has %d".formatted(how, name, branches.size()));
    }
  }

  @Override
  public List<Layer> sublayers() {
    return branches.stream().flatMap(List::stream).toList();
  }

  @Override
  public <R> R match(LayerCases<R> cases) {
    return cases.merge().apply(this);
  }

  @Override
  public int[] outputShape(int[] input) {
    int[] first = Shapes.through(branches.get(0), input);
    int features = 0;
    for (List<Layer> branch : branches) {
      int[] shape = Shapes.through(branch, input);
      boolean alike =
          how == How.PRODUCT
              ? Arrays.equals(first, shape)
              : first.length == shape.length
                  && Arrays.equals(first, 1, first.length, shape, 1, shape.length);
      if (!alike) {
        throw new IllegalArgumentException(
            "the branches of a %s must end in %s: %s has %s and %s"
                .formatted(
                    how,
                    how == How.PRODUCT ? "one shape" : "shapes that differ in features alone",
                    name,
                    Arrays.toString(first),
                    Arrays.toString(shape)));
      }
      features += shape[0];
    }
    int[] output = first.clone();
    output[0] = how == How.PRODUCT ? first[0] : features;
    return output;
  }
}
