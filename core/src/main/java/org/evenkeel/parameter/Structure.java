// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.parameter;

import java.util.Locale;

/** The structure of the matrices that an initializer draws, which decides what theory says. */
public enum Structure {
  /** Independent weights of mean 0. */
  INDEPENDENT,
  /** A random orthogonal matrix over the whole kernel, times a gain. */
  ORTHOGONAL,
  /** Independent weights less their mean, so that each unit's sum to zero. */
  CENTERED,
  /** A random orthogonal matrix over the whole kernel whose units' weights sum to zero. */
  CENTERED_ORTHOGONAL,
  /** A random orthogonal matrix that sees the difference of each unit and its mirror image. */
  MIRRORED,
  /** A random orthogonal matrix at the kernel's center, zeros elsewhere. */
  DELTA_ORTHOGONAL,
  /** Independent weights at a few random places of each unit, zeros elsewhere. */
  SPARSE,
  /** One value everywhere, so that all units are copies of one another. */
  CONSTANT,
  /** Values that are not random. */
  FIXED;

  /** Whether means over draws follow from the weights' mean and variance alone. */
  public boolean isForecast() {
    return this != FIXED;
  }

  /** Whether each unit's weights sum to zero, which cancels what all inputs have in common. */
  public boolean isCentered() {
    return this == CENTERED || this == CENTERED_ORTHOGONAL;
  }

  /**
   * What weights of one variance see of a signal, as a factor: both units of a pair say the same.
   */
  public int pairing() {
    return this == MIRRORED ? 2 : 1;
  }

  /** Whether a square matrix keeps the length of every vector, or of every centered one. */
  public boolean isOrthogonal() {
    return this == ORTHOGONAL || this == CENTERED_ORTHOGONAL || this == DELTA_ORTHOGONAL;
  }

  /** The name in lower case, with hyphens. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
