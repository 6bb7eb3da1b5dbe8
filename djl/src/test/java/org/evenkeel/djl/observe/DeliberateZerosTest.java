// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.loss.Loss;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.evenkeel.djl.OpenManager;
import org.evenkeel.signal.Cause;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict.State;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Zeros and constants that are set on purpose: units are copies only if they stay copies. All
 * blocks have DJL's own weights but for those that a test sets.
 */
class DeliberateZerosTest {

  @RegisterExtension static final OpenManager MANAGER = new OpenManager();

  @BeforeAll
  static void seed() {
    Engine.getInstance().setRandomSeed(1);
  }

  private static Block linear(int units) {
    return Linear.builder().setUnits(units).build();
  }

  private static Block residual(Block... branch) {
    return new ParallelBlock(
        ends -> new NDList(ends.get(0).head().add(ends.get(1).head())),
        List.of(new SequentialBlock().addAll(branch), Blocks.identityBlock()));
  }

  private static SequentialBlock perceptron() {
    return new SequentialBlock()
        .addAll(linear(32), Activation.reluBlock(), linear(32), Activation.reluBlock())
        .add(linear(4));
  }

  private static void set(Block model, Predicate<String> names, float value) {
    for (var parameter : model.getParameters()) {
      if (names.test(parameter.getKey())) {
        NDArray array = parameter.getValue().getArray();
        MANAGER.get().full(array.getShape(), value).copyTo(array);
      }
    }
  }

  private static SignalProfile measure(Block model) {
    return Probe.of(model).measure(new NDList(MANAGER.get().randomNormal(new Shape(32, 16))));
  }

