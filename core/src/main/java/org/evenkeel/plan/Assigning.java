// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.plan;

import java.util.EnumMap;
import java.util.Map;
import org.evenkeel.init.Assignment;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.parameter.Kind;

/**
 * What a start assigns to the parameters of a network. Without rules for single parameters, those
 * of equal layers in a row get one assignment under different names.
 */
final class Assigning {

  private final Start start;
  private final boolean alike;
  private final Map<Kind, Seen> last = new EnumMap<>(Kind.class);

  /** A parameter and what a start assigned to it, before its layer has changed that. */
  private record Seen(Network.Parameter parameter, Assignment assignment) {

    boolean isLike(Network.Parameter other) {
      return parameter.following().equals(other.following())
          && parameter.entering().equals(other.entering());
    }
  }

  Assigning(Start start) {
    this.start = start;
    this.alike = start.rulebook().entries().isEmpty();
  }

  Assignment of(Network.Parameter parameter) {
    if (!alike) {
      return parameter.assigned(start);
    }
    Kind kind = parameter.shape().kind();
    Seen seen = last.get(kind);
    if (seen == null || !seen.isLike(parameter)) {
      seen =
          new Seen(
              parameter,
              start.assign(parameter.name(), kind, parameter.following(), parameter.entering()));
      last.put(kind, seen);
    }
    return parameter.layer().assigned(seen.assignment.of(parameter.name()));
  }
}
