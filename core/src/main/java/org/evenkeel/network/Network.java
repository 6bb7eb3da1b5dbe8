// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Entering;
import org.evenkeel.init.Assignment;
import org.evenkeel.init.Start;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.shaping.Shaping;
import org.jspecify.annotations.Nullable;

/** A feed-forward network: the shape of one example and its layers in order. */
public final class Network {

  /** Digits of constants in words. */
  private static final int DIGITS = 4;

  private final List<Integer> input;
  private final List<Layer> layers;

  /** Found on first use; two threads at once would find the same. */
  private volatile @Nullable List<Placed> weighted;

  private volatile @Nullable List<Parameter> parameters;

  /**
   * A weighted layer in its network, with what its initial weights depend on.
   *
   * @param layer the layer
   * @param weights its weights' shape and fans
   * @param following the activation that follows, possibly after normalization, dropout or pooling;
   *     the identity if a weighted or unknown layer or the end of the network comes first
   * @param entering what enters the layer
   */
  public record Placed(
      WeightedLayer layer, WeightShape weights, Activation following, Entering entering) {

    /** Whether weights of another layer depend on the same. */
    public boolean isAsPlaced(Placed other) {
      return weights.equals(other.weights)
          && following.equals(other.following)
          && entering.equals(other.entering)
          && layer.bias() == other.layer.bias()
          && layer.kind().equals(other.layer.kind());
    }

    /** The number of units, or of output channels. */
    public int units() {
      return Math.toIntExact(weights.units());
    }

    /** The number of inputs, or of input channels. */
    public int inputs() {
      Part first = weights.parts().get(0);
      return Math.toIntExact(first.count() * first.inputs());
    }
  }

  /**
   * A parameter, with what its initial values depend on.
   *
   * @param name its name, which seeds its draw
   * @param shape its shape and fans
   * @param following the activation that follows its layer, as in {@link Placed}
   * @param entering what enters its layer, as in {@link Placed}
   * @param layer its layer
   */
  public record Parameter(
      String name, WeightShape shape, Activation following, Entering entering, Layer layer) {

    /** What a start draws it by. */
    public Assignment assigned(Start start) {
      return layer.assigned(start.assign(name, shape.kind(), following, entering));
    }
  }

  /**
   * A network, in which every layer must fit the one before.
   *
   * @param input the shape of one example, {@code {features}}, {@code {features, tokens}} or {@code
   *     {channels, height, width}}
   * @param layers the layers, whose names must be unique
   * @throws IllegalArgumentException naming the first layer that does not fit
   */
  public Network(List<Integer> input, List<Layer> layers) {
    this.input = List.copyOf(input);
    this.layers = List.copyOf(layers);
    int[] shape = shapeOf(input);
    Branches.requireUniqueNames(layers, new HashSet<>());
    Memory.requireKnown(layers);
    if (!hasWeights(layers)) {
      throw new IllegalArgumentException(
          "a network needs at least one layer with weights; add a dense layer or a convolution");
    }
    Shapes.through(layers, shape);
  }

  /** The shape of one example. */
  public List<Integer> input() {
    return input;
  }

  /** The layers in order. */
  public List<Layer> layers() {
    return layers;
  }

  /** The shape of an input; throws an exception unless it has one to four axes. */
  static int[] shapeOf(List<Integer> input) {
    if (input.isEmpty() || input.size() > 4) {
      throw new IllegalArgumentException(
          "the input has features, or channels and one to three axes: " + input);
    }
    input.forEach(size -> Shapes.requireAtLeastOne("input size", size));
    return toArray(input);
  }

