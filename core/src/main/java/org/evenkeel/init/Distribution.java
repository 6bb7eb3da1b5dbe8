// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import java.util.List;
import org.evenkeel.naming.Names;

/** What single weights are drawn from. Mean and variance are the same for all; the shape is not. */
public enum Distribution {

  /** N(0, Var). */
  NORMAL,

  /**
   * Normal, cut off at two standard deviations of the parent, whose variance is raised to match.
   */
  TRUNCATED_NORMAL,

  /** Uniform on (-√(3 Var), √(3 Var)). */
  UNIFORM;

  /**
   * The distribution of that name; case, hyphens, underscores and spaces do not count.
   *
   * @param name as {@link #toString} gives it, or {@code gaussian} or {@code truncated}
   * @throws IllegalArgumentException if there is none; the message lists those there are
   */
  public static Distribution named(String name) {
    return Names.find("a distribution", name, List.of(values()), Distribution::names);
  }

  /** The name, in lower case with hyphens. */
  @Override
  public String toString() {
    return names().get(0);
  }

  private List<String> names() {
    return switch (this) {
      case NORMAL -> List.of("normal", "gaussian");
      case TRUNCATED_NORMAL -> List.of("truncated-normal", "truncated");
      case UNIFORM -> List.of("uniform");
    };
  }
}
