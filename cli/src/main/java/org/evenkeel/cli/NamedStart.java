// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import java.util.Optional;
import org.evenkeel.init.Start;

/**
 * A start under the name the user gave it.
 *
 * @param name the name
 * @param start the start; empty for the model's own defaults
 */
record NamedStart(String name, Optional<Start> start) {

  /** The name of a model's own, untouched defaults. */
  static final String DJL = "djl";

  static NamedStart djl() {
    return new NamedStart(DJL, Optional.empty());
  }

  static NamedStart of(String name, Start start) {
    return new NamedStart(name, Optional.of(start));
  }
}
