// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.loss.Loss;
import me.tongfei.progressbar.ProgressBar;
import org.evenkeel.data.Examples;
import org.evenkeel.data.Split;
import org.evenkeel.djl.FirstWeights;
import org.evenkeel.djl.Probe;
import org.evenkeel.djl.Training;
import org.evenkeel.djl.TrainingRun;
import org.evenkeel.djl.TrainingSettings;
import org.evenkeel.signal.SignalProfile;

/** One network on one set of examples, started, measured and trained. */
final class Experiment implements AutoCloseable {

  /** Examples that a measurement sends through. */
  private static final int PROBE_BATCH = 64;

  /**
   * What became of one start.
   *
   * @param start the start
   * @param profile what was measured before training
   * @param run the training; null if there was none
   */
  record Outcome(NamedStart start, SignalProfile profile, TrainingRun run) {}

  private final Subject subject;
  private final Split data;
  private final long seed;
  private final NDManager manager = NDManager.newBaseManager();

  /**
   * An experiment.
   *
   * @param seed seeds a model's own defaults; every other start has its own seed
   */
  Experiment(Subject subject, Split data, long seed) {
    this.subject = subject;
    this.data = data.reshaped(subject.input());
    this.seed = seed;
  }

  /** Measures one start, without training. */
  Outcome measure(NamedStart start) {
    Block block = subject.blocks().get();
    try {
      return new Outcome(start, profile(start, block), null);
    } finally {
      block.clear();
    }
  }

  /** Measures one start, then trains from it. */
  Outcome train(NamedStart start, TrainingSettings settings, ProgressBar progress) {
    Block block = subject.blocks().get();
    try {
      SignalProfile profile = profile(start, block);
      TrainingRun run =
          Training.on(data, settings)
              .run(
                  block,
                  subject.batch(settings.batch()),
                  (step, epochs) -> {
                    progress.step();
                    if (!epochs.isEmpty()) {
                      TrainingRun.Epoch last = epochs.get(epochs.size() - 1);
                      progress.setExtraMessage(
                          "loss %.3f, accuracy %.1f %%"
                              .formatted(last.validationLoss(), 100 * last.validationAccuracy()));
                    }
                  });
      return new Outcome(start, profile, run);
    } finally {
      block.clear();
    }
  }

  private SignalProfile profile(NamedStart start, Block block) {
    Examples examples = data.training();
    int batch = Math.min(PROBE_BATCH, examples.size());
    Shape shape = subject.batch(batch);
    try (NDManager scope = manager.newSubManager()) {
      Probe probe;
      if (start.start().isPresent()) {
        FirstWeights weights = FirstWeights.of(start.start().get()).applyTo(block);
        block.initialize(manager, DataType.FLOAT32, shape);
        probe = Probe.of(block, weights);
      } else {
        Engine.getInstance().setRandomSeed((int) seed);
        block.initialize(manager, DataType.FLOAT32, shape);
        probe = Probe.of(block);
      }
      Shape output = block.getOutputShapes(new Shape[] {shape})[0];
      Loss loss = Training.loss(output.get(output.dimension() - 1), examples.classes());
      NDArray inputs = scope.create(examples.first(batch).features(), shape);
      NDArray labels = Training.labels(scope, examples.first(batch), loss);
      return probe.measure(
          new NDList(inputs), outputs -> loss.evaluate(new NDList(labels), outputs));
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
