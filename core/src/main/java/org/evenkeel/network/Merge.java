// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * Branches on one input whose outputs become one: a product of equal shapes, as in gated units, a
 * sum of two that a third weighs, as in highway networks, or their features one after another, as
 * in a U-Net.
 *
 * @param branches the layers of each branch; an empty one is the input itself
 */
public record Merge(String name, How how, List<List<Layer>> branches) implements Layer {

  /** The operation on the outputs of the branches. */
  public enum How {
    /** The product, element by element. */
    PRODUCT,
    /**
     * The sum {@code g·a + (1 - g)·b} of the second and the third branch, weighed by the first
     * (Srivastava et al. 2015, equation 2).
     */
    GATED_SUM,
    /** The features, or channels, one after another. */
    CONCATENATION;

    /** The word in files. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The number of features of outputs with these. */
    public long features(LongStream ofBranches) {
      return this == CONCATENATION ? ofBranches.sum() : ofBranches.findFirst().orElseThrow();
    }
  }

  /** Copies the branches, of which there are at least two. */
  public Merge {
    branches = branches.stream().map(List::copyOf).toList();
    if (branches.size() < 2) {
      throw new IllegalArgumentException(
          "a %s needs at least two branches: %s has %d".formatted(how, name, branches.size()));
    }
    if (how == How.GATED_SUM && branches.size() != 3) {
      throw new IllegalArgumentException(
          "a gated-sum has three branches, the gate and the two that it weighs: %s has %d"
              .formatted(name, branches.size()));
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
    List<Long> features = new ArrayList<>();
    boolean concatenated = how == How.CONCATENATION;
    for (List<Layer> branch : branches) {
      int[] shape = Shapes.through(branch, input);
      boolean alike =
          concatenated
              ? first.length == shape.length
                  && Arrays.equals(first, 1, first.length, shape, 1, shape.length)
              : Arrays.equals(first, shape);
      if (!alike) {
        throw new IllegalArgumentException(
            "the branches of a %s must end in %s: %s has %s and %s"
                .formatted(
                    how,
                    concatenated ? "shapes that differ in features alone" : "one shape",
                    name,
                    Arrays.toString(first),
                    Arrays.toString(shape)));
      }
      features.add((long) shape[0]);
    }
    int[] output = first.clone();
    output[0] = Math.toIntExact(how.features(features.stream().mapToLong(Long::longValue)));
    return output;
  }
}
