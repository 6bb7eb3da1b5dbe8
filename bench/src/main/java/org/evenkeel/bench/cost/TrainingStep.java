// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.cost;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.evenkeel.activation.Activations;
import org.evenkeel.data.Examples;
import org.evenkeel.data.Generated;
import org.evenkeel.data.Split;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.train.Training;
import org.evenkeel.djl.train.TrainingSettings;
import org.evenkeel.djl.train.TrainingSettings.OptimizerKind;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.training.TrainingRun;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One training step: 30 hidden layers of 64 ReLU units, batch 64, plain SGD, one thread; everything
 * that {@link Training} does is in it, the shuffle and the evaluation of each epoch too.
 *
 * <p>{@code bench/training-step} runs it beside the same step in PyTorch.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 3)
@Measurement(iterations = 10, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "-XX:+UseSerialGC",
      "-Dai.djl.offline=true",
      "-DOPT_OUT_TRACKING=true",
      "-Dai.djl.pytorch.num_threads=1",
      "-Dai.djl.pytorch.num_interop_threads=1",
      "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"
    })
public class TrainingStep {

  private static final int BATCH = 64;
  private static final int STEPS_PER_EPOCH = 100;
  private static final int EPOCHS = 3;

  private final Examples examples = Generated.noise(STEPS_PER_EPOCH * BATCH, 64, 10, 0);
  private final Split data = new Split(examples, examples.first(10));
  private final Network network = Network.perceptron("64,64x30,10", Activations.RELU);
  private final TrainingSettings settings =
      new TrainingSettings(EPOCHS, BATCH, 0.001, OptimizerKind.SGD, 1, 0);

  /** Steps of Evenkeel's training. */
  @Benchmark
  @OperationsPerInvocation(EPOCHS * STEPS_PER_EPOCH)
  public List<TrainingRun.Epoch> evenkeel() {
    NetworkBlock block = NetworkBlock.of(network);
    FirstWeights.of(Start.of("he")).applyTo(block);
    try {
      return new Training(data, settings)
          .run(block, block.inputShape(BATCH), Training.Progress.SILENT)
          .epochs();
    } finally {
      block.clear();
    }
  }
}
