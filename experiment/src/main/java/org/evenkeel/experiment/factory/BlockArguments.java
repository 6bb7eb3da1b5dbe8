// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment.factory;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.evenkeel.study.space.Space;

/**
 * The arguments of a block factory, as text by name: a value, or a range or choices to search, as a
 * search space has them.
 *
 * @param texts the text of each argument, in order
 */
public record BlockArguments(Map<String, String> texts) {

  /** No arguments. */
  public static final BlockArguments NONE = new BlockArguments(Map.of());

  private static final Pattern CALL = Pattern.compile("([\\w.$]+)\\((.*)\\)");
  private static final Pattern ARGUMENT = Pattern.compile("([A-Za-z][\\w.-]*)\\s*=\\s*(\\S.*)");
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,9}");
  private static final Pattern REAL =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

  public BlockArguments {
    texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
  }

  /** The class in a text such as {@code my.Model(layers=4)}, or the text itself. */
  public static String className(String text) {
    Matcher call = CALL.matcher(text.strip());
    return call.matches() ? call.group(1) : text.strip();
  }

  /**
   * The arguments in a text such as {@code my.Model(layers=int:4..16,mode=fast)}.
   *
   * @throws IllegalArgumentException if one is not a name and a value, or is repeated
   */
  public static BlockArguments of(String text) {
    Matcher call = CALL.matcher(text.strip());
    if (!call.matches()) {
      return NONE;
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (String one : call.group(2).split(",", -1)) {
      Matcher argument = ARGUMENT.matcher(one.strip());
      if (!argument.matches() || texts.put(argument.group(1), argument.group(2).strip()) != null) {
        throw new IllegalArgumentException(
            "an argument of a block factory must be a name and its value, given once: '%s' in '%s'; write %s(layers=4,mode=fast)"
                .formatted(one.strip(), text, call.group(1)));
      }
    }
    return new BlockArguments(texts);
  }

  /** The same arguments with another value of one. */
  public BlockArguments with(String name, Object value) {
    Map<String, String> changed = new LinkedHashMap<>(texts);
    changed.put(name, String.valueOf(value));
    return new BlockArguments(changed);
  }

  private static boolean isRange(String text) {
    return text.contains("..") || text.contains("|");
  }

  /** The arguments to search, as the text of a search space; empty if there are none. */
  public String search() {
    return texts.entrySet().stream()
        .filter(one -> isRange(one.getValue()))
        .map(one -> one.getKey() + "=" + one.getValue())
        .collect(Collectors.joining(","));
  }

  /** The same arguments with mid-range values in place of ranges. */
  public BlockArguments representative() {
    if (search().isEmpty()) {
      return this;
    }
    BlockArguments[] changed = {this};
    Space.parse(search())
        .hyperparameters()
        .forEach(one -> changed[0] = changed[0].with(one.name(), one.domain().at(0.5)));
    return changed[0];
  }

  /**
   * What is made of the values, given as numbers and booleans where they are such.
   *
   * @param maker makes it, and asks for every argument on the way
   * @throws IllegalArgumentException if a value is a range, or the maker does not ask for one
   */
  public <T> T give(Function<Map<String, Object>, T> maker) {
    Asked values = new Asked();
    texts.forEach(
        (name, text) -> {
          if (isRange(text)) {
            throw new IllegalArgumentException(
                "an argument of a block factory needs one value here: %s=%s is a range; search it with tune, or give one value"
                    .formatted(name, text));
          }
          values.put(name, value(text));
        });
    T made = maker.apply(values);
    for (String name : texts.keySet()) {
      if (!values.asked.contains(name)) {
        throw new IllegalArgumentException(
            "the argument %s=%s has no effect: the block factory does not ask for it; check its name, or omit it"
                .formatted(name, texts.get(name)));
      }
    }
    return made;
  }

  private static Object value(String text) {
    if (WHOLE.matcher(text).matches()) {
      return Integer.valueOf(text);
    } else if (REAL.matcher(text).matches()) {
      return Double.valueOf(text);
    }
    return text.equals("true") || text.equals("false") ? (Object) Boolean.valueOf(text) : text;
  }

  /** A map that knows which of its values were asked for. */
  private static final class Asked extends LinkedHashMap<String, Object> {
    private static final long serialVersionUID = 1;
    private final transient Set<Object> asked = new TreeSet<>();

    @Override
    public Object get(Object key) {
      asked.add(key);
      return super.get(key);
    }

    @Override
    public Object getOrDefault(Object key, Object otherwise) {
      asked.add(key);
      return super.getOrDefault(key, otherwise);
    }

    @Override
    public boolean containsKey(Object key) {
      asked.add(key);
      return super.containsKey(key);
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
      asked.addAll(super.keySet());
      return super.entrySet();
    }

    @Override
    public Set<String> keySet() {
      asked.addAll(super.keySet());
      return super.keySet();
    }
  }

  /** The call of a class with these arguments, as the command takes it. */
  public String call(String className) {
    return texts.isEmpty()
        ? className
        : texts.entrySet().stream()
            .map(one -> one.getKey() + "=" + one.getValue())
            .collect(Collectors.joining(",", className + "(", ")"));
  }
}
