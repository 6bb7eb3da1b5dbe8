// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.option;

import java.math.BigInteger;
import java.util.regex.Pattern;
import org.evenkeel.text.Numbers;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML whose plain values are those of version 1.2, with decimal numbers alone: {@code 010} is ten,
 * {@code 1e-3} a number, and {@code yes}, {@code 1:30}, {@code 1_000} and {@code 0x10} are words.
 * Version 1.1 reads them as eight, a word, true, ninety, a thousand and sixteen.
 */
final class DecimalYaml {

  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern REAL =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final Pattern FLAG = Pattern.compile("true|True|TRUE|false|False|FALSE");
  private static final Pattern NOTHING = Pattern.compile("~|null|Null|NULL|");

  /** The characters that a number can begin with. */
  private static final String DIGITS = "-+.0123456789";

  private DecimalYaml() {}

  /** The tree of a text. */
  static Yaml with(LoaderOptions options) {
    DumperOptions none = new DumperOptions();
    return new Yaml(new Values12(options), new Representer(none), none, options, new Words12());
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
