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
import java.util.Optional;
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
import org.evenkeel.djl.train.Refinements;
import org.evenkeel.djl.train.Stability;
import org.evenkeel.djl.train.Training;
import org.evenkeel.djl.train.TrainingSettings;
import org.evenkeel.experiment.spectrum.JacobianSpectrum;
import org.evenkeel.forecast.Weights;
import org.evenkeel.init.Start;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.spectrum.SpectrumForecast;
import org.evenkeel.training.StableRate;
import org.evenkeel.training.TrainingRun;
import org.jspecify.annotations.Nullable;

/** One network on the engine, measured and trained from one start. */
final class NetworkRun implements AutoCloseable {

  /** The batch size of a measurement. */
  static final int PROBE_BATCH = 64;

  /** The most examples of a batch on which the largest stable learning rate is measured. */
  private static final int STABILITY_BATCH = 256;

  /** The products of one example up to which it is measured on that many. */
  private static final double LITTLE_WORK = 1 << 21;

  /** The products of one example up to which it is measured on {@link #PROBE_BATCH}. */
  private static final double MOST_WORK = 1 << 23;

  /** The weights up to which it is measured. */
  private static final double MOST_WEIGHTS = 1 << 22;

  /** The signal of initial weights, and their largest stable learning rate if it was measured. */
  record Measurement(SignalProfile profile, Optional<StableRate> stableRate) {}

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

  /** The signal of the initial weights, and their largest stable learning rate. */
  Measurement measure() {
    Block block = subject.blocks().get();
    try (NDManager scope = manager.newSubManager()) {
      SignalProfile profile = profile(block, scope, Refinements.NONE);
      return new Measurement(profile, stableRate(block, scope, STABILITY_BATCH, Refinements.NONE));
    } finally {
      block.clear();
    }
  }

  /**
   * The largest stable learning rate of the initial weights, on at most {@value #PROBE_BATCH}
   * examples.
   *
   * @param refinements those of the training, which may name another loss
   */
  Optional<StableRate> stableRate(Refinements refinements) {
    Block block = subject.blocks().get();
    try (NDManager scope = manager.newSubManager()) {
      initialize(block, scope);
      return stableRate(block, scope, PROBE_BATCH, refinements);
    } finally {
      block.clear();
    }
  }

  private Optional<StableRate> stableRate(
      Block block, NDManager scope, int most, Refinements refinements) {
    int examples = Math.min(Math.min(most, stabilityBatch(block)), data.training().size());
    if (examples == 0) {
      return Optional.empty();
    }
    return Stability.of(
        block, new NDList(inputs(scope, examples)), loss(block, scope, examples, refinements));
  }

  /**
   * The examples on which the learning rate is measured: some twenty gradients of a network within
   * these bounds take seconds at most; 0 beyond them.
   */
  private int stabilityBatch(Block block) {
    double weights =
        block.getParameters().values().stream().mapToDouble(one -> one.getShape().size()).sum();
    // Of each output a product with no more weights than the largest fan-in.
    double work =
        subject
            .described()
            .map(
                network ->
                    network.keptValues()
                        * network.parameters().stream()
                            .flatMap(one -> one.shape().parts().stream())
                            .mapToDouble(part -> part.fans() == null ? 1 : part.fans().in())
                            .max()
                            .orElse(1))
            .orElse(MOST_WORK);
    if (weights > MOST_WEIGHTS || work > MOST_WORK) {
      return 0;
    }
    return work > LITTLE_WORK ? PROBE_BATCH : STABILITY_BATCH;
  }

  /**
   * Measures the initial weights and trains them if a condition holds.
   *
   * @param condition the condition on the measured signal; null to train without a measurement
   * @param metric what is measured after each epoch, beside the loss
   * @param progress a listener to every step and epoch
   */
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
        profile = profile(block, scope, settings.refined());
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
    DataScaling.correct(weights, new NDList(inputs(scope, probeBatch())));
    return Probe.of(block, weights).withCorrection(DataScaling::correct);
  }

  private int probeBatch() {
    return Math.min(PROBE_BATCH, data.training().size());
  }

  private NDArray inputs(NDManager scope, int examples) {
    return scope.create(data.training().first(examples).features(), subject.batch(examples));
  }

  private SignalProfile profile(Block block, NDManager scope, Refinements refinements) {
    Probe probe = initialize(block, scope);
    if (histograms) {
      probe.withHistograms();
    }
    NDList batch = new NDList(inputs(scope, probeBatch()));
    return probe.check(batch, loss(block, scope, probeBatch(), refinements));
  }

  /** The training loss of the first examples, of a block's outputs. */
  private Function<NDList, NDArray> loss(
      Block block, NDManager scope, int count, Refinements refinements) {
    Shape output = block.getOutputShapes(new Shape[] {subject.batch(count)})[0];
    Examples examples = Training.labelledFor(output, data).training();
    Loss loss = Training.loss(block, output, examples, refinements);
    NDList labels = new NDList(Training.labels(scope, examples.first(count), loss));
    return outputs -> loss.evaluate(labels, Training.requireOne(outputs));
  }

  @Override
  public void close() {
    manager.close();
  }
}
