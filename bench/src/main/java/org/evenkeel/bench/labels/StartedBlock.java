// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.labels;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import org.evenkeel.data.Examples;
import org.evenkeel.djl.correct.DataScaling;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.train.Training;
import org.evenkeel.experiment.Subject;
import org.evenkeel.init.Start;

/** A block with its initial weights drawn, and corrected from one batch where the start says so. */
final class StartedBlock implements AutoCloseable {

  /** The number of examples of a batch, for measurements and for training. */
  static final int BATCH = 64;

  private final NDManager manager = NDManager.newBaseManager();
  private final Examples batch;
  private final Shape shape;
  private final Block block;

  StartedBlock(Subject subject, Start start, Examples examples) {
    batch = examples.first(BATCH);
    shape = subject.batch(BATCH);
    block = subject.blocks().get();
    if (start.isLibraryDefaults()) {
      Engine.getInstance().setRandomSeed((int) start.seed());
    }
    FirstWeights weights = FirstWeights.of(start).redrawing().applyTo(block);
    block.initialize(manager, DataType.FLOAT32, shape);
    DataScaling.correct(weights, new NDList(inputs()));
  }

  private NDArray inputs() {
    return manager.create(batch.features(), shape);
  }

  Block block() {
    return block;
  }

  /** The mean loss of the batch. */
  double loss() {
    NDList outputs = block.forward(new ParameterStore(manager, false), new NDList(inputs()), false);
    Loss loss = Training.loss(outputs.head().getShape().get(1), batch.classes());
    NDArray labels = Training.labels(manager, batch, loss);
    return loss.evaluate(new NDList(labels), outputs).getFloat();
  }

  @Override
  public void close() {
    block.clear();
    manager.close();
  }
}
