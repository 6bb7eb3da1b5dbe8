// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.nn.recurrent.RecurrentBlock;
import java.util.Collections;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.evenkeel.djl.OpenManager;
import org.evenkeel.signal.Cause;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.TimeSignal;
import org.evenkeel.signal.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradient of recurrent layers over time. */
class TimeGradientTest {

  @RegisterExtension static final OpenManager MANAGER = new OpenManager();

  private static NDArray last(NDArray x) {
    return x.get(":,-1");
  }

  private static SignalProfile check(
      RecurrentBlock.BaseBuilder<?> recurrent, int steps, UnaryOperator<NDArray> read, float gain) {
    Block layer = build(recurrent.setNumLayers(1));
    Block model =
        new SequentialBlock()
            .add(layer)
            .add(LambdaBlock.singleton(read))
            .add(Linear.builder().setUnits(4).build());
    Shape shape = new Shape(8, steps, 16);
    model.initialize(MANAGER.get(), DataType.FLOAT32, shape);
    for (var parameter : layer.getParameters()) {
      if (parameter.getKey().endsWith("h2h_WEIGHT") && gain > 0) {
        MANAGER.get().eye(16).mul(gain).copyTo(parameter.getValue().getArray());
      }
    }
    Engine.getInstance().setRandomSeed(1);
    return Probe.of(model).check(new NDList(MANAGER.get().randomNormal(shape)));
  }

  private static Block build(RecurrentBlock.BaseBuilder<?> builder) {
    if (builder instanceof RNN.Builder rnn) {
      return rnn.build();
    }
    return builder instanceof LSTM.Builder lstm ? lstm.build() : ((GRU.Builder) builder).build();
  }

  private static RNN.Builder rnn(RNN.Activation activation) {
    return RNN.builder().setStateSize(16).setActivation(activation).optBatchFirst(true);
  }

  /** ReLU with W = c·1 and inputs that keep units on: exactly c² a step back. */
  @ParameterizedTest
  @CsvSource({"0.5, 60, 25", "0.5, 10, 10", "1, 60, 60", "1.5, 30, 30"})
  void aScaledIdentityIsExact(float gain, int steps, int reached) {
    Block layer = rnn(RNN.Activation.RELU).setNumLayers(1).build();
    Block model =
        new SequentialBlock()
            .add(layer)
            .add(LambdaBlock.singleton(TimeGradientTest::last))
            .add(Linear.builder().setUnits(4).build());
    Shape shape = new Shape(8, steps, 16);
    model.initialize(MANAGER.get(), DataType.FLOAT32, shape);
    for (var parameter : layer.getParameters()) {
      NDArray array = parameter.getValue().getArray();
      if (array.getShape().dimension() == 2) {
        boolean recurrent = parameter.getKey().endsWith("h2h_WEIGHT");
        MANAGER.get().eye(16).mul(recurrent ? gain : 1).copyTo(array);
      }
    }
    NDArray positive = MANAGER.get().randomUniform(0.5f, 1.5f, shape);
    SignalProfile profile = Probe.of(model).measure(new NDList(positive));
    TimeSignal time = profile.layers().get(0).time();
    assertEquals(gain * gain, time.factor(), 1e-4);
    double first = time.gradient().get(0) / time.gradient().get(steps - 1);
    assertEquals(1, first / Math.pow(gain, 2.0 * (steps - 1)), 1e-3);
    assertEquals(reached, time.reached());
  }

  @Test
  void aGradientThatFewStepsReachIsVanishing() {
    SignalProfile profile = check(rnn(RNN.Activation.TANH), 64, TimeGradientTest::last, 0.5f);
    assertEquals(Verdict.State.VANISHING, profile.verdict().state(), profile.toString());
    assertTrue(profile.verdict().cause() instanceof Cause.ThroughTime, profile.toString());
    SignalProfile shorter = check(rnn(RNN.Activation.TANH), 16, TimeGradientTest::last, 0.5f);
    assertEquals(Verdict.State.HEALTHY, shorter.verdict().state(), shorter.toString());
  }

  /** Inputs that end in 8 steps of zeros: nothing of what tells them apart is there. */
  @Test
  void stepsOfZerosTellNothingApart() {
    Block model =
        new SequentialBlock()
            .add(rnn(RNN.Activation.TANH).setNumLayers(1).build())
            .add(LambdaBlock.singleton(TimeGradientTest::last))
            .add(Linear.builder().setUnits(4).build());
    Shape shape = new Shape(8, 16, 16);
    model.initialize(MANAGER.get(), DataType.FLOAT32, shape);
    Engine.getInstance().setRandomSeed(1);
    NDArray inputs = MANAGER.get().randomNormal(shape);
    inputs.set(new NDIndex(":, 8:"), 0);
    TimeSignal time = Probe.of(model).check(new NDList(inputs)).layers().get(0).time();
    assertEquals(1, time.differences().subList(0, 8).stream().mapToDouble(d -> d).sum(), 1e-12);
    assertEquals(Collections.nCopies(8, 0.0), time.differences().subList(8, 16));
  }

  static Stream<Arguments> layers() {
    return Stream.of(
        Arguments.of("rnn", rnn(RNN.Activation.TANH)),
        Arguments.of("lstm", LSTM.builder().setStateSize(16).optBatchFirst(true)),
        Arguments.of("gru", GRU.builder().setStateSize(16).optBatchFirst(true)));
  }

  /** Where every step is read, every step gets a gradient. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void aMeanOverTimeReachesAllSteps(String name, RecurrentBlock.BaseBuilder<?> layer) {
    SignalProfile profile = check(layer, 40, x -> x.mean(new int[] {1}), 0);
    assertEquals(40, profile.layers().get(0).time().reached(), name);
  }

  /** A step's factor by theory is within a factor of 2 of what a single draw of 16 units does. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void theoryForecastsTheFactorOfAStep(String name, RecurrentBlock.BaseBuilder<?> layer) {
    TimeSignal time = check(layer, 12, TimeGradientTest::last, 0).layers().get(0).time();
    assertNotNull(time.predicted(), name);
    assertEquals(0, Math.log(time.predicted() / time.factor()), Math.log(2), name);
  }
}
