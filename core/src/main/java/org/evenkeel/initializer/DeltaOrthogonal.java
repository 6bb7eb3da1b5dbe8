// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import java.nio.FloatBuffer;
import org.evenkeel.naming.Arguments;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.Structure;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;

/**
 * A convolution kernel with a random matrix with orthonormal columns, times a gain, at its center
 * and zeros elsewhere: a convolution of stride 1 with circular padding then preserves the length of
 * every image (Xiao et al. 2018, "Dynamical isometry and a mean field theory of CNNs", algorithm
 * 1). A dense layer is a convolution with kernel size 1.
 *
 * @param gain factor on the matrix, positive and finite; 1 preserves lengths
 */
public record DeltaOrthogonal(double gain) implements Initializer {

  /** Throws {@link IllegalArgumentException} unless the gain is positive and finite. */
  public DeltaOrthogonal {
    Arguments.positive("a gain", gain, "1 preserves lengths");
  }

  /** {@inheritDoc} Here gain²/(output channels · ∏kernel), the mean over all elements. */
  @Override
  public double variance(Part part) {
    part.requireFans();
    requireRoom(part);
    return gain * gain / part.outputs() / part.taps();
  }

  @Override
  public Structure structure() {
    return Structure.DELTA_ORTHOGONAL;
  }

  @Override
  public void fill(WeightShape shape, Key key, long from, FloatBuffer out) {
    Slices.structured(
        shape,
        from,
        out,
        (part, start) -> {
          requireRoom(part);
          long center = part.centerTap();
          double[][] q = Orthogonal.vectors(key, start, part.inputs(), part.outputs());
          return (output, input, tap) -> tap == center ? gain * q[(int) input][(int) output] : 0;
        });
  }

  private static void requireRoom(Part part) {
    if (part.inputs() > part.outputs()) {
      throw new IllegalArgumentException(
          "delta-orthogonal needs at least as many output as input channels: %d from %d; draw orthogonal weights instead"
              .formatted(part.outputs(), part.inputs()));
    }
  }
}
