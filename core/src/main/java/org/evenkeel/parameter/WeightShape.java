// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.parameter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The shape of a parameter, divided into parts that follow each other in memory: runs of equal
 * matrices or kernels with their fans.
 *
 * <p>Fans follow from the kind of layer, so there is one factory for each kind: arrays of equal
 * shape have different fans in different kinds of layers. Factories throw {@link
 * IllegalArgumentException} if a size is below 1, groups do not divide the channels, or labels and
 * sizes differ in number. A list of gates has their names in their order, such as {@link #LSTM}.
 *
 * @param kind the role of the parameter in its layer
 * @param dimensions the sizes of the axes, the last one contiguous in memory; empty for a scalar
 * @param parts the parts in order; together they have as many elements as the array
 */
public record WeightShape(Kind kind, List<Long> dimensions, List<Part> parts) {

  /** The gates of an LSTM in the order of PyTorch, cuDNN and DJL. */
  public static final List<String> LSTM = List.of("input", "forget", "cell", "output");

  /** The gates of a GRU in the order of PyTorch, cuDNN and DJL. */
  public static final List<String> GRU = List.of("reset", "update", "new");

  /** The single unnamed gate of a plain recurrent layer. */
  public static final List<String> RNN = List.of("");

  // Those made last: a network repeats its layers.
  private static volatile WeightShape lastDense =
      single(Kind.DENSE, List.of(1L, 1L), Part.dense("", 1, 1));
  private static volatile WeightShape lastBias = bias(List.of(1L));

  /** Checks that every size is at least 1 and that the parts fill the array. */
  public WeightShape {
    dimensions = List.copyOf(dimensions);
    parts = List.copyOf(parts);
    long size = Sizes.product(dimensions);
    long held = 0;
    for (long dimension : dimensions) {
      if (dimension < 1) {
        throw new IllegalArgumentException(
            "a dimension must be at least 1: " + dimensions + "; give every axis a size");
      }
    }
    for (Part part : parts) {
      held += part.size();
    }
    if (size != held) {
      throw new IllegalArgumentException(
          "parts must have as many elements as the array: %s has %d, the parts %d; give parts that fill it"
              .formatted(dimensions, size, held));
    }
  }

  /** The weights of a fully connected layer, of shape (out, in): n_in = in, n_out = out. */
  public static WeightShape dense(long in, long out) {
    WeightShape last = lastDense;
    Part part = last.parts.get(0);
    if (part.inputs() == in && part.outputs() == out) {
      return last;
    }
    Sizes.requireSizes("dense", in, out);
    WeightShape shape = single(Kind.DENSE, List.of(out, in), Part.dense("", in, out));
    lastDense = shape;
    return shape;
  }

  /**
   * The weights of dense layers with the input axis before the output axis, of shape (in, out), as
   * in GPT-2's Conv1D.
   *
   * @param layers the number of layers of equal size whose outputs stand side by side
   */
  public static WeightShape inputsFirst(long in, long out, int layers) {
    Sizes.requireSizes("dense", in, out);
    Fans fans = new Fans(in, (double) out / layers);
    return single(
        layers == 1 ? Kind.DENSE : Kind.FUSED,
        List.of(in, out),
        new Part("", 1, out, in, List.of(), true, fans));
  }

  /** A convolution's weights at stride 1: {@link #convolution(long, long, long, List, List)}. */
  public static WeightShape convolution(long in, long out, long groups, int... kernel) {
    List<Integer> window = Arrays.stream(kernel).boxed().toList();
    return convolution(in, out, groups, window, Collections.nCopies(kernel.length, 1));
  }

  /**
   * The weights of a convolution, of shape (out, in/groups, kernel…). Away from the border, an
   * output sums {@code n_in = in/groups · ∏kernel} terms, and an input receives on average {@code
   * n_out = out/groups · ∏kernel/∏stride} gradients. A depthwise convolution has as many groups as
   * input channels.
   */
  public static WeightShape convolution(
      long in, long out, long groups, List<Integer> kernel, List<Integer> stride) {
    String layer = Sizes.channels("convolution", in, out, groups, kernel, stride);
    double window = Sizes.window(kernel, layer);
    double fanIn = Sizes.times(in / groups, window, layer);
    double fanOut = Sizes.times(out / groups, window, layer) / Sizes.window(stride, layer);
    List<Long> dimensions = dimensions(out, in / groups, kernel);
    Fans fans = new Fans(fanIn, fanOut);
    Part part = new Part("", groups, out / groups, in / groups, kernel, false, fans);
    return single(Kind.CONVOLUTION, dimensions, part);
  }

  /**
   * The weights of a transposed convolution, of shape (in, out/groups, kernel…). Each input
   * contributes to a window of outputs, and windows are a stride apart: an output sums on average
   * {@code n_in = in/groups · ∏kernel/∏stride} terms, and an input receives {@code n_out =
   * out/groups · ∏kernel} gradients.
   *
   * @param stride the distance between the windows of neighbouring inputs along each axis
   */
  public static WeightShape transposedConvolution(
      long in, long out, long groups, List<Integer> kernel, List<Integer> stride) {
    String layer = Sizes.channels("transposed convolution", in, out, groups, kernel, stride);
    double window = Sizes.window(kernel, layer);
    double fanIn = Sizes.times(in / groups, window, layer) / Sizes.window(stride, layer);
    double fanOut = Sizes.times(out / groups, window, layer);
    List<Long> dimensions = dimensions(in, out / groups, kernel);
    Fans fans = new Fans(fanIn, fanOut);
    Part part = new Part("", groups, out / groups, in / groups, kernel, true, fans);
    return single(Kind.TRANSPOSED_CONVOLUTION, dimensions, part);
  }

  /**
   * A table of vectors, of shape (rows, size). The input is one-hot, so an output sums one term
   * whatever the number of rows: n_in = 1, n_out = size.
   */
  public static WeightShape embedding(long rows, long size) {
    Sizes.requireSizes("embedding", rows, size);
    return embedding(List.of(rows, size));
  }

  /** A table whose rows lie on its last axis and are counted by the axes before it. */
  public static WeightShape embedding(List<Long> dimensions) {
    long size = dimensions.get(dimensions.size() - 1);
    long rows = Sizes.product(dimensions) / size;
    Part table = new Part("", 1, size, rows, List.of(), true, new Fans(1, size));
    return single(Kind.EMBEDDING, dimensions, table);
  }

  /**
   * A recurrent layer's weights from its input, of shape (gates · hidden, in). Each gate is a dense
   * layer: n_in = in, n_out = hidden.
   */
  public static WeightShape inputGates(long in, long hidden, List<String> gates) {
    return gates(Kind.INPUT_GATES, in, hidden, gates);
  }

  /**
   * A recurrent layer's weights from its previous state, of shape (gates · hidden, hidden). Each
   * gate is a square matrix: n_in = n_out = hidden.
   */
  public static WeightShape recurrent(long hidden, List<String> gates) {
    return gates(Kind.RECURRENT, hidden, hidden, gates);
  }

  /** The biases of a recurrent layer's gates, of shape (gates · hidden). */
  public static WeightShape gateBias(long hidden, List<String> gates) {
    List<Part> parts = new ArrayList<>();
    for (String gate : gates) {
      parts.add(new Part(gate, 1, hidden, 1, List.of(), false, null));
    }
    return new WeightShape(Kind.GATE_BIAS, List.of(units(hidden, gates)), parts);
  }

  /**
   * Several dense layers on one input, of shape (∑out, in), such as query, key and value: n_in =
   * in, n_out the units of each layer.
   */
  public static WeightShape fused(long in, List<String> labels, List<Long> outs) {
    Sizes.require(
        !outs.isEmpty() && labels.size() == outs.size(),
        "a fused layer needs a label for every part",
        labels + " for " + outs,
        "name as many as there are sizes");
    List<Part> parts = new ArrayList<>();
    long sum = 0;
    for (int i = 0; i < outs.size(); i++) {
      long out = outs.get(i);
      Sizes.requireSizes("fused", in, out);
      parts.add(Part.dense(labels.get(i), in, out));
      Sizes.require(
          out <= Long.MAX_VALUE - sum,
          "a shape must have fewer than 2^63 elements",
          "fused(" + in + ", " + outs + ")",
          "split the layer");
      sum += out;
    }
    return new WeightShape(Kind.FUSED, List.of(sum, in), parts);
  }

  /**
   * A batch of dense layers with separate inputs, of shape (count, out, in): n_in = in, n_out = out
   * for each.
   */
  public static WeightShape experts(long count, long in, long out) {
    return experts(List.of(count), in, out, false);
  }

  /**
   * A batch of dense layers with the input axis before the output axis, of shape (count…, in, out),
   * as in DJL's LinearCollection.
   */
  public static WeightShape expertsInputsFirst(List<Long> count, long in, long out) {
    return experts(count, in, out, true);
  }

  private static WeightShape experts(List<Long> count, long in, long out, boolean inputsFirst) {
    Sizes.requireSizes("experts", in, out);
    List<Long> dimensions = new ArrayList<>(count);
    dimensions.addAll(inputsFirst ? List.of(in, out) : List.of(out, in));
    Fans fans = new Fans(in, out);
    Part part = new Part("", Sizes.product(count), out, in, List.of(), inputsFirst, fans);
    return single(Kind.EXPERTS, dimensions, part);
  }

  /**
   * Factors of single values, each of which contributes to several outputs: n_in = 1, n_out =
   * copies.
   *
   * @param dimensions sizes of the axes, including that of the copies
   * @param copies number of outputs that each value contributes to
   */
  public static WeightShape multiplication(List<Long> dimensions, long copies) {
    return single(Kind.MULTIPLICATION, dimensions, Part.values(dimensions, new Fans(1, copies)));
  }

  /** Factors of single values, such as those of a normalization: n_in = n_out = 1. */
  public static WeightShape scale(List<Long> dimensions) {
    return single(Kind.SCALE, dimensions, Part.values(dimensions, new Fans(1, 1)));
  }

  /** Numbers added after a {@link #scale}; they have no fans. */
  public static WeightShape shift(List<Long> dimensions) {
    return single(Kind.SHIFT, dimensions, Part.values(dimensions, null));
  }

  /** The slopes of PReLU for negative inputs, one in all or one per channel. */
  public static WeightShape slope(List<Long> dimensions) {
    return single(Kind.SLOPE, dimensions, Part.values(dimensions, null));
  }

  /** Biases, which have no fans. */
  public static WeightShape bias(List<Long> dimensions) {
    return single(Kind.BIAS, dimensions, Part.values(dimensions, null));
  }

  /** {@link #bias(List)} with one axis. */
  public static WeightShape bias(long size) {
    WeightShape last = lastBias;
    if (last.dimensions.get(0) == size) {
      return last;
    }
    WeightShape shape = bias(List.of(size));
    lastBias = shape;
    return shape;
  }

  /**
   * The fans of the first part.
   *
   * @throws IllegalArgumentException if it has none
   */
  public Fans fans() {
    return parts.get(0).requireFans();
  }

  /** The number of units, or of output channels, of all parts together. */
  public long units() {
    long units = 0;
    for (Part part : parts) {
      units += part.count() * part.outputs();
    }
    return units;
  }

  /** Number of elements, the product of the dimensions. */
  public long size() {
    return Sizes.product(dimensions);
  }

  private static WeightShape gates(Kind kind, long in, long hidden, List<String> gates) {
    Sizes.requireSizes(kind.toString(), in, hidden);
    long units = units(hidden, gates);
    Sizes.product(List.of(units, in));
    List<Part> parts = gates.stream().map(gate -> Part.dense(gate, in, hidden)).toList();
    return new WeightShape(kind, List.of(units, in), parts);
  }

  private static long units(long hidden, List<String> gates) {
    String layer = gates.size() + " gates of " + hidden;
    Sizes.require(
        !gates.isEmpty(), "a recurrent layer needs a gate", layer, "RNN names the only one");
    Sizes.require(hidden >= 1, "a gate must have at least 1 unit", layer, "give the state a size");
    return Sizes.product(List.of(hidden, (long) gates.size()));
  }

  private static WeightShape single(Kind kind, List<Long> dimensions, Part part) {
    Sizes.product(dimensions);
    return new WeightShape(kind, dimensions, List.of(part));
  }

  private static List<Long> dimensions(long first, long second, List<Integer> kernel) {
    return LongStream.concat(
            LongStream.of(first, second), kernel.stream().mapToLong(Integer::longValue))
        .boxed()
        .toList();
  }
}
