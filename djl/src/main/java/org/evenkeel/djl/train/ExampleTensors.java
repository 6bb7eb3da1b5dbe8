// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.loss.Loss;
import org.evenkeel.data.Examples;
import org.evenkeel.djl.build.NetworkBlock;

/** Examples as tensors. */
record ExampleTensors(NDArray features, NDArray labels) {

  static ExampleTensors of(NDManager manager, Examples examples, Loss loss) {
    Shape shape = new Shape(examples.size()).addAll(NetworkBlock.shape(examples.shape()));
    NDArray features = manager.create(examples.features(), shape);
    return new ExampleTensors(features, Training.labels(manager, examples, loss));
  }

  ExampleTensors take(NDManager scope, NDArray order) {
    return new ExampleTensors(in(scope, features.get(order)), in(scope, labels.get(order)));
  }

  ExampleTensors slice(NDManager scope, int from, int to) {
    NDIndex range = new NDIndex().addSliceDim(from, to);
    return new ExampleTensors(in(scope, features.get(range)), in(scope, labels.get(range)));
  }

  private static NDArray in(NDManager scope, NDArray array) {
    array.attach(scope);
    return array;
  }
}
