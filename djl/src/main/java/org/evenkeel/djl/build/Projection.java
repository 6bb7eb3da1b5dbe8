// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.build;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.evenkeel.network.Layer;
import org.jspecify.annotations.Nullable;

/**
 * A dense layer on the last axis, {@code x·W + b}, with weights of shape (in, out), as in GPT-2; or
 * with the weights of an embedding.
 */
public final class Projection extends AbstractBlock {

  private static final byte VERSION = 1;

  private final int units;
  private final @Nullable Parameter weight;
  private final @Nullable Parameter bias;

  /** The embedding whose weights, of shape (out, in), take the place of its own. */
  private final @Nullable TokenTable table;

  private Projection(int units, boolean bias, @Nullable TokenTable table) {
    super(VERSION);
    this.units = units;
    this.table = table;
    this.weight = table == null ? addParameter(parameter("weight", Parameter.Type.WEIGHT)) : null;
    this.bias = bias ? addParameter(parameter("bias", Parameter.Type.BIAS)) : null;
  }

  private static Parameter parameter(String name, Parameter.Type type) {
    return Parameter.builder().setName(name).setType(type).build();
  }

  /** The Block of a dense layer, DJL's own where the outputs are the first axis. */
  static Block of(Layer.Dense layer) {
    return layer.form().inputsFirst()
        ? new Projection(layer.units(), layer.bias(), null)
        : Linear.builder().setUnits(layer.units()).optBias(layer.bias()).build();
  }

  /** The projection on the vectors of a table. */
  static Block on(TokenTable table, int units, boolean bias) {
    return new Projection(units, bias, table);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = inputs.singletonOrThrow();
    NDArray matrix =
        weight == null
            ? store.getValue(table.table(), x.getDevice(), training).transpose()
            : store.getValue(weight, x.getDevice(), training);
    NDArray y = x.matMul(matrix);
    return new NDList(bias == null ? y : y.add(store.getValue(bias, x.getDevice(), training)));
  }

  @Override
  protected void prepare(Shape[] inputShapes) {
    if (weight != null) {
      weight.setShape(new Shape(inputShapes[0].tail(), units));
    }
    if (bias != null) {
      bias.setShape(new Shape(units));
    }
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
    // there are none
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    return new Shape[] {in.slice(0, in.dimension() - 1).add(units)};
  }
}
