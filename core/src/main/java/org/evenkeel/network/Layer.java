// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.activation.Activation;
import org.evenkeel.init.WeightShape;

/**
 * One layer of a network, as data.
 *
 * <p>Shapes are those of one example without its batch axis: {@code {features}} for a vector,
 * {@code {features, tokens}} for a sequence, {@code {channels, height, width}} for an image, with
 * one, two or three axes after the channels. A dense layer for every token is a convolution whose
 * kernel is 1.
 */
public sealed interface Layer {

  /**
   * The name, unique in its network; parameters are called {@code name.weight}, {@code name.bias}.
   */
  String name();

  /** The field's word for this kind of layer, as it stands in YAML and in tables. */
  String kind();

  /**
   * The shape that leaves this layer.
   *
   * @param input the shape that enters
   * @throws IllegalArgumentException if this layer cannot take that shape
   */
  int[] outputShape(int[] input);

  /**
   * The layer's own parameters by their names, in order; those of layers inside it are theirs.
   *
   * @param input the shape that enters
   */
  default Map<String, WeightShape> parameters(int[] input) {
    return Map.of();
  }

  /** A layer {@code z = W·x + b} whose first weights have to be drawn. */
  sealed interface Weighted extends Layer {

    /** Whether a bias is added. */
    boolean bias();

    /** The weights' shape and fans for inputs of the given shape. */
    WeightShape weights(int[] input);

    @Override
    default Map<String, WeightShape> parameters(int[] input) {
      WeightShape weights = weights(input);
      Map<String, WeightShape> parameters = new LinkedHashMap<>();
      parameters.put(weightName(), weights);
      if (bias()) {
        parameters.put(biasName(), WeightShape.bias(weights.dimensions().get(0)));
      }
      return parameters;
    }

    /** The name of the weight parameter, the one that seeds its draw. */
    default String weightName() {
      return name() + ".weight";
    }

    /** The name of the bias parameter, the one that seeds its draw. */
    default String biasName() {
      return name() + ".bias";
    }
  }

  /** A fully connected layer: every unit sums all {@code n_in} inputs. */
  record Dense(String name, int units, boolean bias) implements Weighted {
    public Dense {
      Shapes.requireAtLeastOne("units of " + name, units);
    }

    @Override
    public String kind() {
      return "dense";
    }

    @Override
    public int[] outputShape(int[] input) {
      if (input.length != 1) {
        throw new IllegalArgumentException(
            "a dense layer takes a vector: %s gets shape %s; put a flatten layer before it"
                .formatted(name, Arrays.toString(input)));
      }
      return new int[] {units};
    }

    @Override
    public WeightShape weights(int[] input) {
      outputShape(input);
      return WeightShape.dense(input[0], units);
    }
  }

  /**
   * A convolution over one, two or three axes: every output channel sums {@code n_in = channels_in
   * / groups · ∏kernel} terms at every position.
   *
   * @param channels output channels
   * @param kernel the kernel's size along each axis
   */
  record Convolution(
      String name,
      int channels,
      List<Integer> kernel,
      int stride,
      int padding,
      int groups,
      boolean bias)
      implements Weighted {
    public Convolution {
      kernel = List.copyOf(kernel);
      Shapes.requireAtLeastOne("channels of " + name, channels);
      kernel.forEach(size -> Shapes.requireAtLeastOne("kernel of " + name, size));
      Shapes.requireAtLeastOne("stride of " + name, stride);
      Shapes.requireAtLeastOne("groups of " + name, groups);
      Shapes.requireNotNegative("padding of " + name, padding);
    }

    @Override
    public String kind() {
      return "convolution";
    }

    @Override
    public int[] outputShape(int[] input) {
      weights(input);
      return Shapes.slide(name, input, kernel, stride, padding, channels);
    }

    @Override
    public WeightShape weights(int[] input) {
      Shapes.requireImage(name, kind(), input, kernel.size());
      return WeightShape.convolution(
          input[0], channels, groups, kernel, Collections.nCopies(kernel.size(), stride));
    }
  }

  /**
   * Pooling over windows of each channel.
   *
   * @param window the window's size along each axis; empty for the whole image, which leaves a
   *     vector of channels
   */
  record Pooling(String name, Reduction reduction, List<Integer> window, int stride, int padding)
      implements Layer {
    /** What becomes of the values in one window. */
    public enum Reduction {
      MAX,
      AVERAGE
    }

    public Pooling {
      window = List.copyOf(window);
      window.forEach(size -> Shapes.requireAtLeastOne("window of " + name, size));
      Shapes.requireAtLeastOne("stride of " + name, stride);
      Shapes.requireNotNegative("padding of " + name, padding);
    }

    /** Whether the window is the whole image. */
    public boolean global() {
      return window.isEmpty();
    }

    @Override
    public String kind() {
      return "pooling";
    }

    @Override
    public int[] outputShape(int[] input) {
      if (global()) {
        Shapes.requireImage(name, kind(), input, Math.max(1, input.length - 1));
        return new int[] {input[0]};
      }
      Shapes.requireImage(name, kind(), input, window.size());
      return Shapes.slide(name, input, window, stride, padding, input[0]);
    }
  }

  /** An image made a vector. */
  record Flatten(String name) implements Layer {
    @Override
    public String kind() {
      return "flatten";
    }

    @Override
    public int[] outputShape(int[] input) {
      return new int[] {Shapes.size(input)};
    }
  }

  /** An activation function applied to every element. */
  record Nonlinearity(String name, Activation activation) implements Layer {
    @Override
    public String kind() {
      return "activation";
    }

