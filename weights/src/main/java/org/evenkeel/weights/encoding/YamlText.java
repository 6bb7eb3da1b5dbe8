// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.encoding;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.evenkeel.text.Numbers;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Small texts in YAML, read without tags that build objects, and with few aliases.
 *
 * <p>Their plain values are those of version 1.2, with decimal numbers alone: {@code 010} is ten,
 * {@code 1e-3} a number, and {@code yes}, {@code 1:30}, {@code 1_000} and {@code 0x10} are words.
 * Version 1.1 reads them as eight, a word, true, ninety, a thousand and sixteen.
 */
public final class YamlText {

  /** The largest size in bytes of a file with such a text. */
  public static final long LARGEST = 4 << 20;

  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern REAL =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final Pattern FLAG = Pattern.compile("true|True|TRUE|false|False|FALSE");
  private static final Pattern NOTHING = Pattern.compile("~|null|Null|NULL|");

  /** The characters that a number can begin with. */
  private static final String DIGITS = "-+.0123456789";

  private YamlText() {}

  /**
   * The tree of maps, lists and values that a text means.
   *
   * @param name the name of the text in messages
   * @throws IllegalArgumentException if it is not YAML, has a key twice or contains itself
   */
  public static @Nullable Object tree(String name, String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(20);
    options.setNestingDepthLimit(50);
    DumperOptions none = new DumperOptions();
    try {
      Object tree =
          new Yaml(new Values12(options), new Representer(none), none, options, new Words12())
              .load(text);
      requireFinite(tree, new ArrayList<>());
      return tree;
    } catch (MarkedYAMLException e) {
      throw new IllegalArgumentException(
          "%s is not YAML: %s in line %d"
              .formatted(
                  name,
                  e.getProblem(),
                  e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1),
          e);
    } catch (YAMLException e) {
      boolean bytes = e.getCause() instanceof IOException;
      throw new IllegalArgumentException(
          "%s is not YAML: %s".formatted(name, bytes ? "it is no text in UTF-8" : e.getMessage()),
          e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s: %s".formatted(name, e.getMessage()), e);
    }
  }

  /** Checks that no anchor contains itself; aliases are few, so the tree is small. */
  private static void requireFinite(Object tree, List<Object> above) {
    Collection<?> children =
        tree instanceof Map<?, ?> map
            ? map.values()
            : tree instanceof Collection<?> list ? list : List.of();
    if (children.isEmpty()) {
      return;
    }
    if (above.stream().anyMatch(one -> one == tree)) {
      throw new IllegalArgumentException("an anchor must not contain itself; remove its alias");
    }
    above.add(tree);
    children.forEach(child -> requireFinite(child, above));
    above.remove(above.size() - 1);
  }

  /** The types of plain values. */
  private static final class Words12 extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.BOOL, FLAG, "tTfF");
      addImplicitResolver(Tag.INT, WHOLE, DIGITS);
      addImplicitResolver(Tag.FLOAT, REAL, DIGITS);
      addImplicitResolver(Tag.NULL, NOTHING, "~nN\0");
      addImplicitResolver(Tag.NULL, Pattern.compile("^$"), null);
    }
  }

  /** The values of numbers. */
  private static final class Values12 extends SafeConstructor {
    Values12(LoaderOptions options) {
      super(options);
      yamlConstructors.put(Tag.INT, new Decimal());
      yamlConstructors.put(Tag.FLOAT, new Decimal());
    }

    /** A decimal number in the smallest type that holds it. */
    private static final class Decimal extends AbstractConstruct {
      @Override
      public Object construct(Node node) {
        String text = node instanceof ScalarNode scalar ? scalar.getValue() : "a list or a map";
        if (!Numbers.isDecimal(text)) {
          throw new IllegalArgumentException(
              "line %d: '%s' is not a decimal number; write one such as 0.5 or 1e-3"
                  .formatted(node.getStartMark().getLine() + 1, text));
        } else if (!WHOLE.matcher(text).matches()) {
          return Double.valueOf(text);
        }
        BigInteger whole = new BigInteger(text);
        if (whole.bitLength() < Integer.SIZE) {
          return whole.intValue();
        }
        return whole.bitLength() < Long.SIZE ? (Object) whole.longValue() : whole;
      }
    }
  }
}
