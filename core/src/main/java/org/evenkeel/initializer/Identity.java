// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import java.nio.FloatBuffer;
import org.evenkeel.naming.Arguments;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.Structure;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;

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

  /**
   * Normal weights of variance noise²/n_in around the identity times a gain: {@code w = noise·Z +
   * gain·I}. Attention whose other factor is the identity then has such a product of its query and
   * key, or of its value and output weights, as trained attention has (Trockman, Kolter 2023,
   * "Mimetic initialization of self-attention layers", section 3, which divides the product evenly
   * by a singular value decomposition instead).
   *
   * @param noise standard deviation of √n_in·w beside the diagonal, positive and finite
   * @param gain the mean on the diagonal, finite: about 0.4 for query and key, -0.4 for value and
   *     output
   */
  public record Noisy(double noise, double gain) implements Initializer {

    /** Throws {@link IllegalArgumentException} unless both are finite and the noise positive. */
    public Noisy {
      Arguments.positive("a noise", noise, "0.4 is usual");
      if (!Double.isFinite(gain)) {
        throw new IllegalArgumentException(
            "a gain must be a finite number: " + gain + "; -0.4 is usual for value and output");
      }
    }

    /** {@inheritDoc} Here the mean of w², that of the noise and of the diagonal. */
    @Override
    public double variance(Part part) {
      return noise * noise / part.requireFans().in()
          + gain * gain * Math.min(part.inputs(), part.outputs()) / part.matrixSize();
    }

    @Override
    public Structure structure() {
      return Structure.FIXED;
    }

    @Override
    public void fill(WeightShape shape, Key key, long from, FloatBuffer out) {
      Slices.Piece piece =
          (part, start, first, slice) -> {
            long center = part.centerTap();
            FloatBuffer drawn = FloatBuffer.allocate(slice.remaining());
            float std = (float) (noise / Math.sqrt(part.requireFans().in()));
            RandomFill.normal(key, first, drawn, std);
            drawn.flip();
            Slices.entries(
                part,
                first - start,
                slice,
                (output, input, tap) ->
                    drawn.get() + (output == input && tap == center ? gain : 0));
          };
      Slices.matrices(shape, from, out, piece);
    }
  }
}
