// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.plan;

import java.util.List;
import java.util.Objects;
import org.evenkeel.parameter.Fans;
import org.evenkeel.signal.LayerSignal.LayerStart;
import org.jspecify.annotations.Nullable;

/**
 * The initial distribution of one parameter of a network, or of one part of it where the parts
 * differ, with the reason for it.
 *
 * @param part the part's name; null if all parts have the same distribution
 * @param kind the kind of its layer
 * @param fans its fans; null if it has none
 * @param gain √(n_in·Var(w)); null for biases, scales and shifts
 * @param bound the largest absolute value; null for an unbounded distribution
 * @param reason why it is drawn so
 */
public record PlannedParameter(
    String name,
    @Nullable String part,
    String kind,
    List<Long> dimensions,
    @Nullable Fans fans,
    LayerStart start,
    @Nullable Double gain,
    @Nullable Double bound,
    Reason reason) {

  public PlannedParameter {
    dimensions = List.copyOf(dimensions);
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(reason, "reason");
  }

  /** The same of another parameter. */
  PlannedParameter of(String other) {
    return new PlannedParameter(other, part, kind, dimensions, fans, start, gain, bound, reason);
  }

  /**
   * The reason for a parameter's distribution.
   *
   * @param entries the entries of the rule file that match, counted from 1
   * @param why the entry that decides, or the activation that follows, in words; null if unknown
   */
  public record Reason(List<Integer> entries, @Nullable String why) {

    public Reason {
      entries = List.copyOf(entries);
    }
  }
}
