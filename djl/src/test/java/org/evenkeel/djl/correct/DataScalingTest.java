// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.correct;

import static org.evenkeel.djl.correct.DataScaling.Outcome.BIAS_DOMINATES;
import static org.evenkeel.djl.correct.DataScaling.Outcome.FROZEN;
import static org.evenkeel.djl.correct.DataScaling.Outcome.NOT_CALLED;
import static org.evenkeel.djl.correct.DataScaling.Outcome.NOT_FINITE;
import static org.evenkeel.djl.correct.DataScaling.Outcome.NOT_LINEAR;
import static org.evenkeel.djl.correct.DataScaling.Outcome.NO_SIGNAL;
import static org.evenkeel.djl.correct.DataScaling.Outcome.SCALED;
import static org.evenkeel.djl.correct.DataScaling.Outcome.ZERO_WEIGHTS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.recurrent.GRU;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.Arrays;
import java.util.List;
import org.evenkeel.djl.OpenManager;
import org.evenkeel.djl.build.OwnDense;
import org.evenkeel.djl.observe.OutputStatistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of single layers, exactly. */
class DataScalingTest {

  @RegisterExtension static final OpenManager MANAGER = new OpenManager();

  private static Linear linear(int units) {
    return Linear.builder().setUnits(units).build();
  }

  private static float[] weights(Block layer) {
    return layer.getDirectParameters().get("weight").getArray().toFloatArray();
  }

  private static void set(Block layer, String parameter, NDArray values) {
    values.copyTo(layer.getDirectParameters().get(parameter).getArray());
  }

  private static DataScaling.Layer only(DataScaling.Report report) {
    assertEquals(1, report.layers().size());
    return report.layers().get(0);
  }

  /** z = 4x on x = ±1/2 and ±1: E[z²] = 10, so s² = t/10. */
  @Test
  void withoutBiasTheScaleIsTheRootOfTheRatio() {
    Linear layer = MANAGER.initialized(linear(1), 1, 1);
    set(layer, "weight", MANAGER.get().create(new float[] {4}, new Shape(1, 1)));
    NDList batch =
        new NDList(MANAGER.get().create(new float[] {-.5f, .5f, -1, 1}, new Shape(4, 1)));
    DataScaling.Layer scaled = only(DataScaling.on(batch).target(2.5).applyTo(layer));
    assertEquals(new DataScaling.Layer("weight", SCALED, 10, 0.5, 1), scaled);
    assertArrayEquals(new float[] {2}, weights(layer));
  }

  /** y = x = (1, 3), b = 1/2: s²·5 + 2s·1 + 1/4 = t = 7.25 at s = 1, and 2.5 at s = 1/2. */
  @Test
  void withABiasTheScaleSolvesTheQuadraticEquation() {
    for (double[] row : new double[][] {{7.25, 1}, {2.5, 0.5}, {24.25, 2}}) {
      Linear layer = MANAGER.initialized(linear(1), 1, 1);
      set(layer, "weight", MANAGER.get().ones(new Shape(1, 1)));
      set(layer, "bias", MANAGER.get().create(new float[] {.5f}));
      NDArray batch = MANAGER.get().create(new float[] {1, 3}, new Shape(2, 1));
      DataScaling.on(new NDList(batch)).target(row[0]).applyTo(layer);
      double s = (-1 + Math.sqrt(1 + 5 * (row[0] - .25))) / 5;
      assertEquals(s, weights(layer)[0], s / 256);
      assertEquals(.5f, layer.getDirectParameters().get("bias").getArray().getFloat());
    }
  }

  @Test
  void theScaleHasEightBinaryDigits() {
    Linear layer = MANAGER.initialized(linear(3), 1, 5);
    DataScaling.Layer scaled = only(DataScaling.on(new NDList(MANAGER.noise(9, 5))).applyTo(layer));
    assertEquals(1 / Math.sqrt(scaled.before()), scaled.factor(), scaled.factor() / 256);
    double digits = Math.scalb(scaled.factor(), 7 - Math.getExponent(scaled.factor()));
    assertEquals(Math.rint(digits), digits);
  }

  @Test
  void layersThatCannotBeScaledAreLeftAndSaidToBe() {
    Linear zeros = linear(4);
    Linear silent = linear(4);
    Linear loud = linear(4);
    Linear frozen = linear(4);
    SequentialBlock model =
        new SequentialBlock()
            .add(linear(4))
            .add(zeros)
            .add(silent)
            .add(new LambdaBlock(list -> new NDList(list.head().add(1))))
            .add(loud)
            .add(frozen)
            .add(linear(4))
            .add(new LambdaBlock(list -> new NDList(list.head().div(0))))
            .add(linear(4))
            .add(new Unused());
    MANAGER.initialized(model, 1, 4);
    set(zeros, "weight", MANAGER.get().zeros(new Shape(4, 4)));
    set(loud, "bias", MANAGER.get().ones(new Shape(4)));
    frozen.freezeParameters(true);
    List<float[]> before = copies(model);
    DataScaling.Report report = DataScaling.on(new NDList(MANAGER.noise(8, 4))).applyTo(model);
    assertEquals(
        List.of(
            SCALED,
            ZERO_WEIGHTS,
            NO_SIGNAL,
            BIAS_DOMINATES,
            FROZEN,
            SCALED,
            NOT_FINITE,
            NOT_CALLED),
        report.layers().stream().map(DataScaling.Layer::outcome).toList());
    List<float[]> after = copies(model);
    for (int i = 0; i < before.size(); i++) {
      boolean scaled = i == 0 || i == 10;
      assertEquals(!scaled, Arrays.equals(before.get(i), after.get(i)), "parameter " + i);
    }
    assertEquals(6, report.notScaled().size());
    List<String> lines = report.toString().lines().toList();
    assertEquals("2 of 8 layers scaled to second moment 1.0", lines.get(0));
    assertEquals("02Linear not scaled: its weights are zeros", lines.get(1));
    assertEquals(7, lines.size());
  }