    @Override
    public int[] outputShape(int[] input) {
      return input.clone();
    }
  }

  /**
   * Dropout: in training every element is zeroed with probability {@code rate} and the others are
   * divided by {@code 1 - rate}.
   */
  record Dropout(String name, double rate) implements Layer {
    public Dropout {
      if (!(rate >= 0 && rate < 1)) {
        throw new IllegalArgumentException(
            "a dropout rate must be at least 0 and below 1: %s has %s".formatted(name, rate));
      }
    }

    @Override
    public String kind() {
      return "dropout";
    }

    @Override
    public int[] outputShape(int[] input) {
      return input.clone();
    }
  }

  /**
   * Normalization to mean 0 and variance 1, or to mean square 1 alone, followed by a learnt scale
   * and shift.
   */
  record Normalization(String name, Over over) implements Layer {
    /** What mean and variance are taken over. */
    public enum Over {
      /** Each channel over all examples and positions (Ioffe and Szegedy 2015). */
      BATCH,
      /** All elements of an example (Ba et al. 2016). */
      LAYER,
      /** The features of each position: layer normalization as transformers have it. */
      TOKEN,
      /**
       * The features of each position, divided by the root of their mean square: no mean is
       * subtracted, and no shift added (Zhang and Sennrich 2019).
       */
      RMS
    }

    @Override
    public String kind() {
      return "normalization";
    }

    /** The name of the scale parameter. */
    public String scaleName() {
      return name + ".scale";
    }

    /** The name of the shift parameter. */
    public String shiftName() {
      return name + ".shift";
    }

    /** A scale and a shift for every channel or feature, or for every element of a layer. */
    @Override
    public Map<String, WeightShape> parameters(int[] input) {
      List<Long> dimensions =
          over == Over.LAYER
              ? Arrays.stream(input).mapToObj(Long::valueOf).toList()
              : List.of((long) input[0]);
      Map<String, WeightShape> parameters = new LinkedHashMap<>();
      parameters.put(scaleName(), WeightShape.scale(dimensions));
      if (over != Over.RMS) {
        parameters.put(shiftName(), WeightShape.shift(dimensions));
      }
      return parameters;
    }

    @Override
    public int[] outputShape(int[] input) {
      return input.clone();
    }
  }

  /**
   * Multi-head self-attention over the tokens of {@code {features, tokens}}: {@code O ·
   * concat_h(V_h · softmax(K_h'·Q_h / √d)) + o} with Q, K, V the projections of every token and
   * {@code d = query.units / heads} (Vaswani et al. 2017, section 3.2.2).
   *
   * @param heads the number of heads, which divides the units of query, key and value
   * @param query projection of every token to what it looks for
   * @param key projection of every token to what it is found by
   * @param value projection of every token to what it gives
   * @param output projection of all heads' values to what leaves
   */
  record Attention(String name, int heads, Dense query, Dense key, Dense value, Dense output)
      implements Layer {
    public Attention {
      Shapes.requireAtLeastOne("heads of " + name, heads);
      if (query.units() != key.units()) {
        throw new IllegalArgumentException(
            "query and key must have the same units: %s has %d and %d"
                .formatted(name, query.units(), key.units()));
      }
      for (Dense shared : List.of(query, value)) {
        if (shared.units() % heads != 0) {
          throw new IllegalArgumentException(
              "heads must divide the units of attention: %s has %d for %d heads"
                  .formatted(shared.name(), shared.units(), heads));
        }
      }
    }

    /** The four projections, in the order of their parameters. */
    public List<Dense> projections() {
      return List.of(query, key, value, output);
    }

    @Override
    public String kind() {
      return "attention";
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

    /** The shape of one token as it enters one of {@link #projections()}. */
    int[] tokenInto(Dense projection, int[] input) {
      outputShape(input);
      return new int[] {projection.equals(output) ? value.units() : input[0]};
    }
  }

  /**
   * A layer of a kind that is not known here, of which nothing but its shape can be said.
   *
   * @param kind what its own library calls it
   * @param output the shape that leaves it
   */
  record Unknown(String name, String kind, List<Integer> output) implements Layer {
    public Unknown {
      output = List.copyOf(output);
      output.forEach(size -> Shapes.requireAtLeastOne("output size of " + name, size));
    }

    @Override
    public int[] outputShape(int[] input) {
      return output.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  /**
   * A residual block: {@code shortcut(x) + scale · branch(x)}.
   *
   * @param branch the layers of the branch
   * @param shortcut the layers of the shortcut; empty for the identity
   */
  record Residual(String name, double scale, List<Layer> branch, List<Layer> shortcut)
      implements Layer {
    public Residual {
      branch = List.copyOf(branch);
      shortcut = List.copyOf(shortcut);
      if (branch.isEmpty()) {
        throw new IllegalArgumentException(
            "a residual branch needs at least one layer: %s has none".formatted(name));
      }
      if (!Double.isFinite(scale)) {
        throw new IllegalArgumentException(
            "a residual scale must be a finite number: %s has %s".formatted(name, scale));
      }
    }

    @Override
    public String kind() {
      return "residual";
    }

    @Override
    public int[] outputShape(int[] input) {
      int[] main = Shapes.through(branch, input);
      int[] side = Shapes.through(shortcut, input);
      if (!Arrays.equals(main, side)) {
        throw new IllegalArgumentException(
            "branch and shortcut of %s must end in one shape: %s and %s; give the shortcut a layer that makes them equal"
                .formatted(name, Arrays.toString(main), Arrays.toString(side)));
      }
      return main;
    }
  }
}
