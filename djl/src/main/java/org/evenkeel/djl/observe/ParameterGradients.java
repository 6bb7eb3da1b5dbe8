// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SymbolBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.evenkeel.djl.read.ModelParameter;
import org.evenkeel.djl.read.ModelParameters;

/**
 * The measurement that is possible without the agent: second moments of dLoss/dW. The gradients
 * that the parameters had before are restored.
 */
record ParameterGradients(Block model, ModelParameters found, BlockNames names) {

  private static final NDIndex ALL = new NDIndex("...");

  List<LayerMeasurement> measured(ModelPass pass, Function<NDList, NDArray> loss) {
    return during(pass, loss, this::layers);
  }

  /** The result of an action while the parameters have the gradients of a loss. */
  <T> T during(ModelPass pass, Function<NDList, NDArray> loss, Supplier<T> action) {
    List<NDArray> trainable =
        model.getParameters().values().stream()
            .distinct() // parameters, as arrays are equal if their values are
            .map(Parameter::getArray)
            .filter(NDArray::hasGradient)
            .toList();
    List<NDArray> before = trainable.stream().map(array -> cleared(array, pass.scope())).toList();
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDList outputs = outputs(pass.scope(), pass.inputs());
      if (!trainable.isEmpty()) {
        ModelPass.backward(collector, loss.apply(outputs));
      }
      return action.get();
    } finally {
      for (int i = 0; i < before.size(); i++) {
        try (NDArray gradient = trainable.get(i).getGradient()) {
          gradient.set(ALL, before.get(i));
        }
      }
    }
  }

  /** A copy of a parameter's gradient, which is then 0. */
  private static NDArray cleared(NDArray parameter, NDManager scope) {
    try (NDArray gradient = parameter.getGradient()) {
      NDArray copy = gradient.duplicate();
      copy.attach(scope);
      gradient.set(ALL, 0);
      return copy;
    }
  }

  private List<LayerMeasurement> layers() {
    List<LayerMeasurement> layers = new ArrayList<>();
    names.blocks().stream()
        .filter(SymbolBlock.class::isInstance)
        .forEach(block -> layers.add(LayerMeasurement.closed(names.of(block), block)));
    for (ModelParameter weight : found.layers()) {
      if (weight.parameter().getArray().hasGradient()) {
        try (NDArray gradient = weight.parameter().getArray().getGradient()) {
          layers.add(LayerMeasurement.gradient(weight, OutputStatistics.secondMoment(gradient)));
        }
      }
    }
    return layers;
  }

  /** The outputs of a pass without dropout, which uses none of the engine's random numbers. */
  @SuppressWarnings("try") // dropout is there to be closed
  private NDList outputs(NDManager scope, NDList inputs) {
    try (DisabledDropout dropout = DisabledDropout.of(model)) {
      return model.forward(new ParameterStore(scope, false), inputs, true);
    } catch (RuntimeException e) {
      throw WatchedPass.failure("the model", model, inputs, e);
    }
  }
}
