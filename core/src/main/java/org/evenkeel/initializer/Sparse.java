// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.evenkeel.naming.Arguments;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.Structure;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;

/**
 * Units with exactly k normal weights of variance scale/k, at positions drawn without replacement,
 * and zeros elsewhere (Martens 2010, "Deep learning via Hessian-free optimization", section 5: k =
 * 15). The mean of w² is scale/n_in, as for dense weights of that scale.
 *
 * <p>k counts the inputs of a unit, as in the paper; PyTorch's {@code sparse_} counts the outputs
 * of an input.
 *
 * @param connections k, at least 1; a unit with fewer inputs uses all of them
 * @param scale k·Var of the weights that are not zero, positive and finite
 */
public record Sparse(long connections, double scale) implements Initializer {

  /** The resolution of random positions, which are drawn from floats of 24 bits. */
  private static final long MAX_INPUTS = 1 << 24;

  /** Throws {@link IllegalArgumentException} unless both are positive and finite. */
  public Sparse {
    if (connections < 1) {
      throw new IllegalArgumentException(
          "a unit needs at least one connection: " + connections + "; 15 is Martens's");
    }
    Arguments.positive("a scale", scale, "1 keeps the signal of a linear layer");
  }

  /** {@inheritDoc} Here the mean of w². */
  @Override
  public double variance(Part part) {
    part.requireFans();
    return scale / (part.inputs() * part.taps());
  }

  @Override
  public Structure structure() {
    return Structure.SPARSE;
  }

  @Override
  public void fill(WeightShape shape, Key key, long from, FloatBuffer out) {
    Slices.matrices(
        shape,
        from,
        out,
        (part, start, first, slice) -> {
          long inputs = part.inputs() * part.taps();
          if (inputs > MAX_INPUTS) {
            throw new IllegalArgumentException(
                "sparse units must have at most 2^24 inputs: " + inputs + "; draw normal weights");
          }
          int k = (int) Math.min(connections, inputs);
          float[] values = new float[slice.remaining()];
          RandomFill.normal(key, first, FloatBuffer.wrap(values), (float) Math.sqrt(scale / k));
          FloatBuffer drawn = FloatBuffer.wrap(values);
          int[][] places = new int[Math.toIntExact(part.outputs())][];
          Slices.entries(
              part,
              first - start,
              slice,
              (output, input, tap) -> {
                float value = drawn.get();
                int unit = (int) output;
                if (places[unit] == null) {
                  places[unit] = places(key, start + output * inputs, k, (int) inputs);
                }
                int place = (int) (input * part.taps() + tap);
                return Arrays.binarySearch(places[unit], place) >= 0 ? value : 0;
              });
        });
  }

  /**
   * A sorted random subset of k of n positions, all subsets being equally likely (Floyd's method,
   * Bentley and Floyd 1987, "A sample of brilliance"). It has a random sequence of its own, because
   * in that of the values one word affects two distant values.
   */
  private static int[] places(Key key, long from, int k, int n) {
    Key own = new Key(~key.k0(), key.k1(), key.k2(), key.k3());
    float[] u = new float[k];
    RandomFill.uniform(own, from, FloatBuffer.wrap(u), 1);
    int[] chosen = new int[k];
    for (int i = 0; i < k; i++) {
      int last = n - k + i;
      int candidate = (int) ((u[i] + 1.0) / 2 * (last + 1));
      int at = Arrays.binarySearch(chosen, 0, i, candidate);
      int place = at < 0 ? candidate : last;
      int insert = at < 0 ? -1 - at : i;
      System.arraycopy(chosen, insert, chosen, insert + 1, i - insert);
      chosen[insert] = place;
    }
    return chosen;
  }
}
