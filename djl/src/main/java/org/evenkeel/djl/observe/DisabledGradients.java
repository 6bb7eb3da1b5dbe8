// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import java.util.List;

/** A model's parameters without gradients until close, for passes that need other gradients. */
record DisabledGradients(List<NDArray> parameters) implements AutoCloseable {

  static DisabledGradients of(Block model) {
    List<NDArray> learnt =
        model.getParameters().values().stream()
            .map(parameter -> parameter.getArray())
            .filter(NDArray::hasGradient)
            .toList();
    learnt.forEach(array -> array.setRequiresGradient(false));
    return new DisabledGradients(learnt);
  }

  @Override
  public void close() {
    parameters.forEach(array -> array.setRequiresGradient(true));
  }
}
