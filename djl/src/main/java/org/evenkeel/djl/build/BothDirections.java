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
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * Two recurrent Blocks on (batch, tokens, features), the second one from the last token to the
 * first, whose states stand side by side. DJL's own in both directions hands its parameters to the
 * engine in a wrong order.
 */
public final class BothDirections extends AbstractBlock {

  private static final byte VERSION = 1;

  private final Block forwards;
  private final Block backwards;

  BothDirections(Block forwards, Block backwards) {
    super(VERSION);
    this.forwards = addChildBlock("forwards", forwards);
    this.backwards = addChildBlock("backwards", backwards);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = inputs.singletonOrThrow();
    NDArray ahead = forwards.forward(store, new NDList(x), training).head();
    NDArray back = backwards.forward(store, new NDList(x.flip(1)), training).head();
    return new NDList(NDArrays.concat(new NDList(ahead, back.flip(1)), 2));
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
    forwards.initialize(manager, dataType, inputShapes);
    backwards.initialize(manager, dataType, inputShapes);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape one = forwards.getOutputShapes(inputShapes)[0];
    return new Shape[] {new Shape(one.get(0), one.get(1), 2 * one.get(2))};
  }
}
