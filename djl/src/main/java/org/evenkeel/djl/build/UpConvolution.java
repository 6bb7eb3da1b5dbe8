// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.build;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv3d;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.evenkeel.network.TransposedConvolution;

/**
 * A transposed convolution, with weights of shape (in, out/groups, kernel…), as a convolution of
 * the input with zeros between its positions and with the kernel turned around. DJL's own does not
 * run on PyTorch.
 */
public final class UpConvolution extends AbstractBlock {

  private static final byte VERSION = 1;

  private final TransposedConvolution layer;
  private final Parameter weight;
  private final Parameter bias;

  UpConvolution(TransposedConvolution layer) {
    super(VERSION);
    this.layer = layer;
    weight = addParameter(parameter("weight", Parameter.Type.WEIGHT));
    bias = layer.bias() ? addParameter(parameter("bias", Parameter.Type.BIAS)) : null;
  }

  private static Parameter parameter(String name, Parameter.Type type) {
    return Parameter.builder().setName(name).setType(type).build();
  }

  /** The layer that this Block computes. */
  public TransposedConvolution layer() {
    return layer;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = inputs.singletonOrThrow();
    int axes = layer.kernel().size();
    NDArray apart = x;
    for (int axis = 0; axis < axes; axis++) {
      apart = spread(apart, axis);
    }
    NDArray kernel = turned(store.getValue(weight, x.getDevice(), training));
    NDArray shift = bias == null ? null : store.getValue(bias, x.getDevice(), training);
    Shape ones = NetworkBlock.repeat(1, axes);
    Shape zeros = NetworkBlock.repeat(0, axes);
    int groups = layer.groups();
    return switch (axes) {
      case 1 -> Conv1d.conv1d(apart, kernel, shift, ones, zeros, ones, groups);
      case 2 -> Conv2d.conv2d(apart, kernel, shift, ones, zeros, ones, groups);
      default -> Conv3d.conv3d(apart, kernel, shift, ones, zeros, ones, groups);
    };
  }

  /** Zeros between the positions of an axis, and so many around them that all windows are whole. */
  private NDArray spread(NDArray x, int axis) {
    int at = axis + 2;
    int stride = layer.stride();
    long around = layer.kernel().get(axis) - 1L - layer.padding();
    NDArray apart = x;
    if (stride > 1) {
      NDArray each = x.expandDims(at + 1);
      long[] whole = x.getShape().getShape().clone();
      whole[at] *= stride;
      apart =
          NDArrays.concat(new NDList(each, zeros(each, at + 1, stride - 1L)), at + 1)
              .reshape(new Shape(whole));
    }
    NDList parts = new NDList();
    if (around > 0) {
      parts.add(zeros(apart, at, around));
    }
    parts.add(apart);
    long behind = around + layer.outputPadding() - (stride - 1L);
    if (behind > 0) {
      parts.add(zeros(apart, at, behind));
    }
    NDArray joined = parts.size() == 1 ? apart : NDArrays.concat(parts, at);
    return behind < 0
        ? joined.split(new long[] {joined.getShape().get(at) + behind}, at).get(0)
        : joined;
  }

  private static NDArray zeros(NDArray like, int axis, long count) {
    long[] shape = like.getShape().getShape().clone();
    shape[axis] = count;
    return like.getManager().zeros(new Shape(shape), like.getDataType());
  }

  /** Weights of shape (out, in/groups, kernel…), from the far end of the kernel to the near one. */
  private NDArray turned(NDArray weights) {
    int axes = layer.kernel().size();
    Shape shape = weights.getShape();
    long groups = layer.groups();
    long inputs = shape.get(0) / groups;
    Shape window = shape.slice(2);
    List<Integer> order = new ArrayList<>(List.of(0, 2, 1));
    IntStream.range(0, axes).forEach(axis -> order.add(axis + 3));
    return weights
        .flip(IntStream.range(2, axes + 2).toArray())
        .reshape(new Shape(groups, inputs, shape.get(1)).addAll(window))
        .transpose(order.stream().mapToInt(Integer::intValue).toArray())
        .reshape(new Shape(groups * shape.get(1), inputs).addAll(window));
  }

  @Override
  protected void prepare(Shape[] inputShapes) {
    long channels = layer.channels() / layer.groups();
    weight.setShape(
        new Shape(inputShapes[0].get(1), channels).addAll(NetworkBlock.shape(layer.kernel())));
    if (bias != null) {
      bias.setShape(new Shape(layer.channels()));
    }
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
    // there are none
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    int[] example = Arrays.stream(in.slice(1).getShape()).mapToInt(Math::toIntExact).toArray();
    long[] output = Arrays.stream(layer.outputShape(example)).asLongStream().toArray();
    return new Shape[] {new Shape(in.get(0)).addAll(new Shape(output))};
  }
}
