// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.evenkeel.activation.Gains;
import org.evenkeel.init.Rulebook;
import org.evenkeel.init.Start;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.parameter.FanMode;
import org.evenkeel.parameter.Kind;
import org.evenkeel.tree.TreeNode;

/**
 * A reader of {@link Rulebook}s from trees of maps, lists and words, as returned by a YAML or JSON
 * parser.
 *
 * <pre>{@code
 * rules:
 *   - name: "head.*"
 *     kind: dense
 *     rule: mup-output(256)
 *   - kind: [recurrent, input-gates]
 *     rule: orthogonal
 *   - name: "*.weight"
 *     rule: auto*2
 *     activation: swiglu
 *     distribution: truncated-normal
 *     fan: average
 * }</pre>
 *
 * <p>An entry needs a rule, and a name, a kind or both; it matches the parameters that have all of
 * them. A parameter of a block of one's own has no kind; one that an entry's name matches gets its
 * kind. {@code inputs: first} says that a matrix is (n_in, n_out), as for {@code x.dot(w)}.
 */
public final class RulebookTree {

  /** Keys of rule files for weights files alone, of the file and of an entry. */
  private static final Set<String> OF_WEIGHTS =
      Set.of("source", "parameters", "parts", "groups", "stride", "padding", "unless", "tied");

  private RulebookTree() {}

  /**
   * Reads a rulebook.
   *
   * @param tree a map with the key {@code rules}
   * @throws IllegalArgumentException naming the place, the value found and what is known there
   */
  public static Rulebook read(Object tree) {
    TreeNode root = TreeNode.map(tree, "rule file", "");
    requireForNetworks(root);
    if (!(root.take("rules", List.of()) instanceof List<?> list) || list.isEmpty()) {
      throw new IllegalArgumentException(
          "a rule file needs a list of rules; write for example rules: [{name: \"*.weight\", rule: he}]");
    }
    root.requireNothingElse();
    List<Rulebook.Entry> entries = new ArrayList<>();
    for (Object entry : list) {
      entries.add(entry(TreeNode.map(entry, "rules[%d]".formatted(entries.size()), "")));
    }
    return new Rulebook(entries);
  }

  private static Rulebook.Entry entry(TreeNode node) {
    try {
      requireForNetworks(node);
      Optional<String> name = node.optionalWord("name");
      List<Kind> kinds = node.words("kind").stream().map(Kind::named).toList();
      Optional<Gains> activation = node.optionalWord("activation").map(Gains::named);
      Optional<FanMode> fan = node.optionalWord("fan").map(FanMode::named);
      Optional<Distribution> distribution =
          node.optionalWord("distribution").map(Distribution::named);
      boolean first = node.optionalWord("inputs").map(RulebookTree::inputsFirst).orElse(false);
      Start start = Start.of(node.word("rule", null));
      node.requireNothingElse();
      return new Rulebook.Entry(
          name.orElse(""), kinds, start, activation, fan, distribution, first);
    } catch (IllegalArgumentException e) {
      throw e.getMessage().startsWith(node.place())
          ? e
          : new IllegalArgumentException(node.place() + ": " + e.getMessage(), e);
    }
  }

  private static void requireForNetworks(TreeNode node) {
    node.values().keySet().stream()
        .filter(OF_WEIGHTS::contains)
        .findFirst()
        .ifPresent(
            key -> {
              throw new IllegalArgumentException(
                  "%s: '%s' belongs to rule files for weights files, which draw and audit take for the tensors of a file or a list; a network shows shapes and depth itself, so its rule file has name, kind and rule"
                      .formatted(node.place(), key));
            });
  }

  /**
   * Whether a word says that inputs are the first axis of a matrix.
   *
   * @throws IllegalArgumentException if the word is neither first nor last
   */
  public static boolean inputsFirst(String word) {
    if (!word.equals("first") && !word.equals("last")) {
      throw new IllegalArgumentException(
          "inputs must be first or last: '%s'; first for a matrix (n_in, n_out)".formatted(word));
    }
    return word.equals("first");
  }
}
