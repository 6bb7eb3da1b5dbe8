// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.correct;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.evenkeel.djl.agent.ForwardHook;
import org.evenkeel.djl.correct.DataScaling.Outcome;
import org.evenkeel.djl.observe.OutputStatistics;
import org.evenkeel.djl.read.ModelParameter;
import org.evenkeel.parameter.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The scales of all layers' weights, found in one pass in which every layer's output is scaled. The
 * weights themselves are scaled after the pass, so that the graph of its backward pass stays valid
 * and a pass that fails changes nothing.
 */
final class LayerScales implements ForwardHook.Observer {

  /** Kinds whose layer's output is linear in the weights. */
  private static final Set<Kind> LINEAR =
      EnumSet.of(
          Kind.DENSE,
          Kind.CONVOLUTION,
          Kind.TRANSPOSED_CONVOLUTION,
          Kind.EMBEDDING,
          Kind.EXPERTS,
          Kind.MULTIPLICATION);

  /** The relative tolerance of the second moment of a Block of unknown kind. */
  private static final double CLOSE = 0.01;

  private final NDManager scope;
  private final Map<Block, ModelParameter> weights = new LinkedHashMap<>();
  private final ToDoubleFunction<Parameter> target;
  private final @Nullable GradientBalance balance;
  private final Map<Parameter, LayerScale> scales = new LinkedHashMap<>();
  private boolean repeating;

  /**
   * The scales of a pass to come.
   *
   * @param scope the memory of the pass's arrays
   * @param weights the weighted layers
   * @param target the target second moment of the layer with a parameter
   * @param balance an observer of the blocks; null without a backward pass
   */
  LayerScales(
      NDManager scope,
      List<ModelParameter> weights,
      ToDoubleFunction<Parameter> target,
      @Nullable GradientBalance balance) {
    this.scope = scope;
    weights.forEach(weight -> this.weights.putIfAbsent(weight.block(), weight));
    this.target = target;
    this.balance = balance;
  }

  @Override
  public NDList returned(Block block, NDList inputs, NDList outputs) {
    if (repeating) {
      return outputs;
    }
    ModelParameter weight = weights.get(block);
    NDList replaced = outputs;
    if (weight != null) {
      LayerScale scale =
          scales.computeIfAbsent(
              weight.parameter(),
              parameter -> new LayerScale(weight, target.applyAsDouble(parameter)));
      replaced =
          scale.called() == 1
              ? firstCall(scale, inputs, outputs)
              : scale.isOne() ? outputs : scale.scaled(outputs, scale.bias(outputs.head()));
      if (balance != null) {
        replaced = with(replaced, balance.weighted(scale, inputs, replaced.head()));
      }
    } else if (balance != null) {
      balance.passed(block, inputs, outputs);
    }
    return replaced;
  }

  private NDList firstCall(LayerScale scale, NDList inputs, NDList outputs) {
    NDArray z = outputs.head();
    double secondMoment = OutputStatistics.secondMoment(z);
    scale.measured(secondMoment);
    if (!scale.weight.parameter().requiresGradient()) {
      scale.leave(Outcome.FROZEN);
    } else if (!Double.isFinite(secondMoment)) {
      scale.leave(Outcome.NOT_FINITE);
    } else if (scale.weight.role().isEmpty()) {
      return unknownKind(scale, inputs, outputs);
    } else if (!LINEAR.contains(scale.weight.role().get().kind())) {
      scale.leave(Outcome.NOT_LINEAR);
    } else {
      NDArray bias = scale.bias(z);
      if (bias == null) {
        scale.setWithoutBias();
      } else {
        scale.setWithBias(z, bias);
      }
      return scale.scaled(outputs, bias);
    }
    return outputs;
  }

  /** The outputs of a second run with scaled weights, which shows whether a Block is linear. */
  private NDList unknownKind(LayerScale scale, NDList inputs, NDList outputs) {
    scale.setWithoutBias();
    if (scale.isOne()) {
      return outputs;
    }
    scale.tryOut(scope);
    repeating = true;
    try {
      NDList repeated =
          scale.weight.block().forward(new ParameterStore(scope, false), inputs, false);
      double secondMoment = OutputStatistics.secondMoment(repeated.head());
      if (Math.abs(secondMoment / scale.target() - 1) < CLOSE) {
        return repeated;
      }
    } finally {
      repeating = false;
    }
    scale.restore();
    scale.leave(Outcome.NOT_LINEAR);
    return outputs;
  }

  /** The same outputs with another first array. */
  static NDList with(NDList outputs, NDArray head) {
    NDList replaced = new NDList(outputs);
    replaced.set(0, head);
    return replaced;
  }

  /**
   * Scales the weights after a pass. If the pass throws, the weights are left as they were.
   *
   * @return the report on every layer
   */
  List<DataScaling.Layer> applyAfter(Runnable pass) {
    try {
      pass.run();
    } catch (RuntimeException e) {
      scales.values().forEach(LayerScale::restore);
      throw e;
    }
    List<DataScaling.Layer> layers = new ArrayList<>();
    for (LayerScale scale : scales.values()) {
      scale.apply();
      layers.add(scale.report());
    }
    for (ModelParameter weight : weights.values()) {
      if (!scales.containsKey(weight.parameter())) {
        layers.add(new DataScaling.Layer(weight.layer(), Outcome.NOT_CALLED, Double.NaN, 1, 1));
      }
    }
    return layers;
  }
}
