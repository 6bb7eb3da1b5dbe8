// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.space;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A hyperparameter: a quantity that a search chooses.
 *
 * @param name the name
 * @param domain the values
 * @param condition the condition of its activity; null if it is always active
 */
public record Hyperparameter(String name, Domain domain, @Nullable Condition condition) {

  /**
   * A condition: another hyperparameter is active and has one of some values.
   *
   * @param name the other hyperparameter, which precedes this one in the space
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

  /** A hyperparameter that is always active. */
  public static Hyperparameter of(String name, Domain domain) {
    return new Hyperparameter(name, domain, null);
  }

  /** The hyperparameter made active only where another one has one of these values. */
  public Hyperparameter onlyIf(String other, Object... values) {
    return new Hyperparameter(name, domain, new Condition(other, List.of(values)));
  }

  /** Whether the hyperparameter is active given the values before it. */
  public boolean active(Setting before) {
    return condition == null || condition.holds(before);
  }

  /** Whether a setting has a value for it, of its domain. */
  public boolean hasValueIn(Setting setting) {
    return setting.has(name) && domain.contains(setting.get(name));
  }

  /** The text form that {@link Space#parse} reads. */
  @Override
  public String toString() {
    return name + "=" + domain + (condition == null ? "" : " if " + condition);
  }
}
