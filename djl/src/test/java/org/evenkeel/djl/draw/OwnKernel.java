// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.draw;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/** A dense layer with parameters of its own, its kernel of shape (inputs, units). */
public final class OwnKernel extends AbstractBlock {

  private final int units;
  private final Parameter kernel = parameter("kernel", Parameter.Type.WEIGHT);
  private final Parameter offset = parameter("offset", Parameter.Type.BIAS);

  public OwnKernel(int units) {
    this.units = units;
  }

  private Parameter parameter(String name, Parameter.Type type) {
    return addParameter(Parameter.builder().setName(name).setType(type).build());
  }

  @Override
  protected void prepare(Shape[] inputs) {
    kernel.setShape(new Shape(inputs[0].get(1), units));
    offset.setShape(new Shape(units));
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = inputs.head();
    NDArray product = x.dot(store.getValue(kernel, x.getDevice(), training));
    return new NDList(product.add(store.getValue(offset, x.getDevice(), training)));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), units)};
  }
}
