// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.build;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv3d;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.evenkeel.network.Layer;
import org.evenkeel.network.LayerCases;
import org.evenkeel.network.Merge;
import org.evenkeel.network.Network;

/**
 * The DJL Block of a {@link Network}, a sequence of its layers.
 *
 * <p>Its input is one array of examples, of shape (batch, …). Its parameters are drawn under the
 * network's own names ({@code dense1.weight}), so the same seed gives the same weights here as
 * everywhere else.
 */
public final class NetworkBlock extends AbstractBlock {

  private static final byte VERSION = 1;

  private final Network network;
  private final Map<Block, Layer> origins;
  private boolean initialized;

  private NetworkBlock(
      Network network, List<Layer> layers, int[] input, Map<Block, Layer> origins) {
    super(VERSION);
    this.network = network;
    this.origins = origins;
    int[] shape = input;
    for (Layer layer : layers) {
      Block block = block(layer, shape);
      if (!(block instanceof TokensFirst)) { // the Block inside of it is the layer's
        origins.put(block, layer);
      }
      addChildBlock(layer.kind(), block);
      shape = layer.outputShape(shape);
    }
  }

  /**
   * The Block of a network; its parameters are not initialized.
   *
   * @throws IllegalArgumentException if an activation is not one of the named ones, or a layer's
   *     kind is unknown
   */
  public static NetworkBlock of(Network network) {
    return new NetworkBlock(network, network.layers(), network.inputShape(), new HashMap<>());
  }

  /** The network that this Block computes. */
  public Network network() {
    return network;
  }

  /** The shape of a batch of examples. */
  public Shape inputShape(long batch) {
    return new Shape(batch).addAll(shape(network.input()));
  }

  /** The layer that each Block was built from, those in branches included. */
  public Map<Block, Layer> origins() {
    return origins;
  }

  private Block block(Layer layer, int[] shape) {
    return layer.match(
        new LayerCases<Block>(
            dense ->
                shape.length == 1
                    ? Projection.of(dense)
                    : TokensFirst.of(Projection.of(dense), dense, origins),
            NetworkBlock::convolution,
            UpConvolution::new,
            NetworkBlock::pooling,
            flatten -> Blocks.batchFlattenBlock(),
            nonlinearity -> ActivationBlocks.of(nonlinearity.activation()),
            dropout -> Dropout.builder().optRate((float) dropout.rate()).build(),
            NetworkBlock::normalization,
            attention -> new SelfAttention(attention, origins),
            residual -> residual(residual, shape),
            merge -> merge(merge, shape),
            memory -> new MemoryBlock(memory, branch(memory.layers(), memory.taken(shape))),
            token -> TokenBlocks.of(token, origins),
            NetworkBlock::unknown));
  }

  private static Block normalization(Layer.Normalization normalization) {
    return switch (normalization.over()) {
      case BATCH -> BatchNorm.builder().build();
      case LAYER -> LayerNorm.builder().build();
      case GROUP -> TokenNorm.ofGroups(normalization.groups());
      case TOKEN -> TokenNorm.centered();
      case RMS -> TokenNorm.rootMeanSquare();
    };
  }

  private Block branch(List<Layer> layers, int[] shape) {
    return layers.isEmpty()
        ? Blocks.identityBlock()
        : new NetworkBlock(network, layers, shape, origins);
  }

  private Block merge(Merge merge, int[] shape) {
    Function<List<NDList>, NDList> function =
        switch (merge.how()) {
          case PRODUCT ->
              ends -> new NDList(arrays(ends).reduce((one, next) -> one.mul(next)).orElseThrow());
          case GATED_SUM -> NetworkBlock::gated;
          case MIXTURE -> NetworkBlock::mixed;
          case CONCATENATION ->
              ends -> new NDList(NDArrays.concat(new NDList(arrays(ends).toList()), 1));
        };
    return new ParallelBlock(
        function, merge.branches().stream().map(branch -> branch(branch, shape)).toList());
  }

  /** g·a + (1 - g)·b. */
  private static NDList gated(List<NDList> ends) {
    List<NDArray> x = arrays(ends).toList();
    return new NDList(x.get(0).mul(x.get(1).sub(x.get(2))).add(x.get(2)));
  }

