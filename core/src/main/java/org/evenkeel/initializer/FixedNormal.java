// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import org.evenkeel.naming.Arguments;
import org.evenkeel.parameter.Part;

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
}
