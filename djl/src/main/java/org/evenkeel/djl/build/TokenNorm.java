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

/**
 * Normalization over the features of each position, axis 1 of (batch, features, …), or over groups
 * of them at all positions (Wu and He 2018), with a learnt scale g and shift b of each feature:
 * {@code g·(x - mean)/√(variance + ε) + b}, or without mean and shift {@code g·x/√(mean square +
 * ε)} (Zhang and Sennrich 2019, equation 4).
 */
public final class TokenNorm extends AbstractBlock {

  private static final byte VERSION = 1;
  private static final double EPSILON = 1e-5;

  private final boolean centered;
  private final int groups;
  private final Parameter gamma;
  private final Parameter beta;

  private TokenNorm(boolean centered, int groups) {
    super(VERSION);
    this.centered = centered;
    this.groups = groups;
    gamma = addParameter(parameter("gamma", Parameter.Type.GAMMA));
    beta = centered ? addParameter(parameter("beta", Parameter.Type.BETA)) : null;
  }

  private static Parameter parameter(String name, Parameter.Type type) {
    return Parameter.builder().setName(name).setType(type).build();
  }

  /** To mean 0 and variance 1, as layer normalization does. */
  static TokenNorm centered() {
    return new TokenNorm(true, 0);
  }

  /** To mean square 1. */
  static TokenNorm rootMeanSquare() {
    return new TokenNorm(false, 0);
  }

  /** Of each of so many groups of features, over all positions, to mean 0 and variance 1. */
  static TokenNorm ofGroups(int groups) {
    return new TokenNorm(true, groups);
  }

  /** The number of groups that are normalized over all positions; 0 for each position alone. */
  public int groups() {
    return groups;
  }

  /** Whether a mean is subtracted. */
  public boolean isCentered() {
    return centered;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = inputs.singletonOrThrow();
    Shape shape = x.getShape();
    NDArray normalized =
        groups == 0
            ? normalized(x, 1)
            : normalized(x.reshape(shape.get(0), groups, -1), 2).reshape(shape);
    NDArray y = normalized.mul(perFeature(store.getValue(gamma, x.getDevice(), training), x));
    return new NDList(
        centered ? y.add(perFeature(store.getValue(beta, x.getDevice(), training), x)) : y);
  }

  private NDArray normalized(NDArray x, int axis) {
    int[] over = {axis};
    NDArray deviation = centered ? x.sub(x.mean(over, true)) : x;
    return deviation.div(Scalars.plus(deviation.square().mean(over, true), EPSILON).sqrt());
  }

  /** One value a feature, with axes of length 1 for the positions. */
  static NDArray perFeature(NDArray values, NDArray x) {
    long[] sizes = new long[x.getShape().dimension() - 1];
    java.util.Arrays.fill(sizes, 1);
    sizes[0] = values.size();
    return values.reshape(sizes);
  }

  @Override
  protected void prepare(Shape[] inputShapes) {
    Shape features = new Shape(inputShapes[0].get(1));
    gamma.setShape(features);
    if (centered) {
      beta.setShape(features);
    }
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
