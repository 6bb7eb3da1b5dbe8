// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.parameter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The shape of a parameter with what it is made of: one or more parts, one after the other in
 * memory, each a run of equal matrices or kernels with their fans.
 *
 * <p>Fans follow from the kind of layer, so there is one factory per kind; the same array shape has
 * other fans in another kind of layer.
 *
 * @param kind what the parameter does in its layer
 * @param dimensions sizes of the axes, last axis contiguous in memory; empty for a single number
 * @param parts what the array holds, in order; its elements are those of the dimensions
 */
public record WeightShape(Kind kind, List<Long> dimensions, List<Part> parts) {

  /** The gates of an LSTM as PyTorch, cuDNN and DJL order them. */
  public static final List<String> LSTM = List.of("input", "forget", "cell", "output");

  /** The gates of a GRU as PyTorch, cuDNN and DJL order them. */
  public static final List<String> GRU = List.of("reset", "update", "new");

  /** The one "gate" of a plain recurrent layer. */
  public static final List<String> RNN = List.of("");

  /** Checks that every size is at least 1 and that parts fill the array. */
  public WeightShape {
    dimensions = List.copyOf(dimensions);
    parts = List.copyOf(parts);
    long size = product(dimensions);
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
          "parts must have as many elements as the array: %s has %d, the parts %d; split it otherwise"
              .formatted(dimensions, size, held));
    }
  }

  /**
   * The weights of a fully connected layer, of shape (out, in): n_in = in, n_out = out.
   *
   * @param in inputs
   * @param out units
   * @throws IllegalArgumentException if one of them is below 1
   */
  public static WeightShape dense(long in, long out) {
    requireSizes("dense", in, out);
    return single(Kind.DENSE, List.of(out, in), 1, out, in, List.of(), false, new Fans(in, out));
  }

  /**
   * The weights of a convolution of stride 1: {@link #convolution(long, long, long, List, List)}.
   */
  public static WeightShape convolution(long in, long out, long groups, int... kernel) {
    List<Integer> window = Arrays.stream(kernel).boxed().toList();
    return convolution(in, out, groups, window, Collections.nCopies(kernel.length, 1));
  }

  /**
   * The weights of a convolution, of shape (out, in/groups, kernel…). Away from the border an
   * output sums {@code n_in = in/groups · ∏kernel} terms, and an input, which every stride-th
   * window meets, gets back {@code n_out = out/groups · ∏kernel/∏stride} on average. A depthwise
   * convolution has as many groups as input channels.
   *
   * @param in input channels
   * @param out output channels
   * @param groups number of groups that the channels are divided into
   * @param kernel the kernel's size along each axis
   * @param stride the step along each axis
   * @throws IllegalArgumentException if a size is below 1 or groups do not divide the channels
   */
  public static WeightShape convolution(
      long in, long out, long groups, List<Integer> kernel, List<Integer> stride) {
    String layer = channels("convolution", in, out, groups, kernel, stride);
    double window = window(kernel, layer);
    Fans fans =
        new Fans(
            times(in / groups, window, layer),
            times(out / groups, window, layer) / window(stride, layer));
    return single(
        Kind.CONVOLUTION,
        dimensions(out, in / groups, kernel),
        groups,
        out / groups,
        in / groups,
        kernel,
        false,
        fans);
  }

  /**
   * The weights of a transposed convolution, of shape (in, out/groups, kernel…). Every input is
   * spread over a window of outputs, windows are a stride apart: an output sums {@code n_in =
   * in/groups · ∏kernel/∏stride} terms on average, an input gets back {@code n_out = out/groups ·
   * ∏kernel}.
   *
   * @param in input channels
   * @param out output channels
   * @param groups number of groups that the channels are divided into
   * @param kernel the kernel's size along each axis
   * @param stride how far apart the windows of neighbouring inputs are, along each axis
   * @throws IllegalArgumentException if a size is below 1 or groups do not divide the channels
   */
  public static WeightShape transposedConvolution(
      long in, long out, long groups, List<Integer> kernel, List<Integer> stride) {
    String layer = channels("transposed convolution", in, out, groups, kernel, stride);
    double window = window(kernel, layer);
    Fans fans =
        new Fans(
            times(in / groups, window, layer) / window(stride, layer),
            times(out / groups, window, layer));
    return single(
        Kind.TRANSPOSED_CONVOLUTION,
        dimensions(in, out / groups, kernel),
        groups,
        out / groups,
        in / groups,
        kernel,
        true,
        fans);
  }

  /**
   * A table of vectors, of shape (rows, size). The input is one-hot, so that an output sums one
   * term, n_in = 1, however many rows there are; n_out = size.
   *
   * @param rows number of tokens or categories
   * @param size length of a vector
   * @throws IllegalArgumentException if one of them is below 1
   */
  public static WeightShape embedding(long rows, long size) {
    requireSizes("embedding", rows, size);
    return single(
        Kind.EMBEDDING, List.of(rows, size), 1, size, rows, List.of(), true, new Fans(1, size));
  }

  /**
   * A recurrent layer's weights from its input, of shape (gates · hidden, in). Each gate is a dense
   * layer of its own: n_in = in, n_out = hidden.
   *
   * @param in inputs
   * @param hidden units of the state
   * @param gates the names of the gates in their order, such as {@link #LSTM}
   * @throws IllegalArgumentException if a size is below 1
   */
  public static WeightShape inputGates(long in, long hidden, List<String> gates) {
    return gates(Kind.INPUT_GATES, in, hidden, gates);
  }

  /**
   * A recurrent layer's weights from its last state, of shape (gates · hidden, hidden). Each gate
   * is a square matrix of its own: n_in = n_out = hidden.
   *
   * @param hidden units of the state
   * @param gates the names of the gates in their order, such as {@link #LSTM}
   * @throws IllegalArgumentException if the size is below 1
   */
  public static WeightShape recurrent(long hidden, List<String> gates) {
    return gates(Kind.RECURRENT, hidden, hidden, gates);
  }

  /**
   * The biases of a recurrent layer's gates, of shape (gates · hidden).
   *
   * @param hidden units of the state
   * @param gates the names of the gates in their order, such as {@link #LSTM}
   */
  public static WeightShape gateBias(long hidden, List<String> gates) {
    List<Part> parts = new ArrayList<>();
    for (String gate : gates) {
      parts.add(new Part(gate, 1, hidden, 1, List.of(), false, null));
    }
    return new WeightShape(Kind.GATE_BIAS, List.of(units(hidden, gates)), parts);
  }

  /**
   * Several dense layers on one input, of shape (∑out, in), such as query, key and value: n_in =
   * in, n_out the units of each for itself.
   *
   * @param in inputs
   * @param labels what each layer is for
   * @param outs the units of each layer
   * @throws IllegalArgumentException if a size is below 1 or there are not as many labels as sizes
   */
  public static WeightShape fused(long in, List<String> labels, List<Long> outs) {
    require(
        !outs.isEmpty() && labels.size() == outs.size(),
        "a fused layer needs a label for every part",
        labels + " for " + outs,
        "name as many as there are sizes");
    List<Part> parts = new ArrayList<>();
    long sum = 0;
    for (int i = 0; i < outs.size(); i++) {
      long out = outs.get(i);
      requireSizes("fused", in, out);
      parts.add(new Part(labels.get(i), 1, out, in, List.of(), false, new Fans(in, out)));
      require(
          out <= Long.MAX_VALUE - sum,
          "a shape must have fewer than 2^63 elements",
          "fused(" + in + ", " + outs + ")",
          "split the layer");
      sum += out;
    }
    return new WeightShape(Kind.FUSED, List.of(sum, in), parts);
  }

  /**
   * A batch of dense layers on inputs of their own, of shape (count, out, in): n_in = in, n_out =
   * out for each.
   *
   * @param count number of layers
   * @param in inputs of one
   * @param out units of one
   * @throws IllegalArgumentException if a size is below 1
   */
  public static WeightShape experts(long count, long in, long out) {
    return experts(List.of(count), in, out, false);
  }

  /**
   * A batch of dense layers with the axis of the inputs before that of the outputs, of shape
   * (count…, in, out), as DJL's LinearCollection has it.
   *
   * @param count number of layers along each axis
   * @param in inputs of one
   * @param out units of one
   * @throws IllegalArgumentException if a size is below 1
   */
  public static WeightShape expertsInputsFirst(List<Long> count, long in, long out) {
    return experts(count, in, out, true);
  }

  private static WeightShape experts(List<Long> count, long in, long out, boolean inputsFirst) {
    requireSizes("experts", in, out);
    List<Long> dimensions = new ArrayList<>(count);
    dimensions.addAll(inputsFirst ? List.of(in, out) : List.of(out, in));
    return single(
        Kind.EXPERTS,
        dimensions,
        product(count),
        out,
        in,
        List.of(),
        inputsFirst,
        new Fans(in, out));
  }

  /**
   * Factors on single values, each value going to several outputs: n_in = 1, n_out = copies.
   *
   * @param dimensions sizes of the axes, that of the copies included
   * @param copies number of outputs that each value goes to
   */
  public static WeightShape multiplication(List<Long> dimensions, long copies) {
    Part factors = new Part("", product(dimensions), 1, 1, List.of(), false, new Fans(1, copies));
    return new WeightShape(Kind.MULTIPLICATION, dimensions, List.of(factors));
  }

  /** Factors on single values, such as those of a normalization: n_in = n_out = 1. */
  public static WeightShape scale(List<Long> dimensions) {
    Part factors = new Part("", product(dimensions), 1, 1, List.of(), false, new Fans(1, 1));
    return new WeightShape(Kind.SCALE, dimensions, List.of(factors));
  }

  /** Numbers added behind a {@link #scale}; they have no fans. */
  public static WeightShape shift(List<Long> dimensions) {
    return withoutFans(Kind.SHIFT, dimensions);
  }

  /** The slopes of PReLU for negative inputs: one, or one per channel. */
  public static WeightShape slope(List<Long> dimensions) {
    return withoutFans(Kind.SLOPE, dimensions);
  }

  /** Biases, which have no fans. */
  public static WeightShape bias(List<Long> dimensions) {
    return withoutFans(Kind.BIAS, dimensions);
  }

  /** {@link #bias(List)} of one axis. */
  public static WeightShape bias(long size) {
    return bias(List.of(size));
  }

  /**
   * The fans; of parts that differ, those of the first.
   *
   * @throws IllegalArgumentException if nothing is summed over this parameter
   */
  public Fans fans() {
    return parts.get(0).requireFans();
  }

  /** Number of elements, the product of the dimensions. */
  public long size() {
    return product(dimensions);
  }

  private static WeightShape gates(Kind kind, long in, long hidden, List<String> gates) {
    requireSizes(kind.toString(), in, hidden);
    long units = units(hidden, gates);
    product(List.of(units, in));
    List<Part> parts = new ArrayList<>();
    for (String gate : gates) {
      parts.add(new Part(gate, 1, hidden, in, List.of(), false, new Fans(in, hidden)));
    }
    return new WeightShape(kind, List.of(units, in), parts);
  }

  private static long units(long hidden, List<String> gates) {
    String layer = gates.size() + " gates of " + hidden;
    require(!gates.isEmpty(), "a recurrent layer needs a gate", layer, "RNN names the only one");
    require(hidden >= 1, "a gate must have at least 1 unit", layer, "give the state a size");
    return product(List.of(hidden, (long) gates.size()));
  }

  private static WeightShape withoutFans(Kind kind, List<Long> dimensions) {
    Part values = new Part("", product(dimensions), 1, 1, List.of(), false, null);
    return new WeightShape(kind, dimensions, List.of(values));
  }

  private static WeightShape single(
      Kind kind,
      List<Long> dimensions,
      long count,
      long outputs,
      long inputs,
      List<Integer> kernel,
      boolean inputsFirst,
      Fans fans) {
    product(dimensions);
    return new WeightShape(
        kind,
        dimensions,
        List.of(new Part("", count, outputs, inputs, List.copyOf(kernel), inputsFirst, fans)));
  }

  private static List<Long> dimensions(long first, long second, List<Integer> kernel) {
    return LongStream.concat(
            LongStream.of(first, second), kernel.stream().mapToLong(Integer::longValue))
        .boxed()
        .toList();
  }

  /** Checks a convolution's sizes and returns how it is written. */
  private static String channels(
      String kind, long in, long out, long groups, List<Integer> kernel, List<Integer> stride) {
    String layer =
        kind
            + LongStream.concat(
                    LongStream.of(in, out, groups), kernel.stream().mapToLong(Integer::longValue))
                .mapToObj(Long::toString)
                .collect(Collectors.joining(", ", "(", ")"));
    require(in >= 1, "fan-in must be at least 1", layer, "give the layer an input size");
    require(out >= 1, "fan-out must be at least 1", layer, "give the layer an output size");
    require(groups >= 1, "groups must be at least 1", layer, "1 is a convolution without groups");
    require(
        in % groups == 0 && out % groups == 0,
        "groups must divide input and output channels",
        layer,
        "choose a common divisor");
    require(
        kernel.stream().allMatch(size -> size >= 1),
        "a kernel must be at least 1 along each axis",
        layer,
        "give it a size");
    require(
        stride.size() == kernel.size() && stride.stream().allMatch(step -> step >= 1),
        "a stride must be at least 1 along each axis",
        layer + " with stride " + stride,
        "give it a step for each axis of the kernel");
    return layer;
  }

  private static void requireSizes(String kind, long in, long out) {
    if (in < 1 || out < 1) { // a deep network has many of these: no text for those that fit
      String layer = kind + "(" + in + ", " + out + ")";
      require(in >= 1, "fan-in must be at least 1", layer, "give the layer an input size");
      require(out >= 1, "fan-out must be at least 1", layer, "give the layer an output size");
    }
  }

  private static double window(List<Integer> kernel, String layer) {
    double window = 1;
    for (int size : kernel) {
      window = times(size, window, layer);
    }
    return window;
  }

  private static double times(long a, double b, String layer) {
    require(a * b < Long.MAX_VALUE, "fans must be below 2^63", layer, "split the layer");
    return a * b;
  }

  private static long product(List<Long> dimensions) {
    long size = 1;
    for (long dimension : dimensions) {
      require(
          dimension <= Long.MAX_VALUE / size,
          "a shape must have fewer than 2^63 elements",
          dimensions.toString(),
          "split the layer");
      size *= Math.max(1, dimension);
    }
    return size;
  }

  private static void require(boolean holds, String rule, String found, String remedy) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ": " + found + "; " + remedy);
    }
  }
}
