// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.draw;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.modality.nlp.embedding.TrainableWordEmbedding;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.ConstantInitializer;
import ai.djl.util.PairList;
import java.util.List;
import java.util.Optional;
import org.evenkeel.djl.OpenManager;
import org.evenkeel.djl.observe.Probe;
import org.evenkeel.init.Rulebook;
import org.evenkeel.init.Start;
import org.evenkeel.parameter.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What keeps DJL's start, or the values that it holds, and is named. */
class UntouchedTest {

  @RegisterExtension static final OpenManager MANAGER = new OpenManager();

  private static float[] values(SequentialBlock model, String parameter) {
    return model.getParameters().get(parameter).getArray().toFloatArray();
  }

  @Test
  void blocksThatAreNotDjlsOwn() {
    SequentialBlock model = new SequentialBlock().add(new Scaled()).add(linear());
    FirstWeights weights = FirstWeights.of(Start.of("he").withBiasVariance(1)).applyTo(model);
    assertEquals(List.of("01Scaled_factors", "01Scaled_shift"), weights.untouched());
    assertEquals(
        List.of("02Linear_weight", "02Linear_bias"),
        weights.plan().stream().map(planned -> planned.assignment().parameter()).toList());
    model.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(1, 3));
    assertArrayEquals(new float[] {7, 7, 7}, values(model, "01Scaled_factors"));
    assertArrayEquals(new float[] {0, 0, 0}, values(model, "01Scaled_shift"));
  }

  /** Their names are known to the probe too: a layer with neither fans nor start. */
  @Test
  void aProbeOfThem() {
    SequentialBlock model = new SequentialBlock().add(new Scaled()).add(linear());
    FirstWeights weights = FirstWeights.of(Start.of("he")).applyTo(model);
    model.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(1, 3));
    var layers =
        Probe.of(model, weights).measure(new NDList(MANAGER.get().ones(new Shape(2, 3)))).layers();
    assertEquals("01Scaled", layers.get(0).name());
    assertEquals("Scaled", layers.get(0).kind());
    assertEquals(null, layers.get(0).fans());
    assertEquals(null, layers.get(0).start());
    assertEquals(49, layers.get(0).forward().measured());
    assertEquals("dense", layers.get(1).kind());
  }

  private static Linear linear() {
    return Linear.builder().setUnits(2).build();
  }

  @Test
  void pretrainedTables() {
    NDArray table = MANAGER.get().ones(new Shape(4, 3));
    SequentialBlock model =
        new SequentialBlock()
            .add(TrainableWordEmbedding.fromPretrained(table, List.of("a", "b", "c", "d")))
            .add(linear());
    FirstWeights weights = FirstWeights.of(Start.of("he")).applyTo(model);
    assertEquals(List.of("01TrainableWordEmbedding_embedding"), weights.untouched());
    model.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(1, 2));
    assertEquals(12, table.sum().getFloat());
  }

  /** A frozen scale multiplies all the same, so it must stay 1 whatever a rulebook says. */
  @Test
  void scalesThatAreNotLearnt() {
    SequentialBlock model =
        new SequentialBlock()
            .add(BatchNorm.builder().optScale(false).build())
            .add(BatchNorm.builder().build());
    Start zeroScales =
        Start.of("he")
            .withRulebook(
                new Rulebook(
                    List.of(
                        new Rulebook.Entry(
                            "",
                            List.of(Kind.SCALE),
                            Start.of("zeros"),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()))));
    FirstWeights weights = FirstWeights.of(zeroScales).applyTo(model);
    assertEquals(List.of("01BatchNorm_gamma"), weights.untouched());
    model.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(1, 2));
    assertArrayEquals(new float[] {1, 1}, values(model, "01BatchNorm_gamma"));
    assertArrayEquals(new float[] {0, 0}, values(model, "02BatchNorm_gamma"));
  }

  /** Random features: frozen, but not there yet. */
  @Test
  void frozenWeightsWithoutValuesAreDrawn() {
    Linear model = linear();
    model.freezeParameters(true);
    FirstWeights weights = FirstWeights.of(Start.of("ones")).applyTo(model);
    assertEquals(List.of("bias"), weights.untouched());
    model.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(1, 2));
    assertEquals(4, model.getDirectParameters().get("weight").getArray().sum().getFloat());
  }

  /** Someone's own: a factor for every input, and a shift. */
  private static final class Scaled extends AbstractBlock {
    private final Parameter factors =
        addParameter(
            Parameter.builder()
                .setName("factors")
                .setType(Parameter.Type.WEIGHT)
                .optInitializer(new ConstantInitializer(7))
                .build());
    private final Parameter shift =
        addParameter(Parameter.builder().setName("shift").setType(Parameter.Type.BIAS).build());

    @Override
    protected void prepare(Shape[] inputs) {
      factors.setShape(inputs[0].slice(1));
      shift.setShape(inputs[0].slice(1));
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      return new NDList(inputs.head().mul(factors.getArray()).add(shift.getArray()));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return inputs;
    }
  }
}
