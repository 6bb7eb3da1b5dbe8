// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Multi-head attention of the tokens of {@code {features, tokens}} to one another or to a {@link
 * Memory}: {@code O · concat_h(V_h · softmax(K_h'·Q_h / √d)) + o} with Q the projections of every
 * token, K and V those of every token that is seen, and {@code d} the size of a head's queries
 * (Vaswani et al. 2017, section 3.2.2).
 *
 * @param heads the number of heads, which divides the units of the queries
 * @param projections query, key and value, or one layer whose units are theirs in this order
 * @param output the layer that mixes the heads
 * @param pattern which tokens see which, and how heads share keys
 */
public record Attention(
    String name, int heads, List<Layer.Dense> projections, Layer.Dense output, Pattern pattern)
    implements Layer {

  /**
   * The pattern of attention.
   *
   * @param keyHeads the number of heads of keys and values, each for a group of heads of queries
   *     (Ainslie et al. 2023)
   * @param causal whether a token sees only itself and those before it
   * @param rotaryBase the base of rotary positions (Su et al. 2021); 0 for none
   * @param memory what the keys and values come from; empty for the input
   */
  public record Pattern(int keyHeads, boolean causal, double rotaryBase, Optional<Source> memory) {

    /** A pattern among the tokens of the input. */
    public Pattern(int keyHeads, boolean causal, double rotaryBase) {
      this(keyHeads, causal, rotaryBase, Optional.empty());
    }

    /** Keys and values for each head, and all tokens seen by all. */
    public static Pattern full(int heads) {
      return new Pattern(heads, false, 0);
    }
  }

  /**
   * A memory that keys and values come from.
   *
   * @param name of the {@link Memory}
   * @param features the size of its vectors
   * @param tokens their number
   */
  public record Source(String name, int features, int tokens) {}

  /**
   * Checks that the projections fit together.
   *
   * @throws IllegalArgumentException naming the sizes that do not
   */
  public Attention {
    projections = List.copyOf(projections);
    int keyHeads = pattern.keyHeads();
    Shapes.requireAtLeastOne("heads of " + name, heads);
    Shapes.requireAtLeastOne("key-heads of " + name, keyHeads);
    if (heads % keyHeads != 0) {
      throw new IllegalArgumentException(
          "key-heads must divide the heads of attention: %s has %d for %d heads"
              .formatted(name, keyHeads, heads));
    }
    if (projections.size() == 1) {
      Shapes.requireDivides(heads + 2 * keyHeads, projections.get(0));
    } else {
      Dense query = projections.get(0);
      Dense key = projections.get(1);
      if ((long) query.units() * keyHeads != (long) key.units() * heads) {
        throw new IllegalArgumentException(
            keyHeads == heads
                ? "query and key must have the same units: %s has %d and %d"
                    .formatted(name, query.units(), key.units())
                : "heads of query and key must have the same units: %s has %d for %d and %d for %d"
                    .formatted(name, query.units(), heads, key.units(), keyHeads));
      }
      Shapes.requireDivides(heads, query);
      Shapes.requireDivides(keyHeads, projections.get(2));
    }
    if (pattern.memory().isPresent()
        && (pattern.causal() || pattern.rotaryBase() != 0 || projections.size() == 1)) {
      throw new IllegalArgumentException(
          "attention to a memory sees all of it, without rotary positions and by three projections: %s looks at %s"
              .formatted(name, pattern.memory().get().name()));
    }
    if (pattern.rotaryBase() != 0
        && (!(pattern.rotaryBase() > 1) || headSize(heads, projections, keyHeads) % 2 != 0)) {
      throw new IllegalArgumentException(
          "rotary positions need a base above 1 and heads of even size: %s has base %s and heads of %d"
              .formatted(name, pattern.rotaryBase(), headSize(heads, projections, keyHeads)));
    }
  }

  /** Attention of all tokens to all, with four layers of their own. */
  public Attention(String name, int heads, Dense query, Dense key, Dense value, Dense output) {
    this(name, heads, List.of(query, key, value), output, Pattern.full(heads));
  }

  private static int headSize(int heads, List<Dense> projections, int keyHeads) {
    int units = projections.get(0).units();
    return projections.size() == 1 ? units / (heads + 2 * keyHeads) : units / heads;
  }

  /** The shape of one token that keys and values come from. */
  public int[] seen(int[] token) {
    return pattern.memory().map(source -> new int[] {source.features()}).orElse(token);
  }

  /** The units of one head's queries, and of its keys. */
  public int headSize() {
    return headSize(heads, projections, pattern.keyHeads());
  }

  /** The units of all heads' values, which the output layer sums. */
  public int values() {
    return isFused()
        ? heads * headSize()
        : heads * (projections.get(2).units() / pattern.keyHeads());
  }

  /** Whether query, key and value are one layer. */
  public boolean isFused() {
    return projections.size() == 1;
  }

  /** The layer of the queries. */
  public Dense query() {
    return projections.get(0);
  }

  /** The layer of the keys. */
  public Dense key() {
    return projections.get(isFused() ? 0 : 1);
  }

  /** The layer of the values. */
  public Dense value() {
    return projections.get(isFused() ? 0 : 2);
  }

  @Override
  public List<Layer> sublayers() {
    return Stream.concat(projections.stream(), Stream.of(output)).map(Layer.class::cast).toList();
  }

  @Override
  public <R> R match(LayerCases<R> cases) {
    return cases.attention().apply(this);
  }

  @Override
  public int[] outputShape(int[] input) {
    if (input.length != 2) {
      throw new IllegalArgumentException(
          "attention takes features and tokens: %s gets shape %s"
              .formatted(name, Arrays.toString(input)));
    }
    return new int[] {output.units(), input[1]};
  }

  /**
   * {@inheritDoc} Of each head besides: for all tokens that a token sees the products of query and
   * key, their softmax, and what dropout leaves of it.
   */
  @Override
  public double keptValues(int[] input) {
    int seen = pattern.memory().map(Source::tokens).orElse(input[1]);
    return (double) output.units() * input[1] + 3.0 * heads * input[1] * seen;
  }
}
