// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;

/**
 * Independent weights from N(0, std²) whatever the fans: what was usual before rules by fan, and
 * still is for biases and embeddings.
 *
 * @param std standard deviation, positive and finite
 */
public record FixedNormal(double std) implements Initializer {

  /** Throws {@link IllegalArgumentException} unless std is positive and finite. */
  public FixedNormal {
    Positive.require("a standard deviation", std, "0.01 was usual");
  }

  @Override
  public double variance(Fans fans) {
    return std * std;
  }

  @Override
  public double variance(WeightShape shape) {
    return std * std;
  }

  @Override
  public Optional<Distribution> drawnFrom() {
    return Optional.of(Distribution.NORMAL);
  }

  @Override
  public void fill(WeightShape shape, Key key, long from, FloatBuffer out) {
    Slices.require(shape, from, out);
    RandomFill.normal(key, from, out, (float) std);
  }
}
