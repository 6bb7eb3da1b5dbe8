// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import java.util.Optional;
import org.evenkeel.djl.DataScaling;
import org.evenkeel.init.Start;

/**
 * A start under the name the user gave it.
 *
 * @param name the name
 * @param start the start; empty for the model's own defaults
 * @param byData whether the weights are then scaled by data, to second moments of the start's
 *     multiplier
 */
record NamedStart(String name, Optional<Start> start, boolean byData) {

  /** The name of a model's own, untouched defaults. */
  static final String DJL = "djl";

  static NamedStart djl() {
    return new NamedStart(DJL, Optional.empty(), false);
  }

  static NamedStart of(String name, Start start) {
    return new NamedStart(name, Optional.of(start), false);
  }

  /** The same, scaled by data. */
  NamedStart scaledByData() {
    return new NamedStart(name, start, true);
  }

  /** The name of the rule. */
  String rule() {
    return byData ? DataScaling.RULE : start.map(drawn -> drawn.rule().name()).orElse(DJL);
  }
}
