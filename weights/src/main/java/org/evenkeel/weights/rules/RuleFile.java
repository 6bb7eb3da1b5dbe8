// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.rules;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.evenkeel.activation.Gains;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.naming.Glob;
import org.evenkeel.naming.Names;
import org.evenkeel.network.RulebookTree;
import org.evenkeel.parameter.FanMode;
import org.evenkeel.parameter.Kind;
import org.evenkeel.text.Encoding;
import org.evenkeel.tree.TreeNode;
import org.evenkeel.weights.encoding.YamlText;
import org.evenkeel.weights.format.FileFormat;

/**
 * Rule files for checkpoints, and the presets: rule files that come with Evenkeel.
 *
 * <pre>{@code
 * source: where the numbers come from
 * parameters: {std: 0.02}
 * rules:
 *   - name: ["*.c_attn.weight"]
 *     kind: fused
 *     inputs: first
 *     parts: [query, key, value]
 *     rule: normal(std)
 *   - name: "*.c_proj.weight"
 *     kind: dense
 *     inputs: first
 *     rule: normal(std/sqrt(2*L))
 *   - name: "*.attn.masked_bias"
 *     rule: omit
 * }</pre>
 */
public final class RuleFile {

  /** The presets, in the order in which to list them. */
  public static final List<String> PRESETS =
      List.of(
          "pytorch",
          "gpt2",
          "nanogpt",
          "llama",
          "bert",
          "t5",
          "vit-hf",
          "vit-timm",
          "vit-torchvision",
          "resnet-torchvision",
          "resnet-timm",
          "vgg-torchvision",
          "megatron",
          "evenkeel");

  private static final String OMIT = "omit";
  private static final Pattern CALL = Pattern.compile("([\\w-]+)\\((.*)\\)");

  private RuleFile() {}

  /**
   * The rules of a preset, such as {@code gpt2} or {@code gpt2(std=0.01)}, or of a file.
   *
   * @param word the name of a preset with values of its parameters, or the path of a YAML file
   * @throws IllegalArgumentException if there is neither, or the file is malformed
   */
  public static TensorRules named(String word) {
    Matcher call = CALL.matcher(word.strip());
    String name = call.matches() ? call.group(1) : word.strip();
    if (PRESETS.contains(name)) {
      return parse(name, text(name)).with(call.matches() ? values(name, call.group(2)) : Map.of());
    }
    Path file = Path.of(word);
    if (word.endsWith(".yaml") || word.endsWith(".yml") || Files.isRegularFile(file)) {
      return read(file);
    }
    return parse(name, text(Names.find("rules for tensors", name, PRESETS, List::of)));
  }

  private static TensorRules read(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        throw new IllegalArgumentException("no such rule file: '%s'".formatted(file));
      }
      Optional<String> model = FileFormat.instead(file);
      if (model.isPresent()) {
        throw new IllegalArgumentException(
            "rules must be a YAML file, not %s: %s".formatted(file, model.get()));
      }
      if (Files.size(file) > YamlText.LARGEST) {
        throw new IllegalArgumentException(
            "a rule file has at most %d MB: '%s'".formatted(YamlText.LARGEST >> 20, file));
      }
      return parse(file.toString(), Encoding.decoded(Files.readAllBytes(file)));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "%s is not a rule file: it is no text in UTF-8".formatted(file), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of a preset's file. */
  public static String text(String preset) {
    try (InputStream in = RuleFile.class.getResourceAsStream(preset + ".yaml")) {
      if (in == null) {
        throw new IllegalArgumentException("no such preset: '%s'".formatted(preset));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Double> values(String preset, String list) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (String one : list.split(",", -1)) {
      String[] pair = one.split("=", -1);
      if (pair.length != 2) {
        throw new IllegalArgumentException(
            "parameters of a preset are written name=value: '%s'; as in %s(std=0.02)"
                .formatted(one.strip(), preset));
      }
      values.put(pair[0].strip(), Expression.evaluate(pair[1], Map.of()));
    }
    return values;
  }

  /** The rules of a text in YAML. */
  static TensorRules parse(String name, String text) {
    Object tree = YamlText.tree(name, text);
    try {
      TreeNode root = TreeNode.map(tree, "the rule file", "");
      Map<String, Double> parameters = new LinkedHashMap<>();
      if (root.take("parameters", null) instanceof Map<?, ?> map) {
        map.forEach(
            (key, value) ->
                parameters.put(
                    String.valueOf(key), Expression.evaluate(String.valueOf(value), Map.of())));
      }
      Object source = root.take("source", null);
      List<TensorRule> entries = new ArrayList<>();
      if (!(root.take("rules", null) instanceof List<?> list) || list.isEmpty()) {
        throw new IllegalArgumentException(
            "a rule file needs a list of rules; write rules: [{name: \"*.weight\", kind: dense, rule: he}]");
      }
      for (Object entry : list) {
        entries.add(entry(TreeNode.map(entry, "rules[%d]".formatted(entries.size()), "")));
      }
      root.requireNothingElse();
      return new TensorRules(
          name, source == null ? "" : source.toString().strip(), parameters, entries);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s: %s".formatted(name, e.getMessage()), e);
    }
  }

  private static TensorRule entry(TreeNode node) {
    try {
      List<String> names = node.words("name");
      String rule = node.optionalWord("rule").orElse("");
      Optional<Kind> kind = node.optionalWord("kind").map(Kind::named);
      boolean first = node.optionalWord("inputs").map(RulebookTree::inputsFirst).orElse(false);
      int groups = node.integer("groups", 1);
      int stride = node.integer("stride", 1);
      List<String> parts = Layout.labels(node.words("parts"));
      String padding = padding(node);
      List<String> unless = node.words("unless");
      List<String> tied = node.words("tied");
      TensorRule entry =
          new TensorRule(
              names.stream().map(Glob::new).toList(),
              kind.map(one -> new Layout(one, first, groups, stride, parts)).orElse(null),
              rule.equals(OMIT) || rule.isEmpty() ? null : new RuleWord(rule),
              node.optionalWord("activation").map(Gains::named),
              node.optionalWord("fan").map(FanMode::named),
              node.optionalWord("distribution").map(Distribution::named),
              padding,
              unless,
              tied);
      node.requireNothingElse();
      if (names.isEmpty() || rule.isEmpty()) {
        throw new IllegalArgumentException("an entry needs a name and a rule");
      }
      if (entry.rule() != null && entry.layout() == null) {
        throw new IllegalArgumentException(
            "an entry needs the kind of its tensors, which their shapes do not show; write kind: dense");
      }
      return entry;
    } catch (IllegalArgumentException e) {
      throw e.getMessage().startsWith(node.place())
          ? e
          : new IllegalArgumentException(node.place() + ": " + e.getMessage(), e);
    }
  }

  /** A row, counted from 0, or an expression, negative for none; empty if it is missing. */
  private static String padding(TreeNode node) {
    Object value = node.take("padding", "");
    if (value instanceof String || (value instanceof Integer row && row >= 0)) {
      return value.toString();
    }
    throw new IllegalArgumentException(
        "'padding' must be the number of a row, at least 0, or an expression: " + value);
  }
}
