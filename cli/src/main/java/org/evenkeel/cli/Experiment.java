// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.loss.Loss;
import me.tongfei.progressbar.ProgressBar;
import org.evenkeel.data.Examples;
import org.evenkeel.data.Split;
import org.evenkeel.djl.FirstWeights;
import org.evenkeel.djl.NetworkBlock;
import org.evenkeel.djl.Probe;
import org.evenkeel.djl.Training;
import org.evenkeel.djl.TrainingRun;
import org.evenkeel.djl.TrainingSettings;
import org.evenkeel.network.Network;
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

  private final Network network;
  private final Split data;
  private final NDManager manager;

  /**
   * Checks that network and data fit, before the engine is loaded.
   *
   * @throws IllegalArgumentException if they do not
   */
  Experiment(Network network, Split data) {
    this.network = network;
    this.data = data;
    int input = network.input().stream().reduce(1, Math::multiplyExact);
    int features = data.training().featuresPerExample();
    if (input != features) {
      throw new IllegalArgumentException(
          "the network's input must have the size of an example: %d, but %s has %d features; give the network that input"
              .formatted(input, data.training().name(), features));
    }
    int[] output = network.outputShape();
    if (output.length != 1) {
      throw new IllegalArgumentException(
          "a classifier ends in a vector: its output has %d axes; end it with flatten and dense"
              .formatted(output.length));
    }
    Training.requireOutputs(output[0], data.training().classes());
    this.manager = NDManager.newBaseManager();
  }

  /** Measures one start, without training. */
  Outcome measure(NamedStart start) {
    NetworkBlock block = NetworkBlock.of(network);
    try {
      return new Outcome(start, profile(start, block), null);
    } finally {
      block.clear();
    }
  }

  /** Measures one start, then trains from it. */
  Outcome train(NamedStart start, TrainingSettings settings, ProgressBar progress) {
    NetworkBlock block = NetworkBlock.of(network);
    try {
      SignalProfile profile = profile(start, block);
      Split shaped = data.reshaped(network.input());
      TrainingRun run =
          Training.on(shaped, settings)
              .run(
                  block,
                  block.inputShape(settings.batch()),
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

  private SignalProfile profile(NamedStart start, NetworkBlock block) {
    Examples examples = data.training();
    int batch = Math.min(PROBE_BATCH, examples.size());
    try (NDManager scope = manager.newSubManager()) {
      Probe probe;
      if (start.start().isPresent()) {
        FirstWeights weights = FirstWeights.of(start.start().get()).applyTo(block);
        block.initialize(manager, DataType.FLOAT32, block.inputShape(batch));
        probe = Probe.of(block, weights);
      } else {
        Engine.getInstance().setRandomSeed(0);
        block.initialize(manager, DataType.FLOAT32, block.inputShape(batch));
        probe = Probe.of(block);
      }
      Shape shape = block.inputShape(batch);
      NDArray inputs = scope.create(examples.first(batch).features(), shape);
      Loss loss = Training.loss(network.outputShape()[0], examples.classes());
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
