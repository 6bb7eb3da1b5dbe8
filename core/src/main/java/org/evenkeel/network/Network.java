// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.init.WeightShape;

/**
 * A feed-forward network: the shape of one example and the layers it passes through.
 *
 * @param input the shape of one example, {@code {features}}, {@code {features, tokens}} or {@code
 *     {channels, height, width}}
 * @param layers the layers in order
 */
public record Network(List<Integer> input, List<Layer> layers) {

  private static final int MAX_WIDTH = 10_000_000;
  private static final int MAX_LAYERS = 1_000_000;

  /**
   * A weighted layer where it stands: what its first weights need to know.
   *
   * @param layer the layer
   * @param weights its weights' shape and fans
   * @param following the activation that its output meets next, past normalization, dropout and
   *     pooling; the identity where another weighted or unknown layer or the end of the network
   *     comes first
   */
  public record Placed(Layer.Weighted layer, WeightShape weights, Activation following) {}

  /**
   * A parameter: what its first values need to know.
   *
   * @param name its name, which seeds its draw
   * @param shape its shape and fans
   * @param following the activation that its layer's output meets next, as in {@link Placed}
   */
  public record Parameter(String name, WeightShape shape, Activation following) {}

  /**
   * Checks that every layer fits the one before and that names are unique.
   *
   * @throws IllegalArgumentException naming the first layer that does not fit
   */
  public Network {
    input = List.copyOf(input);
    layers = List.copyOf(layers);
    int[] shape = shapeOf(input);
    requireUniqueNames(layers, new HashSet<>());
    if (!hasWeights(layers)) {
      throw new IllegalArgumentException(
          "a network needs at least one layer with weights; add a dense layer or a convolution");
    }
    Shapes.through(layers, shape);
  }

  /** The input's sizes, where they are those of a shape. */
  static int[] shapeOf(List<Integer> input) {
    if (input.isEmpty() || input.size() > 4) {
      throw new IllegalArgumentException(
          "the input has features, or channels and one to three axes: " + input);
    }
    input.forEach(size -> Shapes.requireAtLeastOne("input size", size));
    return toArray(input);
  }

  /**
   * A multilayer perceptron written as its widths, with one activation after every layer but the
   * last.
   *
   * @param layers widths in order, {@code WIDTHxCOUNT} for a repeated one: {@code 64,64x30,10} has
   *     64 inputs, thirty hidden layers of 64 units and 10 outputs
   * @param activation the activation after every hidden layer
   * @throws IllegalArgumentException if the text is not a list of at least two widths
   */
  public static Network perceptron(String layers, Activation activation) {
    List<Integer> widths = widths(layers);
    List<Layer> result = new ArrayList<>();
    for (int l = 1; l < widths.size(); l++) {
      result.add(new Layer.Dense("dense" + l, widths.get(l), true));
      if (l < widths.size() - 1) {
        result.add(new Layer.Nonlinearity("activation" + l, activation));
      }
    }
    return new Network(List.of(widths.get(0)), result);
  }

  /** The shape of one example that enters. */
  public int[] inputShape() {
    return toArray(input);
  }

  /** The shape of one example that leaves. */
  public int[] outputShape() {
    return Shapes.through(layers, inputShape());
  }

  /**
   * The weighted layers in order of execution, branches of a residual block before its shortcut,
   * and the four projections of attention, each for one token.
   */
  public List<Placed> weightedLayers() {
    List<Placed> placed = new ArrayList<>();
    walk(
        layers,
        inputShape(),
        Activations.IDENTITY,
        (layer, shape, following) -> {
          if (layer instanceof Layer.Weighted weighted) {
            placed.add(new Placed(weighted, weighted.weights(shape), following));
          }
        });
    return List.copyOf(placed);
  }

