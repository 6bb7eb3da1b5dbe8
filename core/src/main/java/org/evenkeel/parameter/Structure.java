// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.parameter;

import java.util.List;
import java.util.Locale;
import org.evenkeel.naming.Names;

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
  /** Independent weights that see the difference of each unit and its mirror image. */
  MIRRORED_INDEPENDENT,
  /** A random orthogonal matrix at the kernel's center, zeros elsewhere. */
  DELTA_ORTHOGONAL,
  /** The same of a matrix whose units' weights sum to zero. */
  DELTA_CENTERED,
  /** The same of a matrix that sees the difference of each unit and its mirror image. */
  DELTA_MIRRORED,
  /** Independent weights at a few random places of each unit, zeros elsewhere. */
  SPARSE,
  /** One value everywhere, so that all units are copies of one another. */
  CONSTANT,
  /** Values that are not random. */
  FIXED;

  /**
   * The structure of that name, as {@link #toString()} writes it.
   *
   * @throws IllegalArgumentException if there is none; the message lists all
   */
  public static Structure named(String name) {
    return Names.find(
        "a structure", name, List.of(values()), structure -> List.of(structure.toString()));
  }

  /** Whether means over draws follow from the weights' mean and variance alone. */
  public boolean isForecast() {
    return this != FIXED;
  }

  /** Whether each unit's weights sum to zero, which cancels what all inputs have in common. */
  public boolean isCentered() {
    return this == CENTERED || this == CENTERED_ORTHOGONAL || this == DELTA_CENTERED;
  }

  /**
   * What weights of one variance see of a signal, as a factor: both units of a pair say the same.
   */
  public int pairing() {
    return isMirrored() ? 2 : 1;
  }

  /** Whether units see the difference of each unit and its mirror image: the odd part of f. */
  public boolean isMirrored() {
    return this == MIRRORED || this == MIRRORED_INDEPENDENT || this == DELTA_MIRRORED;
  }

  /** Whether all weights but those at the kernel's center are 0. */
  public boolean isDelta() {
    return this == DELTA_ORTHOGONAL || this == DELTA_CENTERED || this == DELTA_MIRRORED;
  }

  /** Whether a square matrix keeps the length of every vector that its units see all of. */
  public boolean isOrthogonal() {
    return this == ORTHOGONAL || this == CENTERED_ORTHOGONAL || this == MIRRORED || isDelta();
  }

  /** Whether a weight depends on all others of its unit, so that slices cost as much as wholes. */
  public boolean isWhole() {
    return isOrthogonal() || isCentered() || isMirrored();
  }

  /** The name in lower case, with hyphens. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
