// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.space;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The domain of several values without an order.
 *
 * @param choices the values: strings, numbers ({@code Long} or {@code Double}) or booleans
 */
public record CategoricalDomain(List<Object> choices) implements Domain {

  /** Throws {@link IllegalArgumentException} if there is no choice, or one is repeated. */
  public CategoricalDomain {
    choices = List.copyOf(choices);
    if (choices.isEmpty() || choices.stream().distinct().count() < choices.size()) {
      throw new IllegalArgumentException(
          "choices must be one or more different values: %s".formatted(choices));
    }
  }

  /** The domain of several words. */
  public static CategoricalDomain of(String... choices) {
    return new CategoricalDomain(List.of((Object[]) choices));
  }

  @Override
  public Object at(double u) {
    return choices.get((int) Math.min(choices.size() - 1.0, Math.floor(u * choices.size())));
  }

  @Override
  public double place(Object value) {
    return (internal(value) + 0.5) / choices.size();
  }

  @Override
  public boolean contains(Object value) {
    return choices.contains(value);
  }

  @Override
  public double internal(Object value) {
    int index = choices.indexOf(value);
    if (index < 0) {
      throw new IllegalArgumentException("a value must be one of %s: %s".formatted(this, value));
    }
    return index;
  }

  @Override
  public Object external(double internal) {
    return choices.get((int) internal);
  }

  @Override
  public double size() {
    return choices.size();
  }

  @Override
  public String toString() {
    return choices.stream().map(String::valueOf).collect(Collectors.joining("|"));
  }

  @Override
  public boolean near(Object value, Object other, double share) {
    return String.valueOf(value).equals(String.valueOf(other));
  }
}
