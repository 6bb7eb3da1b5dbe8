// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A remedy: changes that are made together. {@code toString} is Java, or plain words where there is
 * no Java for a change.
 *
 * @param changes the changes, in order; empty where nothing better is known
 */
public record Remedy(List<Change> changes) {

  /** No remedy is known. */
  public static final Remedy NONE_KNOWN = new Remedy(List.of());

  /** A copy of the changes. */
  public Remedy {
    changes = List.copyOf(changes);
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