  private static List<float[]> copies(Block model) {
    return model.getParameters().values().stream().map(p -> p.getArray().toFloatArray()).toList();
  }

  /**
   * A gated layer's output does not grow with its weights; what follows it is scaled all the same.
   */
  @Test
  void gatesAreLeft() {
    SequentialBlock model =
        new SequentialBlock()
            .add(GRU.builder().setStateSize(6).setNumLayers(1).build())
            .add(linear(5));
    MANAGER.initialized(model, 3, 4, 2);
    DataScaling.Report report = DataScaling.on(new NDList(MANAGER.noise(3, 4, 2))).applyTo(model);
    assertEquals(
        List.of(NOT_LINEAR, SCALED),
        report.layers().stream().map(DataScaling.Layer::outcome).toList());
  }

  /**
   * Blocks that are not known here run once more to see whether they are linear in their weights.
   */
  @Test
  void blocksOfTheUsersOwnAreTried() {
    OwnDense dense = MANAGER.initialized(new OwnDense(NDArray::dot), 1, 4);
    NDArray x = MANAGER.noise(16, 4);
    DataScaling.Layer scaled = only(DataScaling.on(new NDList(x)).applyTo(dense));
    assertEquals(SCALED, scaled.outcome());
    assertEquals(1, OutputStatistics.secondMoment(x.dot(dense.weight.getArray())), 0.01);
    assertEquals(2, dense.calls);

    OwnDense normalized = MANAGER.initialized(new OwnDense((z, w) -> z.dot(w.div(w.norm()))), 1, 4);
    float[] before = normalized.weight.getArray().toFloatArray();
    DataScaling.Layer left = only(DataScaling.on(new NDList(x)).applyTo(normalized));
    assertEquals(NOT_LINEAR, left.outcome());
    assertArrayEquals(before, normalized.weight.getArray().toFloatArray());
  }

  /** A layer that is called twice is scaled by its first call, and used so by its second. */
  @Test
  void sharedLayersAreScaledByTheirFirstCall() {
    Linear shared = MANAGER.initialized(linear(4), 1, 4);
    set(shared, "weight", MANAGER.get().eye(4).mul(8));
    set(shared, "bias", MANAGER.get().full(new Shape(4), 0.5f));
    Linear last = linear(4);
    SequentialBlock model = new SequentialBlock().add(shared).add(shared).add(last);
    MANAGER.initialized(model, 1, 4);
    NDArray x = MANAGER.noise(64, 4);
    DataScaling.Report report = DataScaling.on(new NDList(x)).applyTo(model);
    assertEquals(2, report.layers().size());
    NDArray one = x.mul(weights(shared)[0]).add(0.5);
    assertEquals(1, OutputStatistics.secondMoment(one), 0.01);
    NDArray two = one.mul(weights(shared)[0]).add(0.5);
    double beforeLast = report.layers().get(1).before();
    NDArray three = two.dot(last.getDirectParameters().get("weight").getArray().transpose());
    double factor = report.layers().get(1).factor();
    assertEquals(beforeLast * factor * factor, OutputStatistics.secondMoment(three), 1e-4);
  }

  @Test
  void aCorrectionLeavesNoOtherTrace() {
    SequentialBlock model =
        new SequentialBlock()
            .add(linear(6))
            .add(BatchNorm.builder().build())
            .add(Activation.reluBlock())
            .add(Dropout.builder().build())
            .add(linear(2));
    MANAGER.initialized(model, 8, 4);
    NDArray x = MANAGER.noise(8, 4).mul(3).add(2);
    NDArray same = x.duplicate();
    for (DataScaling scaling :
        List.of(DataScaling.on(new NDList(x)), DataScaling.on(new NDList(x)).balanced())) {
      List<float[]> before = copies(model);
      scaling.applyTo(model);
      List<float[]> after = copies(model);
      for (int i = 0; i < before.size(); i++) {
        Parameter parameter = model.getParameters().valueAt(i);
        if (parameter.getType() != Parameter.Type.WEIGHT) {
          assertArrayEquals(before.get(i), after.get(i), parameter.getName());
        }
        assertEquals(parameter.requiresGradient(), parameter.getArray().hasGradient());
        if (parameter.requiresGradient()) {
          assertEquals(0, parameter.getArray().getGradient().abs().sum().getFloat());
        }
      }
    }
    assertEquals(same, x);
  }

  /** Has a layer that it does not call. */
  private static final class Unused extends AbstractBlock {
    private final Linear spare = addChildBlock("spare", linear(4));

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      return inputs;
    }

    @Override
    protected void initializeChildBlocks(NDManager scope, DataType type, Shape... shapes) {
      spare.initialize(scope, type, shapes);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] shapes) {
      return shapes;
    }
  }
}
