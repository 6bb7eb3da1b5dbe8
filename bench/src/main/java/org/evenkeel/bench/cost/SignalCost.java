// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.cost;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.concurrent.TimeUnit;
import org.evenkeel.activation.Activations;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.correct.DataScaling;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.observe.Probe;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.signal.SignalProfile;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to look at a network and to correct it, beside the passes that it cannot do
 * without: layers of 256 units, batch 256, one thread.
 *
 * <p>{@code bench/signal-cost} runs it and prints the ratios.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 6, time = 1)
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
public class SignalCost {

  private static final int BATCH = 256;

  /** Hidden layers. */
  @Param({"10", "30", "100"})
  public int depth;

  /** Their activation. */
  @Param({"relu", "tanh"})
  public String activation;

  private NDManager manager;
  private NetworkBlock block;
  private FirstWeights weights;
  private NDList batch;

  /** A network with first weights, and a batch of noise. */
  @Setup(Level.Trial)
  public void start() {
    manager = NDManager.newBaseManager();
    block =
        NetworkBlock.of(
            Network.perceptron("256,256x" + depth + ",10", Activations.named(activation)));
    weights = FirstWeights.of(Start.of("auto")).applyTo(block);
    Shape shape = block.inputShape(BATCH);
    block.initialize(manager, DataType.FLOAT32, shape);
    batch = new NDList(manager.randomNormal(shape));
  }

  /** Frees the network. */
  @TearDown(Level.Trial)
  public void end() {
    block.clear();
    manager.close();
  }

  /** A plain forward pass, for inference. */
  @Benchmark
  public float forward() {
    try (NDManager scope = manager.newSubManager()) {
      NDArray output = block.forward(new ParameterStore(scope, false), views(scope), false).head();
      return output.getFloat(0, 0);
    }
  }

  /** A plain forward and backward pass, with gradients of all parameters. */
  @Benchmark
  public float forwardAndBackward() {
    try (NDManager scope = manager.newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray loss =
          block.forward(new ParameterStore(scope, false), views(scope), true).head().sum();
      collector.backward(loss);
      return loss.getFloat();
    }
  }

  /** What {@code check} measures. */
  @Benchmark
  public SignalProfile probe() {
    return Probe.of(block, weights).measure(batch);
  }

  /**
   * What {@code check --report} measures: with histograms of weights, activations and gradients.
   */
  @Benchmark
  public SignalProfile probeWithHistograms() {
    return Probe.of(block, weights).withHistograms().measure(batch);
  }

  /** {@code --rule data}; the second time it multiplies with 1, which is the same work. */
  @Benchmark
  public DataScaling.Report data() {
    return DataScaling.on(batch).applyTo(block);
  }

  private NDList views(NDManager scope) {
    NDArray view = batch.head().stopGradient();
    view.attach(scope);
    return new NDList(view);
  }
}
