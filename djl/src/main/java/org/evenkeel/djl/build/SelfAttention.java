// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.build;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.Map;
import org.evenkeel.network.Layer;

/**
 * Multi-head self-attention on (batch, features, tokens): softmax of the scaled dot products of
 * queries and keys weighs the values of all tokens (Vaswani et al. 2017, equation 1).
 *
 * <p>DJL's own attention has tokens before features, and one width for all four projections.
 */
public final class SelfAttention extends AbstractBlock {

  private static final byte VERSION = 1;

  private final Layer.Attention layer;
  private final Linear query;
  private final Linear key;
  private final Linear value;
  private final Linear output;

  /**
   * The Block of a layer.
   *
   * @param origins a map that gets the layer of each projection
   */
  SelfAttention(Layer.Attention layer, Map<Block, Layer> origins) {
    super(VERSION);
    this.layer = layer;
    query = projection("query", layer.query(), origins);
    key = projection("key", layer.key(), origins);
    value = projection("value", layer.value(), origins);
    output = projection("output", layer.output(), origins);
  }

  private Linear projection(String name, Layer.Dense dense, Map<Block, Layer> origins) {
    Linear linear = Linear.builder().setUnits(dense.units()).optBias(dense.bias()).build();
    origins.put(linear, dense);
    return addChildBlock(name, linear);
  }

  /** The layer that this Block computes. */
  public Layer.Attention layer() {
    return layer;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDList tokens = new NDList(inputs.singletonOrThrow().swapAxes(1, 2));
    NDArray queries = heads(query.forward(store, tokens, training).head());
    NDArray keys = heads(key.forward(store, tokens, training).head());
    NDArray values = heads(value.forward(store, tokens, training).head());
    double scale = 1 / Math.sqrt((double) queries.getShape().get(3));
    NDArray weights = Scalars.times(queries.matMul(keys.swapAxes(2, 3)), scale).softmax(3);
    NDArray mixed = weights.matMul(values).swapAxes(1, 2);
    Shape shape = mixed.getShape();
    NDArray joined = mixed.reshape(shape.get(0), shape.get(1), shape.get(2) * shape.get(3));
    NDArray out = output.forward(store, new NDList(joined), training).head();
    return new NDList(out.swapAxes(1, 2));
  }

  /** (batch, tokens, units) as (batch, heads, tokens, units of a head). */
  private NDArray heads(NDArray projected) {
    Shape shape = projected.getShape();
    return projected
        .reshape(shape.get(0), shape.get(1), layer.heads(), shape.get(2) / layer.heads())
        .swapAxes(1, 2);
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
    Shape in = inputShapes[0];
    Shape tokens = new Shape(in.get(0), in.get(2), in.get(1));
    query.initialize(manager, dataType, tokens);
    key.initialize(manager, dataType, tokens);
    value.initialize(manager, dataType, tokens);
    output.initialize(manager, dataType, new Shape(in.get(0), in.get(2), layer.value().units()));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    return new Shape[] {new Shape(in.get(0), layer.output().units(), in.get(2))};
  }
}
