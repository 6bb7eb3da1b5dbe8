// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.build;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/** A learnt factor for each feature, axis 1 of (batch, features, …). */
public final class FeatureScale extends AbstractBlock {

  private static final byte VERSION = 1;

  private final Parameter gamma;

  FeatureScale() {
    super(VERSION);
    gamma =
        addParameter(Parameter.builder().setName("gamma").setType(Parameter.Type.GAMMA).build());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = inputs.singletonOrThrow();
    return new NDList(
        x.mul(TokenNorm.perFeature(store.getValue(gamma, x.getDevice(), training), x)));
  }

  @Override
  protected void prepare(Shape[] inputShapes) {
    gamma.setShape(new Shape(inputShapes[0].get(1)));
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
    // there are none
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[0]};
  }
}
