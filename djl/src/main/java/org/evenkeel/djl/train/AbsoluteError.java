// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;

/** The mean distance of outputs and targets. */
final class AbsoluteError extends Loss {

  AbsoluteError() {
    super("absolute error");
  }

  @Override
  public NDArray evaluate(NDList labels, NDList predictions) {
    return predictions.singletonOrThrow().sub(labels.singletonOrThrow()).abs().mean();
  }
}
