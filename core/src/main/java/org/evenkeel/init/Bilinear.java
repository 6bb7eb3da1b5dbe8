// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import java.nio.FloatBuffer;
import org.evenkeel.random.Key;

/**
 * The kernel of a transposed convolution that enlarges an image by linear interpolation along each
 * axis, every channel for itself (Long et al. 2015, "Fully convolutional networks for semantic
 * segmentation", section 3.3). Along an axis of size k the weight of place x is {@code 1 - |x/f -
 * c|} with f = ⌈k/2⌉ and c = (2f - 1 - f mod 2)/(2f), as in Caffe and MXNet; a kernel of 2s or 2s -
 * 1 places with stride s interpolates.
 */
public record Bilinear() implements Initializer {

  /** {@inheritDoc} Here the mean of w². */
  @Override
  public double variance(Part part) {
    part.requireFans();
    double squares = 1;
    for (int size : part.kernel()) {
      double sum = 0;
      for (int x = 0; x < size; x++) {
        sum += weight(x, size) * weight(x, size);
      }
      squares *= sum;
    }
    return squares * Math.min(part.inputs(), part.outputs()) / part.matrixSize();
  }

  @Override
  public void fill(WeightShape shape, Key key, long from, FloatBuffer out) {
    Slices.matrices(
        shape,
        from,
        out,
        (part, start, first, slice) -> {
          part.requireFans();
          Slices.entries(
              part,
              first - start,
              slice,
              (output, input, tap) -> output == input ? weight(part, tap) : 0);
        });
  }

  private static double weight(Part part, long tap) {
    double weight = 1;
    long rest = tap;
    for (int axis = part.kernel().size() - 1; axis >= 0; axis--) {
      int size = part.kernel().get(axis);
      weight *= weight((int) (rest % size), size);
      rest /= size;
    }
    return weight;
  }

  private static double weight(int x, int size) {
    int factor = (size + 1) / 2;
    double center = (2.0 * factor - 1 - factor % 2) / (2.0 * factor);
    return 1 - Math.abs((double) x / factor - center);
  }
}
