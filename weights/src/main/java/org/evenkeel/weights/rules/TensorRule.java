// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.rules;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.evenkeel.activation.Gains;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.parameter.FanMode;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a rule file: patterns of names, and what applies to tensors that one of them matches.
 *
 * @param names patterns of the whole name, * for any characters and ? for one
 * @param layout kind and layout; null if the tensor is left out
 * @param rule the rule; null if the tensor is left out
 * @param activation the activation that follows; empty for none
 * @param fan the fan that the rule divides by; empty for fan-in
 * @param distribution the distribution of single weights; empty for normal
 * @param padding the row of a table that is zero; empty for none
 * @param unless a tensor of the same module whose presence rules this entry out, such as {@code
 *     running_var} or {@code ../bn3.weight}; empty for none
 * @param tied the name of the tensor that this one is a copy of, and is left out for, if that is
 *     there; empty for none
 */
record TensorRule(
    List<String> names,
    @Nullable Layout layout,
    @Nullable RuleWord rule,
    Optional<Gains> activation,
    Optional<FanMode> fan,
    Optional<Distribution> distribution,
    OptionalInt padding,
    String unless,
    String tied) {

  TensorRule {
    names = List.copyOf(names);
    if (padding.orElse(0) < 0) {
      throw new IllegalArgumentException(
          "'padding' must be the number of a row, at least 0: " + padding.getAsInt());
    }
  }

  /**
   * Whether this entry matches a tensor.
   *
   * @param all the names of all tensors
   */
  boolean matches(String name, Set<String> all) {
    return names.stream().anyMatch(pattern -> glob(pattern).matcher(name).matches())
        && (unless.isEmpty() || !all.contains(sibling(name, unless)));
  }

  /**
   * The name of a tensor beside another: {@code a.bn2.weight}, {@code ../bn3.weight} →
   * a.bn3.weight.
   */
  private static String sibling(String name, String path) {
    String module = parent(name);
    String rest = path;
    while (rest.startsWith("../")) {
      module = parent(module);
      rest = rest.substring(3);
    }
    return module.isEmpty() ? rest : module + "." + rest;
  }

  private static String parent(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }

  /** The regular expression of a pattern. */
  static Pattern glob(String pattern) {
    return Pattern.compile(
        pattern
            .chars()
            .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
            .collect(Collectors.joining()),
        Pattern.DOTALL);
  }

  /** The patterns, as messages quote them. */
  @Override
  public String toString() {
    return names.stream().collect(Collectors.joining("\" or \"", "\"", "\""));
  }
}
