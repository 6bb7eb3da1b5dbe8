// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.loss.Loss;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import me.tongfei.progressbar.ProgressBar;
import org.evenkeel.data.Examples;
import org.evenkeel.data.Split;
import org.evenkeel.djl.correct.DataScaling;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.observe.Jacobian;
import org.evenkeel.djl.observe.Probe;
import org.evenkeel.djl.train.Training;
import org.evenkeel.djl.train.TrainingSettings;
import org.evenkeel.init.Start;
import org.evenkeel.meanfield.SpectrumForecast;
import org.evenkeel.meanfield.Weights;
import org.evenkeel.result.Comparison;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.training.TrainingRun;

/** One network on one set of examples, started, measured and trained. */
final class Experiment implements AutoCloseable {

  /** Examples that a measurement sends through. */
  private static final int PROBE_BATCH = 64;

  /**
   * What became of one start.
   *
   * @param start the start
   * @param profile what was measured before training; null if nothing was
   * @param run the training; null if there was none
   */
  record Outcome(Start start, SignalProfile profile, TrainingRun run) {}

  private final Subject subject;
  private final Split data;
  private final long seed;
  private boolean histograms;
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

  /** Sees also how values are spread. */
  Experiment withHistograms() {
    histograms = true;
    return this;
  }

  /**
   * What became of a start, as a part of a result.
   *
   * @param subject what was started, to tell the plan of its parameters; null to leave that away.
   *     What data corrects is not drawn as planned, and has no plan.
   */
  static Comparison.StartResult result(
      Start start, SignalProfile profile, Subject subject, List<TrainingRun> runs) {
    boolean planned = subject != null && start.followsRule();
    return new Comparison.StartResult(
        start.name(),
        start.ruleName(),
        start.isLibraryDefaults() ? null : start.multiplier(),
        profile,
        planned ? Plan.of(subject, start).planned() : List.of(),
        runs);
  }

  /** Measures one start, without training. */
  Outcome measure(Start start) {
    Block block = subject.blocks().get();
    try {
      return new Outcome(start, profile(start, block), null);
    } finally {
      block.clear();
    }
  }

  /** Measures one start, then trains from it. */
  Outcome train(Start start, TrainingSettings settings, ProgressBar progress) {
    Block block = subject.blocks().get();
    try {
      SignalProfile profile = profile(start, block);
      TrainingRun run =
          train(
              block,
              settings,
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

  /**
   * Trains from one start, if it is worth it.
   *
   * @param worthIt told what was measured before training; says whether to train; null to train
   *     without measuring
   * @param progress told of every step and epoch
   * @return what was measured, if anything, and the training, if there was one
   */
  Outcome train(
      Start start,
      TrainingSettings settings,
      Predicate<SignalProfile> worthIt,
      Training.Progress progress) {
    Block block = subject.blocks().get();
    try (NDManager scope = manager.newSubManager()) {
      SignalProfile profile = null;
      if (worthIt == null) {
        initialized(start, block, scope);
      } else {
        profile = profile(start, block);
        if (!worthIt.test(profile)) {
          return new Outcome(start, profile, null);
        }
      }
      return new Outcome(start, profile, train(block, settings, progress));
    } finally {
      block.clear();
    }
  }

  private TrainingRun train(Block block, TrainingSettings settings, Training.Progress progress) {
    return Training.on(data, settings).run(block, subject.batch(settings.batch()), progress);
  }

  /**
   * The singular values of one start's Jacobian at the first example, and what theory says.
   *
   * @param input what enters, as it was measured
   */
  Spectrum spectrum(Start start, InputSignal input) {
    Block block = subject.blocks().get();
    try (NDManager scope = manager.newSubManager()) {
      initialized(start, block, scope);
      NDArray first = scope.create(data.training().first(1).features(), subject.batch(1));
      Jacobian jacobian = Jacobian.of(block, first);
      SpectrumForecast theory =
          start.followsRule()
              ? subject
                  .network()
                  .flatMap(network -> SpectrumForecast.of(network, Weights.of(start), input))
                  .orElse(null)
              : null;
      return new Spectrum(
          jacobian.inputs(),
          jacobian.outputs(),
          theory,
          DoubleStream.of(jacobian.singularValues()).boxed().toList());
    } finally {
      block.clear();
    }
  }

  /** A probe of a block that has its first weights now. */
  private Probe initialized(Start start, Block block, NDManager scope) {
    Shape shape = subject.batch(probed());
    if (start.isLibraryDefaults()) {
      Engine.getInstance().setRandomSeed((int) seed);
      block.initialize(manager, DataType.FLOAT32, shape);
      return Probe.of(block);
    }
    FirstWeights weights = FirstWeights.of(start).redrawing().applyTo(block);
    block.initialize(manager, DataType.FLOAT32, shape);
    DataScaling.correct(weights, new NDList(inputs(scope)));
    return Probe.of(block, weights);
  }

  /** How many examples a measurement sends through. */
  private int probed() {
    return Math.min(PROBE_BATCH, data.training().size());
  }

  private NDArray inputs(NDManager scope) {
    return scope.create(data.training().first(probed()).features(), subject.batch(probed()));
  }

  private SignalProfile profile(Start start, Block block) {
    Examples examples = data.training();
    Shape shape = subject.batch(probed());
    try (NDManager scope = manager.newSubManager()) {
      Probe probe = initialized(start, block, scope);
      if (histograms) {
        probe.withHistograms();
      }
      Shape output = block.getOutputShapes(new Shape[] {shape})[0];
      Loss loss = Training.loss(output.get(output.dimension() - 1), examples.classes());
      NDArray inputs = inputs(scope);
      NDArray labels = Training.labels(scope, examples.first(probed()), loss);
      NDList batch = new NDList(inputs);
      Function<NDList, NDArray> evaluated = outputs -> loss.evaluate(new NDList(labels), outputs);
      return probe.check(batch, evaluated);
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
