// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.activation.Activation;
import org.evenkeel.init.Assignment;
import org.evenkeel.parameter.WeightShape;

/**
 * One layer of a network, described as data.
 *
 * <p>Shapes are those of one example without its batch axis: {@code {features}} for a vector,
 * {@code {features, tokens}} for a sequence, {@code {channels, height, width}} for an image, with
 * one, two or three axes after the channels. A dense layer is applied to each token of a sequence.
 */
public sealed interface Layer
    permits WeightedLayer,
        Layer.Pooling,
        Layer.Flatten,
        Layer.Nonlinearity,
        Layer.Dropout,
        Layer.Normalization,
        Attention,
        Layer.Residual,
        Merge,
        Memory,
        TokenLayer,
        Layer.Unknown {

  /** The name, unique in its network; parameter names begin with it: {@code name.weight}. */
  String name();

  /** The word for this kind of layer in YAML and in tables. */
  default String kind() {
    return match(LayerCases.WORDS);
  }

  /**
   * Selects and applies the function for this kind of layer.
   *
   * <p>Code that treats kinds of layers differently goes through this method, so that a new kind
   * does not compile until every such place handles it.
   */
  <R> R match(LayerCases<R> cases);

  /**
   * The shape of this layer's output, which is that of its input unless a kind of layer changes it.
   *
   * @throws IllegalArgumentException if this layer does not accept that shape
   */
  default int[] outputShape(int[] input) {
    return input.clone();
  }

  /** How many values of one input are kept for the gradient: those of its output, if no others. */
  default double keptValues(int[] input) {
    return IntStream.of(outputShape(input)).asDoubleStream().reduce(1, (a, b) -> a * b);
  }

  /** The layer's own parameters by name, in order, without those of its {@link #sublayers()}. */
  default Map<String, WeightShape> parameters(int[] input) {
    return Map.of();
  }

  /**
   * What a start assigns to a parameter of this layer, which may have an initial value of its own.
   */
  default Assignment assigned(Assignment assignment) {
    return assignment;
  }

  /** The layers that this one is composed of, in the order of their parameters; usually none. */
  default List<Layer> sublayers() {
    return List.of();
  }

  /** The activation that follows its parameters, by the one behind it. */
  default Activation following(Activation behind) {
    return behind;
  }

  /** The number of tokens whose numbers this layer takes; empty where it takes other values. */
  default OptionalInt vocabulary() {
    return OptionalInt.empty();
  }

  /** This layer, if it has weights of its own. */
  default Optional<WeightedLayer> weighted() {
    return Optional.empty();
  }

  /**
   * A fully connected layer: every unit sums all {@code n_in} inputs, those of one token in a
   * sequence.
   *
   * @param form the arrangement of the weights in their array
   */
  record Dense(String name, int units, boolean bias, MatrixForm form) implements WeightedLayer {
    public Dense {
      Shapes.requireAtLeastOne("units of " + name, units);
      form.requireDivides(name, units);
    }

    /** A layer whose weights are a matrix of shape (out, in). */
    public Dense(String name, int units, boolean bias) {
      this(name, units, bias, MatrixForm.OUTPUTS_FIRST);
    }

    @Override
    public <R> R match(LayerCases<R> cases) {
      return cases.dense().apply(this);
    }

    @Override
    public int[] outputShape(int[] input) {
      return Shapes.ofTokens(name, units, input);
    }

    @Override
    public WeightShape weights(int[] input) {
      outputShape(input);
      return form.weights(input[0], units);
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
      implements WeightedLayer {
    public Convolution {
      kernel = List.copyOf(kernel);
      Shapes.requireAtLeastOne("channels of " + name, channels);
      Shapes.requireWindow("kernel", name, kernel, stride, padding);
      Shapes.requireAtLeastOne("groups of " + name, groups);
    }

    @Override
    public <R> R match(LayerCases<R> cases) {
      return cases.convolution().apply(this);
    }

    @Override
    public int[] outputShape(int[] input) {
      weights(input);
      return Shapes.slide(name, input, kernel, stride, padding, channels);
    }

    @Override
    public boolean isAligned() {
      return stride == 1 && kernel.stream().allMatch(size -> size == 2 * padding + 1);
    }

    @Override
    public WeightShape weights(int[] input) {
      Shapes.requireImage(name, kind(), input, kernel.size());
      return WeightShape.convolution(
          input[0], channels, groups, kernel, Collections.nCopies(kernel.size(), stride));
    }
  }

  /**
   * Pooling over windows within each channel.
   *
   * @param window the window's size along each axis; empty for global pooling, whose output is a
   *     vector of channels
   */
  record Pooling(String name, Reduction reduction, List<Integer> window, int stride, int padding)
      implements Layer {
    /** The function that reduces the values in one window to one. */
    public enum Reduction {
      MAX,
      AVERAGE
    }

    public Pooling {
      window = List.copyOf(window);
      Shapes.requireWindow("window", name, window, stride, padding);
    }

    /** Whether the window covers the whole image. */
    public boolean global() {
      return window.isEmpty();
    }

    @Override
    public <R> R match(LayerCases<R> cases) {
      return cases.pooling().apply(this);
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

  /** Reshaping of an image to a vector. */
  record Flatten(String name) implements Layer {
    @Override
    public <R> R match(LayerCases<R> cases) {
      return cases.flatten().apply(this);
    }

    @Override
    public int[] outputShape(int[] input) {
      return new int[] {Shapes.size(input)};
    }
  }

  /** An activation function applied to every element. */
  record Nonlinearity(String name, Activation activation) implements Layer {
    @Override
    public <R> R match(LayerCases<R> cases) {
      return cases.nonlinearity().apply(this);
    }
  }

  /**
   * Dropout: in training, each element is set to 0 with probability {@code rate} and divided by
   * {@code 1 - rate} otherwise.
   */
  record Dropout(String name, double rate) implements Layer {
    public Dropout {
      Shapes.requireRate(name, rate);
    }

    @Override
    public <R> R match(LayerCases<R> cases) {
      return cases.dropout().apply(this);
    }
  }

  /**
   * Normalization to mean 0 and variance 1, or to mean square 1 without centring, followed by a
   * learnt scale and shift.
   *
   * @param groups the number of groups of channels that are normalized on their own; 1 but for
   *     {@link Over#GROUP}
   * @param namedAsWeights whether scale and shift are called weight and bias, as in the checkpoints
   *     of most libraries
   */
  record Normalization(String name, Over over, int groups, boolean namedAsWeights)
      implements Layer {
    public Normalization {
      Shapes.requireAtLeastOne("groups of " + name, groups);
    }

    /** A normalization with the parameters {@code name.scale} and {@code name.shift}. */
    public Normalization(String name, Over over) {
      this(name, over, 1, false);
    }

    /** The elements over which mean and variance are computed. */
    public enum Over {
      /** Each channel over all examples and positions (Ioffe and Szegedy 2015). */
      BATCH,
      /** All elements of an example (Ba et al. 2016). */
      LAYER,
      /** The channels of one group at all positions of an example (Wu and He 2018). */
      GROUP,
      /** The features of each position, as layer normalization in transformers. */
      TOKEN,
      /** The features of each position, without mean and shift (Zhang and Sennrich 2019). */
      RMS
    }

    @Override
    public <R> R match(LayerCases<R> cases) {
      return cases.normalization().apply(this);
    }

    /** The name of the scale parameter. */
    public String scaleName() {
      return name + (namedAsWeights ? ".weight" : ".scale");
    }

    /** The name of the shift parameter. */
    public String shiftName() {
      return name + (namedAsWeights ? ".bias" : ".shift");
    }

    @Override
    public int[] outputShape(int[] input) {
      return Shapes.grouped(name, groups, input);
    }

    /** A scale and a shift for each channel or feature, or for each element of an example. */
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
  }

  /**
   * A layer of a foreign kind, of which only the output shape is known.
   *
   * @param kind its kind in the library that it comes from
   * @param output the shape of its output
   */
  record Unknown(String name, String kind, List<Integer> output) implements Layer {
    public Unknown {
      output = List.copyOf(output);
      output.forEach(size -> Shapes.requireAtLeastOne("output size of " + name, size));
    }

    @Override
    public <R> R match(LayerCases<R> cases) {
      return cases.unknown().apply(this);
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
      Shapes.requireFinite("residual scale", name, scale);
    }

    /** The layers of the branch, then those of the shortcut. */
    @Override
    public List<Layer> sublayers() {
      return Stream.concat(branch.stream(), shortcut.stream()).toList();
    }

    @Override
    public <R> R match(LayerCases<R> cases) {
      return cases.residual().apply(this);
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
