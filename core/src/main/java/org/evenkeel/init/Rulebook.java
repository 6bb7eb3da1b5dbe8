// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.activation.Gains;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.naming.Glob;
import org.evenkeel.parameter.FanMode;
import org.evenkeel.parameter.Kind;

/**
 * Rules for single parameters, by patterns of names and kinds. The first entry that matches a
 * parameter applies; if none does, the rule of the {@link Start} applies.
 */
public record Rulebook(List<Entry> entries) {

  /** The rulebook without entries. */
  public static final Rulebook EMPTY = new Rulebook(List.of());

  /** Number of names listed in an error message. */
  private static final int EXAMPLES = 4;

  /**
   * A pattern with its rule.
   *
   * @param name the pattern of the whole name, * for any characters and ? for one; empty for all
   * @param kinds the kinds that it matches; empty for all
   * @param start rule and multiplier
   * @param activation the activation that follows, in place of that of the network; empty for the
   *     network's
   * @param fan the fan to divide by; empty for the start's
   * @param distribution the distribution of single weights; empty for the start's
   * @param inputsFirst whether a matrix that gets its kind from this entry is (n_in, n_out)
   */
  public record Entry(
      String name,
      List<Kind> kinds,
      Start start,
      Optional<Gains> activation,
      Optional<FanMode> fan,
      Optional<Distribution> distribution,
      boolean inputsFirst) {

    /** An entry for matrices (n_out, n_in), as those of most libraries are. */
    public Entry(
        String name,
        List<Kind> kinds,
        Start start,
        Optional<Gains> activation,
        Optional<FanMode> fan,
        Optional<Distribution> distribution) {
      this(name, kinds, start, activation, fan, distribution, false);
    }

    /** The kind that a parameter of a block that is not known has by this entry. */
    public Optional<Kind> kindOf(String parameter) {
      return !name.isEmpty() && kinds.size() == 1 && matches(parameter, kinds.get(0))
          ? Optional.of(kinds.get(0))
          : Optional.empty();
    }

    /** Copies the kinds. */
    public Entry {
      kinds = List.copyOf(kinds);
      start.requireRule("an entry of a rule file");
      if (name.isEmpty() && kinds.isEmpty()) {
        throw new IllegalArgumentException(
            "an entry of a rule file needs a name or a kind: rule %s; write name: \"*\" for all parameters"
                .formatted(start));
      }
    }

    /** Whether this entry matches a parameter. */
    public boolean matches(String parameter, Kind kind) {
      return (kinds.isEmpty() || kinds.contains(kind))
          && (name.isEmpty() || new Glob(name).matches(parameter));
    }

    /** The pattern, as in the file. */
    @Override
    public String toString() {
      String ofName = name.isEmpty() ? "" : "\"" + name + "\"";
      if (kinds.isEmpty()) {
        return ofName;
      }
      return (name.isEmpty() ? "" : ofName + ", ")
          + "kind "
          + kinds.stream().map(Kind::toString).collect(Collectors.joining(" or "));
    }
  }

  /**
   * Copies the entries.
   *
   * @throws IllegalArgumentException if two have the same pattern, so that one never applies
   */
  public Rulebook {
    entries = entries instanceof Ordered ? entries : new Ordered(entries);
    Map<String, Integer> numbers = new HashMap<>();
    for (Entry entry : entries) {
      Integer earlier = numbers.putIfAbsent(entry.toString(), numbers.size() + 1);
      if (earlier != null) {
        throw new IllegalArgumentException(
            "entries must have different patterns: entry %d has that of entry %d, %s; remove one"
                .formatted(numbers.size() + 1, earlier, entry));
      }
    }
  }

  /** The entries that match a parameter; the first applies. */
  List<Entry> matching(String parameter, Kind kind) {
    return ((Ordered) entries).matching(parameter, kind);
  }

  /**
   * Entries in their order, those of one whole name by that: a rule file for each parameter of a
   * deep network has as many as it has parameters.
   */
  private static final class Ordered extends AbstractList<Entry> {

    private final List<Entry> all;
    private final List<Integer> patterns = new ArrayList<>();
    private final Map<String, List<Integer>> named = new HashMap<>();
    private final IdentityHashMap<Entry, Integer> places = new IdentityHashMap<>();

    Ordered(List<Entry> entries) {
      all = List.copyOf(entries);
      for (int i = 0; i < all.size(); i++) {
        places.put(all.get(i), i);
        String name = all.get(i).name();
        boolean isWhole = !name.isEmpty() && name.indexOf('*') < 0 && name.indexOf('?') < 0;
        (isWhole ? named.computeIfAbsent(name, any -> new ArrayList<>()) : patterns).add(i);
      }
    }

    List<Entry> matching(String parameter, Kind kind) {
      List<Integer> whole = named.getOrDefault(parameter, List.of());
      return (patterns.isEmpty()
              ? whole.stream()
              : Stream.concat(patterns.stream(), whole.stream()).sorted())
          .map(all::get)
          .filter(entry -> entry.matches(parameter, kind))
          .toList();
    }

    @Override
    public Entry get(int index) {
      return all.get(index);
    }

    @Override
    public int size() {
      return all.size();
    }

    @Override
    public int indexOf(Object entry) {
      Integer place = places.get(entry);
      return place == null ? all.indexOf(entry) : place;
    }
  }

  /**
   * Checks that every entry matches one of all parameters of a network.
   *
   * @throws IllegalArgumentException naming the first entry that matches none
   */
  public void requireEveryEntryMatches(Collection<Assignment> parameters) {
    Set<Entry> matched = new HashSet<>();
    parameters.forEach(parameter -> matched.addAll(parameter.matches()));
    for (Entry entry : entries) {
      if (!matched.contains(entry)) {
        throw new IllegalArgumentException(
            "every pattern must match a parameter: entry %d, %s, matches none of %s%s; correct or remove it"
                .formatted(
                    entries.indexOf(entry) + 1,
                    entry,
                    parameters.stream()
                        .limit(EXAMPLES)
                        .map(parameter -> parameter.parameter() + " (" + parameter.kind() + ")")
                        .collect(Collectors.joining(", ")),
                    parameters.size() > EXAMPLES
                        ? " and " + (parameters.size() - EXAMPLES) + " more"
                        : ""));
      }
    }
  }
}
