// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.parameter;

import java.util.Locale;

/** The structure of the matrices that an initializer draws, which decides what theory says. */
public enum Structure {
  /** Independent weights of mean 0. */
  INDEPENDENT,
  /** A random orthogonal matrix over the whole kernel, times a gain. */
  ORTHOGONAL,
  /** A random orthogonal matrix at the kernel's center, zeros elsewhere. */
  CENTERED,
  /** Independent weights at a few random places of each unit, zeros elsewhere. */
  SPARSE,
  /** One value everywhere, so that all units are copies of one another. */
  CONSTANT,
  /** Values that are not random. */
  FIXED;

  /** Whether means over draws follow from the weights' mean and variance alone. */
  public boolean isForecast() {
    return this != SPARSE && this != FIXED;
  }

  /** The name in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
