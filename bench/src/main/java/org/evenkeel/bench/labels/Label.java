// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.labels;

import java.util.Locale;

/** What a network learns from its start within a fixed number of steps. */
enum Label {
  /** At the best learning rate, two of three seeds reach the target accuracy. */
  TRAINS,
  /** One seed reaches it, or the median at the best learning rate is half-way there. */
  SLOWLY,
  /** Neither. */
  NOT;

  static Label named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
