// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import java.nio.FloatBuffer;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.Structure;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;

/**
 * The kernel of a transposed convolution that enlarges an image by linear interpolation along each
 * axis, every channel for itself (Long et al. 2015, "Fully convolutional networks for semantic
 * segmentation", section 3.3). Along an axis of size k the weight of place x is {@code 1 - |x -
 * (k-1)/2|/f} with f = ⌈k/2⌉, as in the authors' code; a kernel of 2s or 2s - 1 places with stride
 * s interpolates. Caffe's and MXNet's formula gives the same where k = 2f - f mod 2, and else does
 * not interpolate.
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
  public Structure structure() {
    return Structure.FIXED;
  }

  @Override
  public void fill(WeightShape shape, Key key, long from, FloatBuffer out) {
    Slices.Entries entries =
        (part, start) -> (output, input, tap) -> output == input ? weight(part, tap) : 0;
    Slices.structured(shape, from, out, entries);
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
    return 1 - Math.abs(x - 0.5 * (size - 1)) / factor;
  }
}