  /** The sum of all but the first, weighed by the softmax of that over its features. */
  private static NDList mixed(List<NDList> ends) {
    List<NDArray> x = arrays(ends).toList();
    NDArray weights = x.get(0).softmax(1);
    NDArray sum = null;
    for (int i = 1; i < x.size(); i++) {
      NDArray part = x.get(i).mul(weights.get(":, {}:{}", i - 1, i));
      sum = sum == null ? part : sum.add(part);
    }
    return new NDList(sum);
  }

  private static Stream<NDArray> arrays(List<NDList> ends) {
    return ends.stream().map(NDList::singletonOrThrow);
  }

  private Block residual(Layer.Residual residual, int[] shape) {
    Block branch = branch(residual.branch(), shape);
    Block shortcut = branch(residual.shortcut(), shape);
    float scale = (float) residual.scale();
    return new ParallelBlock(ends -> sum(ends, scale), List.of(branch, shortcut));
  }

  private static Block unknown(Layer.Unknown layer) {
    throw new IllegalArgumentException(
        "a layer of unknown kind cannot be built: %s is %s; take the Block it was read from"
            .formatted(layer.name(), layer.kind()));
  }

  private static NDList sum(List<NDList> ends, float scale) {
    NDArray branch = ends.get(0).singletonOrThrow();
    NDArray shortcut = ends.get(1).singletonOrThrow();
    return new NDList(shortcut.add(scale == 1 ? branch : Scalars.times(branch, scale)));
  }

  private static Block convolution(Layer.Convolution layer) {
    return switch (layer.kernel().size()) {
      case 1 -> with(layer, Conv1d.builder()).build();
      case 2 -> with(layer, Conv2d.builder()).build();
      default -> with(layer, Conv3d.builder()).build();
    };
  }

  private static <B extends Convolution.ConvolutionBuilder<B>> B with(
      Layer.Convolution layer, B builder) {
    int axes = layer.kernel().size();
    return builder
        .setFilters(layer.channels())
        .setKernelShape(shape(layer.kernel()))
        .optStride(repeat(layer.stride(), axes))
        .optPadding(repeat(layer.padding(), axes))
        .optGroups(layer.groups())
        .optBias(layer.bias());
  }

  /** The Block of a pooling layer. */
  public static Block pooling(Layer.Pooling layer) {
    boolean max = layer.reduction() == Layer.Pooling.Reduction.MAX;
    if (layer.global()) {
      return ActivationBlocks.named(
          "global pooling",
          x -> {
            Shape shape = x.getShape();
            NDArray flat = x.reshape(shape.get(0), shape.get(1), -1);
            return max ? flat.max(new int[] {2}) : flat.mean(new int[] {2});
          });
    }
    int axes = layer.window().size();
    Shape window = shape(layer.window());
    Shape stride = repeat(layer.stride(), axes);
    Shape padding = repeat(layer.padding(), axes);
    return switch (axes) {
      case 1 ->
          max
              ? Pool.maxPool1dBlock(window, stride, padding)
              : Pool.avgPool1dBlock(window, stride, padding);
      case 2 ->
          max
              ? Pool.maxPool2dBlock(window, stride, padding)
              : Pool.avgPool2dBlock(window, stride, padding);
      default ->
          max
              ? Pool.maxPool3dBlock(window, stride, padding)
              : Pool.avgPool3dBlock(window, stride, padding);
    };
  }

  public static Shape shape(List<Integer> sizes) {
    return new Shape(sizes.stream().mapToLong(Integer::longValue).toArray());
  }

  static Shape repeat(int size, int axes) {
    long[] sizes = new long[axes];
    Arrays.fill(sizes, size);
    return new Shape(sizes);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      PairList<String, Object> params) {
    NDList current = inputs;
    for (Block child : children.values()) {
      current = child.forward(parameterStore, current, training);
    }
    return current;
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
    Shape[] shapes = inputShapes;
    for (Block child : children.values()) {
      child.initialize(manager, dataType, shapes);
      shapes = child.getOutputShapes(shapes);
    }
  }

  /** Cached: DJL asks on every forward pass, and would list all parameters each time. */
  @Override
  public boolean isInitialized() {
    if (!initialized) {
      initialized = super.isInitialized();
    }
    return initialized;
  }

  @Override
  public void clear() {
    initialized = false;
    super.clear();
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape[] shapes = inputShapes;
    for (Block child : children.values()) {
      shapes = child.getOutputShapes(shapes);
    }
    return shapes;
  }
}
