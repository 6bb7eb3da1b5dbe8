// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A remedy: changes that are made together. {@code toString} is Java, or plain words where there is
 * no Java for a change.
 *
 * @param changes the changes, in order; empty where nothing better is known
 * @param trials the starts that were measured to find it, in order; empty where a forecast told, or
 *     nothing was tried
 */
public record Remedy(List<Change> changes, List<Trial> trials) {

  /** No remedy is known. */
  public static final Remedy NONE_KNOWN = new Remedy(List.of());

  /** Copies of the lists. */
  public Remedy {
    changes = List.copyOf(changes);
    trials = List.copyOf(trials);
  }

  /**
   * A start that was measured in place of the one in use.
   *
   * @param change what makes it
   * @param state what the network was by it
   */
  public record Trial(Change.Redraw change, Verdict.State state) {
    @Override
    public String toString() {
      return "%s is %s".formatted(change, state.label());
    }
  }

  /** A remedy for which nothing was measured. */
  public Remedy(List<Change> changes) {
    this(changes, List.of());
  }

  /** The same after some starts were measured. */
  public Remedy after(List<Trial> measured) {
    return new Remedy(changes, measured);
  }

  /** A remedy of some changes. */
  public static Remedy of(Change... changes) {
    return new Remedy(List.of(changes));
  }

  /** Whether there is something to change. */
  public boolean isKnown() {
    return !changes.isEmpty();
  }

  @Override
  public String toString() {
    return isKnown()
        ? changes.stream().map(Change::toString).collect(Collectors.joining(", and "))
        : "nothing better is known";
  }
}
