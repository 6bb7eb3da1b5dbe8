// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.Collections;
import java.util.List;
import org.evenkeel.parameter.WeightShape;

/**
 * A transposed convolution over one, two or three axes: every input contributes to a window of
 * outputs, and windows are a stride apart, so that an output sums {@code n_in = channels_in /
 * groups · ∏kernel/∏stride} terms on average.
 *
 * @param channels output channels
 * @param kernel the kernel's size along each axis
 * @param padding the outputs that are cut off at both ends of each axis
 * @param outputPadding the outputs that are added at the far end of each axis, less than the stride
 */
public record TransposedConvolution(
    String name,
    int channels,
    List<Integer> kernel,
    int stride,
    int padding,
    int outputPadding,
    int groups,
    boolean bias)
    implements WeightedLayer {

  /** Checks the sizes. */
  public TransposedConvolution {
    kernel = List.copyOf(kernel);
    Shapes.requireAtLeastOne("channels of " + name, channels);
    Shapes.requireWindow("kernel", name, kernel, stride, padding);
    Shapes.requireAtLeastOne("groups of " + name, groups);
    if (outputPadding < 0 || outputPadding >= stride) {
      throw new IllegalArgumentException(
          "output-padding must be at least 0 and less than the stride: %s has %d at stride %d"
              .formatted(name, outputPadding, stride));
    }
    if (kernel.stream().anyMatch(size -> size <= padding)) {
      throw new IllegalArgumentException(
          "padding of a transposed convolution must be less than its kernel: %s has %d for %s"
              .formatted(name, padding, kernel));
    }
  }

  @Override
  public <R> R match(LayerCases<R> cases) {
    return cases.transposed().apply(this);
  }

  /**
   * The number of positions along each axis: {@code (n - 1)·stride + kernel - 2·padding} and more.
   */
  @Override
  public int[] outputShape(int[] input) {
    weights(input);
    int[] output = new int[input.length];
    output[0] = channels;
    for (int axis = 1; axis < input.length; axis++) {
      int size =
          Math.multiplyExact(input[axis] - 1, stride)
              + kernel.get(axis - 1)
              - 2 * padding
              + outputPadding;
      output[axis] = Shapes.requireAtLeastOne("an axis of the output of " + name, size);
    }
    return output;
  }

  @Override
  public WeightShape weights(int[] input) {
    Shapes.requireImage(name, kind(), input, kernel.size());
    return WeightShape.transposedConvolution(
        input[0], channels, groups, kernel, Collections.nCopies(kernel.size(), stride));
  }
}
