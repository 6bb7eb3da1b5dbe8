// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.space;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The search space: hyperparameters in order, each of which may depend on earlier ones.
 *
 * @param hyperparameters the hyperparameters
 */
public record Space(List<Hyperparameter> hyperparameters) {

  /**
   * Throws {@link IllegalArgumentException} if there is no hyperparameter, a name is repeated, or a
   * condition does not refer to values of an earlier hyperparameter.
   */
  public Space {
    hyperparameters = List.copyOf(hyperparameters);
    if (hyperparameters.isEmpty()) {
      throw new IllegalArgumentException(
          "a search needs a hyperparameter; give one as in multiplier=log:0.1..10");
    }
    Map<String, Domain> before = new HashMap<>();
    for (Hyperparameter one : hyperparameters) {
      Hyperparameter.Condition condition = one.condition();
      if (condition != null) {
        Domain other = before.get(condition.name());
        if (other == null) {
          throw new IllegalArgumentException(
              "a condition must refer to an earlier hyperparameter: %s depends on %s"
                  .formatted(one.name(), condition.name()));
        }
        for (Object value : condition.values()) {
          if (!other.contains(value)) {
            throw new IllegalArgumentException(
                "a condition must refer to existing values: %s depends on %s=%s, which is %s"
                    .formatted(one.name(), condition.name(), value, other));
          }
        }
      }
      if (before.put(one.name(), one.domain()) != null) {
        throw new IllegalArgumentException(
            "a hyperparameter may be given once only: '%s' is repeated".formatted(one.name()));
      }
    }
  }

  /**
   * The space given by a line of text: items separated by commas. An item is
   *
   * <ul>
   *   <li>{@code momentum=0.5..0.99}: reals; {@code width=0..1..0.25} with a step
   *   <li>{@code learningRate=log:1e-3..1}: reals on a logarithmic scale
   *   <li>{@code batch=int:16..128}, {@code batch=int:16..128..16}, {@code width=log:int:16..256}:
   *       whole numbers
   *   <li>{@code optimizer=sgd|adam}: choices, which are read as numbers or booleans where possible
   *   <li>{@code momentum=0.5..0.99 if optimizer=momentum|nesterov}: active only for these values
   * </ul>
   *
   * @throws IllegalArgumentException if the text is invalid; the message names the item
   */
  public static Space parse(String text) {
    return SpaceText.parse(text);
  }

  /**
   * A setting of this space from a line of text, such as {@code multiplier=1,optimizer=adam}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public Setting setting(String text) {
    return SpaceText.setting(this, text);
  }

  /** The space of some hyperparameters. */
  public static Space of(Hyperparameter... hyperparameters) {
    return new Space(List.of(hyperparameters));
  }

  /** The hyperparameter with a name; empty if there is none. */
  public Optional<Hyperparameter> named(String name) {
    return hyperparameters.stream().filter(h -> h.name().equals(name)).findFirst();
  }

  /**
   * The setting with a chosen value for each active hyperparameter, in order.
   *
   * @param choice the value of a hyperparameter
   */
  public Setting setting(Function<Hyperparameter, Object> choice) {
    Setting setting = Setting.empty();
    for (Hyperparameter one : hyperparameters) {
      if (one.active(setting)) {
        setting = setting.with(one.name(), choice.apply(one));
      }
    }
    return setting;
  }

  /** The domain of each value of a setting. */
  public Map<String, Domain> domains(Setting setting) {
    Map<String, Domain> domains = new LinkedHashMap<>();
    for (String name : setting.values().keySet()) {
      domains.put(name, named(name).orElseThrow().domain());
    }
    return domains;
  }

  /**
   * Whether the space contains a setting: each active hyperparameter has a value of its domain, and
   * there are no other values.
   */
  public boolean contains(Setting setting) {
    Setting before = Setting.empty();
    for (Hyperparameter one : hyperparameters) {
      if (one.active(before)) {
        if (!one.hasValueIn(setting)) {
          return false;
        }
        before = before.with(one.name(), setting.get(one.name()));
      }
    }
    return before.values().size() == setting.values().size();
  }

  /** The text form that {@link #parse} reads. */
  @Override
  public String toString() {
    return hyperparameters.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
