// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.space;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One thing that a search may choose.
 *
 * @param name its name
 * @param domain its values
 * @param condition when it is active; null for always
 */
public record Hyperparameter(String name, Domain domain, Condition condition) {

  /**
   * Holds where another hyperparameter is active and has one of some values.
   *
   * @param name the other one, which stands before in the space
   * @param values the values
   */
  public record Condition(String name, List<Object> values) {
    public Condition {
      values = List.copyOf(values);
    }

    boolean holds(Setting setting) {
      return setting.has(name) && values.contains(setting.get(name));
    }

    @Override
    public String toString() {
      return name + "=" + values.stream().map(String::valueOf).collect(Collectors.joining("|"));
    }
  }

  /** One that is always active. */
  public static Hyperparameter of(String name, Domain domain) {
    return new Hyperparameter(name, domain, null);
  }

  /** The same, active only where another one has one of these values. */
  public Hyperparameter onlyIf(String other, Object... values) {
    return new Hyperparameter(name, domain, new Condition(other, List.of(values)));
  }

  /** Whether it is active, once the values before it are chosen. */
  public boolean active(Setting before) {
    return condition == null || condition.holds(before);
  }

  /** The text that {@link Space#parse} takes. */
  @Override
  public String toString() {
    return name + "=" + domain + (condition == null ? "" : " if " + condition);
  }
}
