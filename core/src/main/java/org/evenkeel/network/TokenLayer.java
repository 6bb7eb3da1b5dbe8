// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.evenkeel.init.Assignment;
import org.evenkeel.initializer.Constant;
import org.evenkeel.naming.Arguments;
import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.WeightShape;

/** A layer of sequences of tokens, of shape {@code {features, tokens}}. */
public sealed interface TokenLayer extends Layer
    permits TokenLayer.Embedding,
        TokenLayer.Positions,
        TokenLayer.ClassToken,
        TokenLayer.Selection,
        TokenLayer.Patches,
        TokenLayer.LayerScale,
        TokenLayer.TiedHead,
        Recurrent {

  /** Selects and applies the function for this kind of token layer. */
  <R> R match(TokenCases<R> cases);

  @Override
  default <R> R match(LayerCases<R> cases) {
    return cases.token().apply(this);
  }

  /** The word for this kind of layer. */
  default String word() {
    return match(
        new TokenCases<>(
            embedding -> "embedding",
            positions -> "positions",
            classToken -> "class-token",
            selection -> "token",
            patches -> "tokens",
            layerScale -> "layer-scale",
            tiedHead -> "tied-head",
            recurrent -> "recurrent"));
  }

  /** The number of tokens of a sequence. */
  private static int tokens(Layer layer, int[] input) {
    if (input.length != 2) {
      throw new IllegalArgumentException(
          "%s takes features and tokens: %s gets shape %s"
              .formatted(layer.kind(), layer.name(), Arrays.toString(input)));
    }
    return input[1];
  }

  /**
   * A table of vectors, one for each token of a vocabulary, on a vector of token numbers.
   *
   * @param rows the size of the vocabulary
   * @param units the size of a vector
   * @param padding the token whose vector is zero initially; -1 for none
   */
  record Embedding(String name, int rows, int units, int padding)
      implements TokenLayer, WeightedLayer {
    public Embedding {
      Shapes.requireAtLeastOne("vocabulary of " + name, rows);
      Shapes.requireAtLeastOne("units of " + name, units);
      if (padding < -1 || padding >= rows) {
        throw new IllegalArgumentException(
            "padding must be a token of the vocabulary: %s has %d of %d tokens"
                .formatted(name, padding, rows));
      }
    }

    @Override
    public <R> R match(TokenCases<R> cases) {
      return cases.embedding().apply(this);
    }

    @Override
    public boolean bias() {
      return false;
    }

    @Override
    public int[] outputShape(int[] input) {
      if (input.length != 1) {
        throw new IllegalArgumentException(
            "an embedding takes a vector of token numbers: %s gets shape %s"
                .formatted(name, Arrays.toString(input)));
      }
      return new int[] {units, input[0]};
    }

    @Override
    public WeightShape weights(int[] input) {
      return WeightShape.embedding(rows, units);
    }

    @Override
    public OptionalInt vocabulary() {
      return OptionalInt.of(rows);
    }

    @Override
    public Assignment assigned(Assignment assignment) {
      return padding < 0 || assignment.kind() != Kind.EMBEDDING
          ? assignment
          : assignment.with(
              new org.evenkeel.initializer.Embedding(assignment.initializer(), padding),
              assignment.rule(),
              assignment.why() + ", row " + padding + " zero");
    }
  }

  /**
   * A table of vectors that are added to the tokens.
   *
   * @param source the vector for each token
   * @param length the number of vectors, at least that of the tokens where each has its own
   * @param bare whether the table is a parameter called {@code name}, of shape (1, length,
   *     features), rather than {@code name.weight}
   */
  record Positions(String name, Source source, int length, boolean bare)
      implements TokenLayer, WeightedLayer {
    /** The origin of the vector that a token gets. */
    public enum Source {
      /** A learnt vector for each position. */
      LEARNED,
      /** Sines and cosines of the position (Vaswani et al. 2017, section 3.5). */
      SINUSOIDAL,
      /** The first of a few learnt vectors, as all tokens of one segment get. */
      SEGMENT
    }

    public Positions {
      Shapes.requireAtLeastOne("length of " + name, length);
    }

    @Override
    public <R> R match(TokenCases<R> cases) {
      return cases.positions().apply(this);
    }

    @Override
    public boolean bias() {
      return false;
    }

    @Override
    public int[] outputShape(int[] input) {
      int tokens = tokens(this, input);
      if (source != Source.SEGMENT && tokens > length) {
        throw new IllegalArgumentException(
            "positions must be at least as many as tokens: %s has %d for %d tokens"
                .formatted(name, length, tokens));
      }
      return input.clone();
    }

    @Override
    public WeightShape weights(int[] input) {
      outputShape(input);
      return bare
          ? WeightShape.embedding(List.of(1L, (long) length, (long) input[0]))
          : WeightShape.embedding(length, input[0]);
    }

    @Override
    public String weightName() {
      return bare ? name : WeightedLayer.super.weightName();
    }

    @Override
    public Map<String, WeightShape> parameters(int[] input) {
      return source == Source.SINUSOIDAL ? Map.of() : WeightedLayer.super.parameters(input);
    }

    @Override
    public Optional<WeightedLayer> weighted() {
      return source == Source.SINUSOIDAL ? Optional.empty() : Optional.of(this);
    }

    /** The sine or cosine of a position for one feature of so many. */
    public static double sinusoid(int position, int feature, int features) {
      double angle = position * StrictMath.pow(10_000, -(feature / 2 * 2) / (double) features);
      return feature % 2 == 0 ? StrictMath.sin(angle) : StrictMath.cos(angle);
    }
  }

  /**
   * A learnt token before all others (Devlin et al. 2018; Dosovitskiy et al. 2020).
   *
   * @param bare whether it is a parameter called {@code name}, rather than {@code name.weight}
   */
  record ClassToken(String name, boolean bare) implements TokenLayer, WeightedLayer {
    @Override
    public <R> R match(TokenCases<R> cases) {
      return cases.classToken().apply(this);
    }

    @Override
    public boolean bias() {
      return false;
    }

    @Override
    public int[] outputShape(int[] input) {
      return new int[] {input[0], tokens(this, input) + 1};
    }

    @Override
    public WeightShape weights(int[] input) {
      outputShape(input);
      return WeightShape.embedding(List.of(1L, 1L, (long) input[0]));
    }

    @Override
    public String weightName() {
      return bare ? name : WeightedLayer.super.weightName();
    }
  }

  /** The features of one token. */
  record Selection(String name, Which position) implements TokenLayer {
    /** The place of the token. */
    public enum Which {
      FIRST,
      LAST
    }

    @Override
    public <R> R match(TokenCases<R> cases) {
      return cases.selection().apply(this);
    }

    @Override
    public int[] outputShape(int[] input) {
      tokens(this, input);
      return new int[] {input[0]};
    }
  }

  /** The positions of an image, row by row, as tokens. */
  record Patches(String name) implements TokenLayer {
    @Override
    public <R> R match(TokenCases<R> cases) {
      return cases.patches().apply(this);
    }

    @Override
    public int[] outputShape(int[] input) {
      if (input.length < 2) {
        throw new IllegalArgumentException(
            "tokens takes an image: %s gets shape %s".formatted(name, Arrays.toString(input)));
      }
      return new int[] {input[0], Shapes.size(Arrays.copyOfRange(input, 1, input.length))};
    }
  }

  /**
   * A learnt factor for each feature, small initially (Touvron et al. 2021).
   *
   * @param value the initial value of all factors
   */
  record LayerScale(String name, double value) implements TokenLayer {
    public LayerScale {
      Shapes.requireFinite("layer scale", name, value);
    }

    @Override
    public <R> R match(TokenCases<R> cases) {
      return cases.layerScale().apply(this);
    }

    /** The name of the factors. */
    public String scaleName() {
      return name + ".scale";
    }

    @Override
    public Map<String, WeightShape> parameters(int[] input) {
      return Map.of(scaleName(), WeightShape.scale(List.of((long) input[0])));
    }

    @Override
    public Assignment assigned(Assignment assignment) {
      return assignment.matches().isEmpty()
          ? assignment.with(
              new Constant(value),
              "constant(" + Arguments.text(value) + ")",
              "the network's initial factor")
          : assignment;
    }
  }

  /**
   * A dense layer to a vocabulary with the weights of an embedding (Press and Wolf 2017).
   *
   * @param table the embedding
   */
  record TiedHead(String name, Embedding table, boolean bias) implements TokenLayer, WeightedLayer {
    @Override
    public <R> R match(TokenCases<R> cases) {
      return cases.tiedHead().apply(this);
    }

    @Override
    public int[] outputShape(int[] input) {
      int[] output = new Dense(name, table.rows(), bias).outputShape(input);
      if (input[0] != table.units()) {
        throw new IllegalArgumentException(
            "a tied head takes as many features as its table's vectors have: %s gets %d of %s, which has %d"
                .formatted(name, input[0], table.name(), table.units()));
      }
      return output;
    }

    @Override
    public WeightShape weights(int[] input) {
      outputShape(input);
      return WeightShape.dense(table.units(), table.rows());
    }

    @Override
    public WeightShape stored(WeightShape weights) {
      return table.weights(new int[] {1});
    }

    @Override
    public String weightName() {
      return table.weightName();
    }

    @Override
    public Assignment assigned(Assignment assignment) {
      return table.assigned(assignment);
    }

    @Override
    public Map<String, WeightShape> parameters(int[] input) {
      return bias ? Map.of(biasName(), WeightShape.bias(table.rows())) : Map.of();
    }
  }
}
