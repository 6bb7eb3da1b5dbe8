// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.build;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.evenkeel.network.Memory;
import org.jspecify.annotations.Nullable;

/**
 * Layers whose output attention behind it looks at during the same forward pass. Its own output is
 * its input, or the tokens that the layers do not take.
 */
public final class MemoryBlock extends AbstractBlock {

  private static final byte VERSION = 1;

  private final Memory layer;
  private final Block layers;
  private @Nullable NDArray kept;

  /**
   * The Block of a layer.
   *
   * @param layers the Block of its layers
   */
  MemoryBlock(Memory layer, Block layers) {
    super(VERSION);
    this.layer = layer;
    this.layers = addChildBlock("layers", layers);
  }

  /** What the layers made of the input of this forward pass, (batch, features, tokens). */
  NDArray kept() {
    if (kept == null) {
      throw new IllegalStateException(layer.name() + " is looked at before it was computed");
    }
    return kept;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    if (layer.tokens() == 0) {
      kept = layers.forward(store, inputs, training).singletonOrThrow();
      return inputs;
    }
    NDArray x = inputs.singletonOrThrow();
    NDList parts = x.split(new long[] {layer.tokens()}, x.getShape().dimension() - 1);
    kept = layers.forward(store, new NDList(parts.get(0)), training).singletonOrThrow();
    return new NDList(parts.get(1));
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
    Shape all = inputShapes[0];
    layers.initialize(
        manager, dataType, layer.tokens() == 0 ? all : withTokens(all, layer.tokens()));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape all = inputShapes[0];
    return new Shape[] {layer.tokens() == 0 ? all : withTokens(all, all.tail() - layer.tokens())};
  }

  private static Shape withTokens(Shape shape, long tokens) {
    return shape.slice(0, shape.dimension() - 1).add(tokens);
  }
}
