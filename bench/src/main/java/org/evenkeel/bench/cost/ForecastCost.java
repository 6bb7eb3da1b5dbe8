// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.cost;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.evenkeel.activation.Activations;
import org.evenkeel.forecast.Forecast;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.SignalProfile;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One forecast of 40 hidden layers of 64 units, with biases' variance 0 and each time another of
 * sixty variances of the weights from 0.25/n to 4/n, as a slider gives them.
 *
 * <p>{@code bench/forecast-cost} runs it for every activation.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseSerialGC"})
public class ForecastCost {

  private static final int SETTINGS = 60;

  /** The name of the hidden layers' activation. */
  @Param({
    "identity",
    "relu",
    "leaky-relu",
    "elu",
    "selu",
    "gelu",
    "silu",
    "mish",
    "tanh",
    "sigmoid",
    "softplus",
    "softsign",
    "hard-tanh",
    "erf"
  })
  private String activation = "tanh";

  private final List<Start> starts =
      IntStream.range(0, SETTINGS)
          .mapToObj(
              i -> Start.of("lecun").withMultiplier(0.25 * Math.pow(16, i / (SETTINGS - 1.0))))
          .toList();

  private int next;

  /** The forecast. */
  @Benchmark
  public SignalProfile forecast() {
    Network network = Network.perceptron("64,64x40,10", Activations.named(activation));
    next = (next + 1) % SETTINGS;
    return Forecast.of(network, starts.get(next), InputSignal.STANDARDIZED);
  }
}
