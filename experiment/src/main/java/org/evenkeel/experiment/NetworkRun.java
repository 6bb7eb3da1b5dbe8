// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.loss.Loss;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import org.evenkeel.data.Examples;
import org.evenkeel.data.Split;
import org.evenkeel.djl.correct.DataScaling;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.engine.NativeLibraries;
import org.evenkeel.djl.observe.Jacobian;
import org.evenkeel.djl.observe.Probe;
import org.evenkeel.djl.train.Metric;
import org.evenkeel.djl.train.Metrics;
import org.evenkeel.djl.train.Training;
import org.evenkeel.djl.train.TrainingSettings;
import org.evenkeel.experiment.spectrum.JacobianSpectrum;
import org.evenkeel.forecast.Weights;
import org.evenkeel.init.Start;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.spectrum.SpectrumForecast;
import org.evenkeel.training.TrainingRun;
import org.jspecify.annotations.Nullable;

/** One network on the engine, measured and trained from one start. */
final class NetworkRun implements AutoCloseable {

  /** The batch size of a measurement. */
  static final int PROBE_BATCH = 64;

  /** The signal before training and the training from one start; null where there was none. */
  record Outcome(@Nullable SignalProfile profile, @Nullable TrainingRun training) {}

  private final Subject subject;
  private final Split data;
  private final Start start;
  private final boolean histograms;
  private final NDManager manager;

  /** A run, with or without the distribution of values in measurements. */
  NetworkRun(Subject subject, Split data, Start start, boolean histograms) {
    this.subject = subject;
    this.data = data.reshaped(subject.input());
    this.start = start;
    this.histograms = histograms;
    NativeLibraries.check();
    this.manager = NDManager.newBaseManager();
  }

  /** The signal of the initial weights. */
  SignalProfile measure() {
    Block block = subject.blocks().get();
    try (NDManager scope = manager.newSubManager()) {
      return profile(block, scope);
    } finally {
      block.clear();
    }
  }

  /**
   * Measures the initial weights and trains them if a condition holds.
   *
   * @param condition the condition on the measured signal; null to train without a measurement
   * @param progress a listener to every step and epoch
   */
  Outcome train(
      TrainingSettings settings,
      @Nullable Predicate<SignalProfile> condition,
      Training.Progress progress) {
    return train(settings, condition, Metrics.LOSS, progress);
  }

  /** The same with a metric that is measured after each epoch, beside the loss. */
  Outcome train(
      TrainingSettings settings,
      @Nullable Predicate<SignalProfile> condition,
      Metric metric,
      Training.Progress progress) {
    Block block = subject.blocks().get();
    try (NDManager scope = manager.newSubManager()) {
      SignalProfile profile = null;
      if (condition == null) {
        initialize(block, scope);
      } else {
        profile = profile(block, scope);
        if (!condition.test(profile)) {
          return new Outcome(profile, null);
        }
      }
      return new Outcome(
          profile,
          new Training(data, settings, metric)
              .run(
                  block,
                  subject.batch(Math.min(settings.batch(), data.training().size())),
                  progress));
    } finally {
      block.clear();
    }
  }

  /** The measured and predicted singular values of the Jacobian at the first example. */
  JacobianSpectrum spectrum(InputSignal input) {
    Block block = subject.blocks().get();
    try (NDManager scope = manager.newSubManager()) {
      initialize(block, scope);
      NDArray first = scope.create(data.training().first(1).features(), subject.batch(1));
      Jacobian jacobian = Jacobian.of(block, first);
      SpectrumForecast theory =
          start.followsRule()
              ? subject
                  .network()
                  .flatMap(network -> SpectrumForecast.of(network, Weights.of(start), input))
                  .orElse(null)
              : null;
      return new JacobianSpectrum(
          jacobian.inputs(),
          jacobian.outputs(),
          theory,
          DoubleStream.of(jacobian.singularValues()).boxed().toList());
    } finally {
      block.clear();
    }
  }

  /** Draws the initial weights; returns a probe of the block. */
  private Probe initialize(Block block, NDManager scope) {
    Shape shape = subject.batch(probeBatch());
    Engine.getInstance().setRandomSeed((int) start.seed()); // of parameters that DJL draws
    FirstWeights weights = FirstWeights.of(start).redrawing().applyTo(block);
    block.initialize(manager, DataType.FLOAT32, shape);
    DataScaling.correct(weights, new NDList(inputs(scope)));
    return Probe.of(block, weights);
  }

  private int probeBatch() {
    return Math.min(PROBE_BATCH, data.training().size());
  }

  private NDArray inputs(NDManager scope) {
    return scope.create(
        data.training().first(probeBatch()).features(), subject.batch(probeBatch()));
  }

  private SignalProfile profile(Block block, NDManager scope) {
    Probe probe = initialize(block, scope);
    if (histograms) {
      probe.withHistograms();
    }
    Shape output = block.getOutputShapes(new Shape[] {subject.batch(probeBatch())})[0];
    Examples examples = Training.labelledFor(output, data).training();
    Loss loss = Training.loss(block, output, examples);
    NDList batch = new NDList(inputs(scope));
    NDList labels = new NDList(Training.labels(scope, examples.first(probeBatch()), loss));
    Function<NDList, NDArray> evaluated = outputs -> loss.evaluate(labels, outputs);
    return probe.check(batch, evaluated);
  }

  @Override
  public void close() {
    manager.close();
  }
}