  /** All parameters, layer by layer in order of execution: weights before biases. */
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    walk(
        layers,
        inputShape(),
        Activations.IDENTITY,
        (layer, shape, following) ->
            layer
                .parameters(shape)
                .forEach(
                    (name, weights) -> parameters.add(new Parameter(name, weights, following))));
    return List.copyOf(parameters);
  }

  /** What is done with each layer. */
  @FunctionalInterface
  private interface Visitor {
    void visit(Layer layer, int[] input, Activation following);
  }

  private static void walk(
      List<Layer> layers, int[] input, Activation afterwards, Visitor visitor) {
    int[] shape = input;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      Activation following = following(layers, i + 1, afterwards);
      visitor.visit(layer, shape, following);
      if (layer instanceof Layer.Residual residual) {
        walk(residual.branch(), shape, following, visitor);
        walk(residual.shortcut(), shape, following, visitor);
      } else if (layer instanceof Layer.Attention attention) {
        for (Layer.Dense projection : attention.projections()) {
          visitor.visit(
              projection,
              attention.tokenInto(projection, shape),
              projection.equals(attention.output()) ? following : Activations.IDENTITY);
        }
      }
      shape = layer.outputShape(shape);
    }
  }

  private static Activation following(List<Layer> layers, int from, Activation afterwards) {
    for (Layer layer : layers.subList(from, layers.size())) {
      if (layer instanceof Layer.Nonlinearity nonlinearity) {
        return nonlinearity.activation();
      } else if (layer instanceof Layer.Weighted
          || layer instanceof Layer.Residual
          || layer instanceof Layer.Attention
          || layer instanceof Layer.Unknown) {
        return Activations.IDENTITY;
      }
    }
    return afterwards;
  }

  private static List<Integer> widths(String layers) {
    List<Integer> widths = new ArrayList<>();
    for (String part : layers.split(",", -1)) {
      String[] widthAndCount = part.strip().split("x", -1);
      if (widthAndCount.length > 2) {
        throw badWidth(part, layers);
      }
      int width = positive(widthAndCount[0], part, layers);
      int count = widthAndCount.length == 2 ? positive(widthAndCount[1], part, layers) : 1;
      if (widths.size() + count > MAX_LAYERS) {
        throw new IllegalArgumentException(
            "a network has at most %,d layers: '%s'".formatted(MAX_LAYERS, layers));
      }
      widths.addAll(Collections.nCopies(count, width));
    }
    if (widths.size() < 2) {
      throw new IllegalArgumentException(
          "layers need at least inputs and outputs: '%s'; write for example 64,64x30,10"
              .formatted(layers));
    }
    return widths;
  }

  private static int positive(String number, String part, String layers) {
    try {
      int value = Integer.parseInt(number.strip());
      if (value >= 1 && value <= MAX_WIDTH) {
        return value;
      }
    } catch (NumberFormatException e) {
      // the message below says what a width must be
    }
    throw badWidth(part, layers);
  }

  private static IllegalArgumentException badWidth(String part, String layers) {
    return new IllegalArgumentException(
        "every layer needs a width from 1 to %,d: '%s' in '%s'; write for example 64,64x30,10"
            .formatted(MAX_WIDTH, part.strip(), layers));
  }

  private static void requireUniqueNames(List<Layer> layers, Set<String> seen) {
    for (Layer layer : layers) {
      if (!seen.add(layer.name())) {
        throw new IllegalArgumentException(
            "layer names must be unique: '%s' stands twice; rename one".formatted(layer.name()));
      }
      if (layer instanceof Layer.Residual residual) {
        requireUniqueNames(residual.branch(), seen);
        requireUniqueNames(residual.shortcut(), seen);
      } else if (layer instanceof Layer.Attention attention) {
        requireUniqueNames(List.copyOf(attention.projections()), seen);
      }
    }
  }

  private static boolean hasWeights(List<Layer> layers) {
    return layers.stream()
        .anyMatch(
            layer ->
                layer instanceof Layer.Weighted
                    || layer instanceof Layer.Attention
                    || (layer instanceof Layer.Residual residual
                        && (hasWeights(residual.branch()) || hasWeights(residual.shortcut()))));
  }

  private static int[] toArray(List<Integer> shape) {
    return shape.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public String toString() {
    return "network of %d weighted layers, %s to %s"
        .formatted(weightedLayers().size(), input, Arrays.toString(outputShape()));
  }
}
