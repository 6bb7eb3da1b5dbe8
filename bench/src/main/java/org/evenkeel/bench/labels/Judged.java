// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.labels;

import org.evenkeel.signal.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * A verdict on a network beside its label.
 *
 * @param network the network
 * @param label its label by gradient descent
 * @param verdict the verdict; null if there is no forecast
 */
record Judged(LabelledNetwork network, Label label, @Nullable Verdict verdict) {

  /** What a verdict says of training. */
  enum Says {
    TRAINS,
    SLOWLY,
    NOT,
    UNKNOWN
  }

  /** What the verdict says of training; unknown without one. */
  Says says() {
    if (verdict == null || verdict.unknown()) {
      return Says.UNKNOWN;
    }
    if (verdict.healthy()) {
      return Says.TRAINS;
    }
    return verdict.state().label().equals("slow") ? Says.SLOWLY : Says.NOT;
  }

  /** Whether the network trains, and the verdict stops it. */
  boolean falseAlarm() {
    return label == Label.TRAINS && says() == Says.NOT;
  }

  /** Whether the network does not train, and the verdict lets it pass. */
  boolean miss() {
    return label == Label.NOT && (says() == Says.TRAINS || says() == Says.SLOWLY);
  }

  /** Whether label and verdict are both clear, so that they agree or do not. */
  boolean counts() {
    return label != Label.SLOWLY && says() != Says.UNKNOWN;
  }
}
