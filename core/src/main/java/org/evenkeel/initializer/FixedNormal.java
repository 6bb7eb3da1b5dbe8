// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.evenkeel.naming.Arguments;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;

/**
 * Independent weights from N(0, std²) whatever the fans, as usual for embeddings, and for weights
 * before rules by fan.
 */
public record FixedNormal(double std) implements Independent {

  /** Throws {@link IllegalArgumentException} unless std is positive and finite. */
  public FixedNormal {
    Arguments.positive("a standard deviation", std, "0.01 was usual");
  }

  @Override
  public double variance(Part part) {
    return std * std;
  }

  @Override
  public Distribution distribution() {
    return Distribution.NORMAL;
  }

  /**
   * The same for values in pairs of opposite sign, as biases of mirrored units are: value i of n is
   * paired with value i + n/2, which is the first one negated. The last of an odd number has no
   * partner.
   */
  public record Paired(double std) implements Initializer {

    /** Throws {@link IllegalArgumentException} unless std is positive and finite. */
    public Paired {
      Arguments.positive("a standard deviation", std, "0.01 was usual");
    }

    @Override
    public double variance(Part part) {
      return std * std;
    }

    @Override
    public Optional<Distribution> drawnFrom() {
      return Optional.of(Distribution.NORMAL);
    }

    @Override
    public void fill(WeightShape shape, Key key, long from, FloatBuffer out) {
      Slices.require(shape, from, out.remaining());
      long pairs = shape.size() / 2;
      long end = from + out.remaining();
      for (long at = from; at < end; ) {
        boolean second = at >= pairs && at < 2 * pairs;
        long to = Math.min(end, at < pairs ? pairs : second ? 2 * pairs : end);
        FloatBuffer piece = Slices.piece(out, out.position(), (int) (to - at));
        RandomFill.normal(key, second ? at - pairs : at, piece.duplicate(), (float) std);
        for (int i = 0; second && i < piece.limit(); i++) {
          piece.put(i, -piece.get(i));
        }
        out.position(out.position() + piece.limit());
        at = to;
      }
    }
  }
}
