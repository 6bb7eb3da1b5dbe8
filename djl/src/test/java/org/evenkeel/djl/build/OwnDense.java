// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.build;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.function.BinaryOperator;

/** A dense layer as a user would write it. */
public final class OwnDense extends AbstractBlock {
  public final Parameter weight =
      addParameter(Parameter.builder().setName("weight").setType(Parameter.Type.WEIGHT).build());
  private final BinaryOperator<NDArray> product;
  public int calls;

  public OwnDense(BinaryOperator<NDArray> product) {
    this.product = product;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    calls++;
    NDArray w = store.getValue(weight, inputs.head().getDevice(), training);
    return new NDList(product.apply(inputs.head(), w));
  }

  @Override
  protected void prepare(Shape[] shapes) {
    weight.setShape(new Shape(shapes[0].get(1), 4));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] shapes) {
    return new Shape[] {new Shape(shapes[0].get(0), 4)};
  }
}
