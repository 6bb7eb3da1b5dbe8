// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.rules;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.evenkeel.activation.Gains;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.naming.Glob;
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
 * @param padding the row of a table that is zero, an expression; none if it is empty or its value
 *     negative
 * @param unless tensors of the same module any of whose presence rules this entry out, such as
 *     {@code running_var} or {@code ../bn3.weight}
 * @param tied names of tensors; this one is a copy of the first that is there, and left out
 */
record TensorRule(
    List<Glob> names,
    @Nullable Layout layout,
    @Nullable RuleWord rule,
    Optional<Gains> activation,
    Optional<FanMode> fan,
    Optional<Distribution> distribution,
    String padding,
    List<String> unless,
    List<String> tied) {

  TensorRule {
    names = List.copyOf(names);
    unless = List.copyOf(unless);
    tied = List.copyOf(tied);
  }

  /**
   * Whether this entry matches a tensor.
   *
   * @param all the names of all tensors
   */
  boolean matches(String name, Set<String> all) {
    return names.stream().anyMatch(pattern -> pattern.matches(name))
        && unless.stream().noneMatch(path -> all.contains(sibling(name, path)));
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

  /** The patterns, as messages quote them. */
  @Override
  public String toString() {
    return names.stream().map(Glob::text).collect(Collectors.joining("\" or \"", "\"", "\""));
  }
}