  private static Block initialized(Block model) {
    model.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(32, 16));
    return model;
  }

  private static void assertHealthyBehindTheHead(SignalProfile profile) {
    assertEquals(State.HEALTHY, profile.verdict().state(), profile.toString());
    List<LayerSignal> layers = profile.layers();
    assertEquals(1, layers.get(1).gradient().measured());
    assertTrue(layers.get(0).gradient().measured() > 0.1, profile.toString());
    assertNotNull(layers.get(2).note());
  }

  /** Its units get different gradients from the loss; the others' come after the first step. */
  @Test
  void aZeroHeadIsHealthyAndLeavesNoTrace() {
    Block model = initialized(perceptron());
    set(model, name -> name.startsWith("05"), 0);
    SignalProfile profile = measure(model);
    assertHealthyBehindTheHead(profile);
    for (Parameter parameter : model.getParameters().values()) {
      if (parameter.getArray().getShape().equals(new Shape(4, 32))) {
        assertArrayEquals(new float[128], parameter.getArray().toFloatArray());
      }
      assertTrue(parameter.getArray().hasGradient());
      assertEquals(0, parameter.getArray().getGradient().abs().sum().getFloat());
    }
  }

  /** Errors of a cross-entropy add up to 0 over the classes, so that equal weights pass none. */
  @Test
  void aConstantHeadIsHealthyAndLeavesNoTrace() {
    Block model = initialized(perceptron());
    set(model, name -> name.startsWith("05") && name.endsWith("weight"), 0.1f);
    NDList batch = new NDList(MANAGER.get().randomNormal(new Shape(32, 16)));
    NDArray labels = MANAGER.get().arange(32f).mod(4);
    SignalProfile profile =
        Probe.of(model)
            .measure(
                batch,
                outputs -> Loss.softmaxCrossEntropyLoss().evaluate(new NDList(labels), outputs));
    assertHealthyBehindTheHead(profile);
    for (Parameter parameter : model.getParameters().values()) {
      if (parameter.getArray().getShape().equals(new Shape(4, 32))) {
        float[] constant = new float[128];
        Arrays.fill(constant, 0.1f);
        assertArrayEquals(constant, parameter.getArray().toFloatArray());
      }
    }
  }

  /** Fixup (Zhang et al. 2019): the last layer of each branch and the head are zeros. */
  @Test
  void zeroBranchesAndAZeroHeadAreHealthy() {
    Block model =
        initialized(
            new SequentialBlock()
                .addAll(linear(32), residual(linear(32), Activation.reluBlock(), linear(32)))
                .addAll(residual(linear(32), Activation.reluBlock(), linear(32)))
                .addAll(Activation.reluBlock(), linear(4)));
    set(model, name -> name.contains("03Linear") || name.startsWith("05"), 0);
    SignalProfile profile = measure(model);
    assertEquals(State.HEALTHY, profile.verdict().state(), profile.toString());
    profile.layers().forEach(layer -> assertFalse(layer.copies(), layer.name()));
  }

  /** A zero gamma at the end of each branch (Goyal et al. 2017). */
  @Test
  void aZeroGammaIsHealthy() {
    Block branch =
        residual(linear(32), Activation.reluBlock(), linear(32), BatchNorm.builder().build());
    Block model =
        initialized(
            new SequentialBlock()
                .addAll(linear(32), branch, Activation.reluBlock(), linear(32))
                .addAll(Activation.reluBlock(), linear(4)));
    set(model, name -> name.endsWith("gamma"), 0);
    SignalProfile profile = measure(model);
    assertEquals(State.HEALTHY, profile.verdict().state(), profile.toString());
  }

  /** Most hidden layers get no gradient in the first step; it goes around them. */
  @Test
  void zeroGammasOfManyBlocksAreHealthy() {
    SequentialBlock blocks = new SequentialBlock().add(linear(32));
    for (int i = 0; i < 6; i++) {
      Block last = BatchNorm.builder().build();
      blocks.addAll(residual(linear(32), Activation.reluBlock(), linear(32), last));
    }
    Block model = initialized(blocks.addAll(Activation.reluBlock(), linear(4)));
    set(model, name -> name.endsWith("gamma"), 0);
    NDList batch = new NDList(MANAGER.get().randomNormal(new Shape(32, 16)));
    for (SignalProfile profile : List.of(measure(model), Probe.of(model).check(batch))) {
      assertEquals(State.HEALTHY, profile.verdict().state(), profile.toString());
    }
  }

  /** Scales of 2 and shifts of -1: E[max(2x - 1, 0)²] for x ~ N(0, 1) is 0.8386. */
  @Test
  void aForecastFollowsScalesAndShifts() {
    Block model =
        initialized(
            new SequentialBlock()
                .addAll(linear(512), LayerNorm.builder().build(), Activation.reluBlock())
                .add(linear(256)));
    set(model, name -> name.endsWith("gamma"), 2);
    set(model, name -> name.endsWith("beta"), -1);
    SignalProfile profile =
        Probe.of(model).check(new NDList(MANAGER.get().randomNormal(new Shape(64, 16))));
    LayerSignal last = profile.layers().get(1);
    double variance = last.forward().predicted() / 0.8386;
    assertEquals(1, last.forward().measured() / last.forward().predicted(), 0.15);
    assertEquals(last.fans().in() * weights(model, "04Linear_weight"), variance, 0.01 * variance);
  }

  private static double weights(Block model, String name) {
    NDArray squares = model.getParameters().get(name).getArray().square();
    return squares.mean().getFloat();
  }

  /** Copies that training keeps: all zeros, all of one value, or two zero layers in a row. */
  @ParameterizedTest
  @CsvSource({"0, .*", "0.1, .*", "0.1, 0[13].*", "0, 0[135].*weight"})
  void unitsThatStayCopiesAreSymmetric(float value, String names) {
    Block model =
        initialized(
            new SequentialBlock()
                .addAll(linear(32), Activation.tanhBlock(), linear(32), Activation.tanhBlock())
                .add(linear(4)));
    set(model, name -> name.matches(names), value);
    SignalProfile profile = measure(model);
    assertEquals(State.SYMMETRIC, profile.verdict().state(), profile.toString());
  }

  /** Units behind those that are off give their biases alone, all the same. */
  @Test
  void layersBehindDeadUnitsAreNotCopies() {
    Block model =
        initialized(
            new SequentialBlock()
                .addAll(linear(32), Activation.reluBlock(), linear(32), Activation.reluBlock())
                .addAll(linear(32), Activation.reluBlock(), linear(4)));
    set(model, name -> name.endsWith("bias"), -100);
    SignalProfile profile = measure(model);
    assertEquals(State.VANISHING, profile.verdict().state(), profile.toString());
    assertEquals(new Cause.DeadUnits("01Linear", 1), profile.verdict().cause());
  }

  /** Biases of -1 turn units off; the head's outputs are equal then, but not its gradients. */
  @Test
  void deadUnitsAreNotCopies() {
    Block model = initialized(perceptron());
    set(model, name -> name.equals("03Linear_bias"), -100);
    SignalProfile profile = measure(model);
    assertEquals(State.VANISHING, profile.verdict().state());
    assertTrue(profile.verdict().cause() instanceof Cause.DeadUnits, profile.toString());
    profile
        .layers()
        .forEach(
            layer ->
                assertFalse(
                    layer.gradient().measured() != null
                        && layer.gradient().measured().isInfinite()));
  }
}
