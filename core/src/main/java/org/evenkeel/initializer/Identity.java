// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import java.nio.FloatBuffer;
import org.evenkeel.naming.Arguments;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.Structure;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;

/**
 * The identity times a gain: {@code w[i][j] = gain} for i = j, else 0; in a convolution at the
 * center of the kernel and within each group, so that channels are passed on unchanged (PyTorch's
 * {@code eye_} and {@code dirac_}; Le et al. 2015, "A simple way to initialize recurrent networks
 * of rectified linear units", section 2).
 *
 * @param gain the value on the diagonal, positive and finite
 */
public record Identity(double gain) implements Initializer {

  /** Throws {@link IllegalArgumentException} unless the gain is positive and finite. */
  public Identity {
    Arguments.positive("a gain", gain, "1 passes channels on unchanged");
  }

  /** {@inheritDoc} Here the mean of w², gain²·min(inputs, outputs) over the size of a matrix. */
  @Override
  public double variance(Part part) {
    part.requireFans();
    return gain * gain * Math.min(part.inputs(), part.outputs()) / part.matrixSize();
  }

  @Override
  public Structure structure() {
    return Structure.FIXED;
  }

  @Override
  public void fill(WeightShape shape, Key key, long from, FloatBuffer out) {
    Slices.Entries entries =
        (part, start) -> {
          long center = part.centerTap();
          return (output, input, tap) -> output == input && tap == center ? gain : 0;
        };
    Slices.structured(shape, from, out, entries);
  }
}