  /**
   * A multilayer perceptron from its widths, with one activation after each layer except the last.
   *
   * @param layers widths in order, {@code WIDTHxCOUNT} for a repeated one: {@code 64,64x30,10} has
   *     64 inputs, thirty hidden layers of 64 units and 10 outputs
   * @param activation the activation after every hidden layer
   * @throws IllegalArgumentException if the text is not a list of at least two widths
   */
  public static Network perceptron(String layers, Activation activation) {
    List<Integer> widths = Widths.of(layers);
    List<Layer> result = new ArrayList<>();
    for (int l = 1; l < widths.size(); l++) {
      result.add(new Layer.Dense("dense" + l, widths.get(l), true));
      if (l < widths.size() - 1) {
        result.add(new Layer.Nonlinearity("activation" + l, activation));
      }
    }
    return new Network(List.of(widths.get(0)), result);
  }

  /** Whether there are only dense layers and activations. */
  public boolean isPerceptron() {
    return layers.stream()
        .allMatch(
            layer ->
                layer.match(
                    new LayerCases<>(
                        dense -> true,
                        convolution -> false,
                        transposed -> false,
                        pooling -> false,
                        flatten -> false,
                        nonlinearity -> true,
                        dropout -> false,
                        normalization -> false,
                        attention -> false,
                        residual -> false,
                        merge -> false,
                        memory -> false,
                        token -> false,
                        unknown -> false)));
  }

  /** The widths of a perceptron: those of its input and of its dense layers. */
  public List<Integer> widths() {
    List<Integer> widths = new ArrayList<>(input);
    weightedLayers().forEach(placed -> widths.add(placed.units()));
    return List.copyOf(widths);
  }

  /**
   * A perceptron with hidden layers {@code factor} times as wide; layers of other kinds, and their
   * sublayers, remain as they are.
   */
  public Network widened(int factor) {
    List<Layer> wider = new ArrayList<>();
    for (Layer layer : layers.subList(0, layers.size() - 1)) {
      wider.add(
          layer.match(
              new LayerCases<>(
                  dense ->
                      new Layer.Dense(
                          dense.name(), dense.units() * factor, dense.bias(), dense.form()),
                  convolution -> convolution,
                  transposed -> transposed,
                  pooling -> pooling,
                  flatten -> flatten,
                  nonlinearity -> nonlinearity,
                  dropout -> dropout,
                  normalization -> normalization,
                  attention -> attention,
                  residual -> residual,
                  merge -> merge,
                  memory -> memory,
                  token -> token,
                  unknown -> unknown)));
    }
    wider.add(layers.get(layers.size() - 1));
    return new Network(input, wider);
  }

  /** This network with one activation in place of all of its own. */
  public Network withActivation(Activation activation) {
    return with(one -> new Layer.Nonlinearity(one.name(), activation), one -> one);
  }

  /**
   * This network with its activations in a shape for as many as follow one another in it.
   *
   * @throws IllegalArgumentException if it has no activations, or one has no such shape
   */
  public Network shaped(Shaping shaping) {
    int depth = Branches.activations(layers);
    if (depth == 0) {
      throw new IllegalArgumentException(
          "a shape is one of activations: the network has none; add one, or omit the shape");
    }
    Map<Activation, Activation> known = new HashMap<>();
    return with(
        one ->
            new Layer.Nonlinearity(
                one.name(), known.computeIfAbsent(one.activation(), f -> shaping.of(f, depth))),
        one -> one);
  }

  /** This network with dropout at no more than a rate. */
  public Network withDropout(double rate) {
    return with(one -> one, one -> one.rate() > rate ? new Layer.Dropout(one.name(), rate) : one);
  }

  /** The largest rate of its dropout; 0 if it has none. */
  public double dropoutRate() {
    double[] largest = {0};
    Branches.with(
        layers,
        one -> one,
        one -> {
          largest[0] = Math.max(largest[0], one.rate());
          return one;
        });
    return largest[0];
  }

  /** This network with other activations and dropout, those within residual layers included. */
  private Network with(
      UnaryOperator<Layer.Nonlinearity> nonlinearity, UnaryOperator<Layer.Dropout> dropout) {
    return new Network(input, Branches.with(layers, nonlinearity, dropout));
  }

