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
import java.util.Map;
import org.evenkeel.network.Layer;

/** A Block that has features on its last axis, on arrays of (batch, features, tokens). */
public final class TokensFirst extends AbstractBlock {

  private static final byte VERSION = 1;

  private final Block inner;

  TokensFirst(Block inner) {
    super(VERSION);
    this.inner = addChildBlock("tokens", inner);
  }

  /**
   * The Block of a layer.
   *
   * @param origins a map that gets the layer of the inner Block
   */
  static Block of(Block inner, Layer layer, Map<Block, Layer> origins) {
    origins.put(inner, layer);
    return new TokensFirst(inner);
  }

  /** Features before tokens as tokens before features, and back; token numbers stay. */
  private static NDArray swapped(NDArray x) {
    return x.getShape().dimension() == 3 ? x.swapAxes(1, 2) : x;
  }

  private static Shape swapped(Shape shape) {
    return shape.dimension() == 3 ? new Shape(shape.get(0), shape.get(2), shape.get(1)) : shape;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDList tokens = new NDList(swapped(inputs.singletonOrThrow()));
    return new NDList(swapped(inner.forward(store, tokens, training).singletonOrThrow()));
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
    inner.initialize(manager, dataType, swapped(inputShapes[0]));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {swapped(inner.getOutputShapes(new Shape[] {swapped(inputShapes[0])})[0])};
  }
}