  /**
   * The number of tokens whose numbers are its input, the least where several layers take them;
   * empty where its input is other values.
   */
  public OptionalInt vocabulary() {
    return layers.stream()
        .map(Layer::vocabulary)
        .filter(OptionalInt::isPresent)
        .mapToInt(OptionalInt::getAsInt)
        .min();
  }

  /** The shape of one input. */
  public int[] inputShape() {
    return toArray(input);
  }

  /** The shape of one output. */
  public int[] outputShape() {
    return Shapes.through(layers, inputShape());
  }

  /**
   * The weighted layers in order of execution: branches of a residual block before its shortcut,
   * and each projection of attention with the shape of one token.
   */
  public List<Placed> weightedLayers() {
    List<Placed> found = weighted;
    if (found == null) {
      found = placed();
      weighted = found;
    }
    return found;
  }

  private List<Placed> placed() {
    List<Placed> placed = new ArrayList<>();
    Walk.through(
        layers,
        inputShape(),
        Walk.Around.NETWORK,
        (layer, shape, around) -> {
          if (layer.weighted().isPresent()) {
            WeightedLayer one = layer.weighted().get();
            placed.add(new Placed(one, one.weights(shape), around.following(), around.entering()));
          }
        });
    return List.copyOf(placed);
  }

  /**
   * The number of values of one input that all layers keep for the gradient: their outputs, those
   * within branches included, the weights of attention, and those of the last in the loss.
   */
  public double keptValues() {
    DoubleAdder kept = new DoubleAdder();
    kept.add(IntStream.of(outputShape()).asDoubleStream().reduce(1, (a, b) -> a * b));
    Walk.through(
        layers,
        inputShape(),
        Walk.Around.NETWORK,
        (layer, shape, around) -> kept.add(layer.keptValues(shape)));
    return kept.sum();
  }

  /** All parameters, layer by layer in order of execution: weights before biases. */
  public List<Parameter> parameters() {
    List<Parameter> found = parameters;
    if (found == null) {
      List<Parameter> all = new ArrayList<>();
      Walk.through(
          layers,
          inputShape(),
          Walk.Around.NETWORK,
          (layer, shape, around) ->
              layer
                  .parameters(shape)
                  .forEach(
                      (name, weights) -> {
                        Activation following = layer.following(around.following());
                        all.add(new Parameter(name, weights, following, around.entering(), layer));
                      }));
      found = List.copyOf(all);
      parameters = found;
    }
    return found;
  }

  /** Whether a layer among these, or in their branches, has weights. */
  public static boolean hasWeights(List<Layer> layers) {
    return layers.stream()
        .anyMatch(layer -> layer.weighted().isPresent() || hasWeights(layer.sublayers()));
  }

  private static int[] toArray(List<Integer> shape) {
    return shape.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * The formulas of its shaped activations, as in {@code tat(relu)(x) = 1.2 relu(x)}.
   *
   * @param digits significant digits of the constants
   */
  public List<String> shapes(int digits) {
    Set<String> shapes = new LinkedHashSet<>();
    Branches.with(
        layers,
        one -> {
          Activation f = one.activation();
          f.shaped()
              .ifPresent(shaped -> shapes.add("%s(x) = %s".formatted(f, shaped.formula(digits))));
          return one;
        },
        one -> one);
    return List.copyOf(shapes);
  }

  /** Whether two networks have the same input and layers. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Network that && input.equals(that.input) && layers.equals(that.layers);
  }

  @Override
  public int hashCode() {
    return 31 * input.hashCode() + layers.hashCode();
  }

  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    parts.add(
        "network of %d weighted layers, %s to %s"
            .formatted(weightedLayers().size(), input, Arrays.toString(outputShape())));
    parts.addAll(shapes(DIGITS));
    return String.join("; ", parts);
  }
}
