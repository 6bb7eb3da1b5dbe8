// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.draw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.djl.OpenManager;
import org.evenkeel.djl.observe.Probe;
import org.evenkeel.init.Start;
import org.evenkeel.network.RulebookTree;
import org.evenkeel.parameter.Fans;
import org.evenkeel.parameter.Kind;
import org.evenkeel.signal.LayerSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parameters of blocks of the user's own, with declared kinds and fans. */
class DeclaredParameterTest {

  @RegisterExtension static final OpenManager MANAGER = new OpenManager();

  private static SequentialBlock model() {
    return new SequentialBlock()
        .add(new OwnKernel(400))
        .add(Activation.reluBlock())
        .add(Linear.builder().setUnits(2).build());
  }

  private static FirstWeights kernel(FirstWeights weights) {
    return weights.declare(
        OwnKernel.class, "kernel", Kind.DENSE, shape -> new Fans(shape.get(0), shape.get(1)));
  }

  @Test
  void aDeclaredWeightIsDrawnByItsFansAndTheActivationThatFollows() {
    SequentialBlock model = model();
    FirstWeights weights = kernel(FirstWeights.of(Start.of("auto"))).applyTo(model);
    assertEquals(List.of("01OwnKernel_offset"), weights.untouched());
    model.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(1, 300));
    NDArray array = model.getParameters().get("01OwnKernel_kernel").getArray();
    // He's rule, 120,000 draws: relative standard deviation 0.0041; 5 of them are a false alarm
    // once in 2 million
    assertEquals(2.0 / 300, array.square().mean().getFloat(), 0.021 * 2 / 300);
    assertEquals(new Fans(300, 400), weights.plan().get(0).shape().orElseThrow().fans());
  }

  /** The same by an entry of a rule file, which gives the kind that the block does not tell. */
  @ParameterizedTest
  @CsvSource({"first, 300, 400", "last, 400, 300"})
  void aRuleGivesAKindByName(String inputs, double in, double out) {
    Object tree =
        Map.of(
            "rules",
            List.of(
                Map.of("name", "*_kernel", "kind", "dense", "inputs", inputs, "rule", "auto"),
                Map.of("name", "*_offset", "kind", "bias", "rule", "constant(0.5)")));
    SequentialBlock model = model();
    FirstWeights weights =
        FirstWeights.of(Start.of("he").withRulebook(RulebookTree.read(tree))).applyTo(model);
    assertEquals(List.of(), weights.untouched());
    model.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(1, 300));
    assertEquals(new Fans(in, out), weights.plan().get(0).shape().orElseThrow().fans());
    assertEquals("relu", weights.plan().get(0).assignment().why().replaceAll(".* ", ""));
    float[] offset = model.getParameters().get("01OwnKernel_offset").getArray().toFloatArray();
    assertEquals(0.5f, offset[7]);
  }

  /** A profile names the parameters that a start did not draw. */
  @Test
  void aProfileNamesWhatWasNotDrawn() {
    SequentialBlock model = model();
    FirstWeights weights = FirstWeights.of(Start.of("auto")).applyTo(model);
    model.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(8, 300));
    NDList batch = new NDList(MANAGER.get().randomNormal(new Shape(8, 300)));
    assertEquals(
        "not drawn by Evenkeel: 01OwnKernel_kernel, 01OwnKernel_offset",
        Probe.of(model, weights).check(batch).remark().orElseThrow());
    assertEquals(Optional.empty(), Probe.of(model).check(batch).remark());
  }

  /** Orthogonal draws need to know which axis has the inputs: WᵀW of (n_in, n_out) is n_in · I. */
  @Test
  void aDeclaredMatrixWithInputsFirstIsDrawnOrthogonal() {
    OwnKernel model = new OwnKernel(3);
    kernel(FirstWeights.of(Start.of("orthogonal"))).applyTo(model);
    model.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(1, 5));
    NDArray w = model.getDirectParameters().get("kernel").getArray();
    NDArray gram = w.transpose().dot(w);
    NDArray off = gram.sub(MANAGER.get().eye(3).mul(gram.get(0, 0)));
    assertEquals(0, off.abs().max().getFloat(), 1e-5);
  }

  @Test
  void aDeclaredBiasHasTheBiasVariance() {
    SequentialBlock model = model();
    FirstWeights weights =
        kernel(FirstWeights.of(Start.of("he")))
            .declare(OwnKernel.class, "offset", Kind.BIAS)
            .applyTo(model);
    assertEquals(List.of(), weights.untouched());
    assertEquals(Kind.BIAS, weights.plan().get(1).assignment().kind());
  }

  @Test
  void aProbeShowsItsKindFansAndDraw() {
    SequentialBlock model = model();
    FirstWeights weights = kernel(FirstWeights.of(Start.of("he").withMultiplier(3))).applyTo(model);
    model.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(1, 30));
    LayerSignal row =
        Probe.of(model, weights)
            .measure(new NDList(MANAGER.get().ones(new Shape(2, 30))))
            .layers()
            .get(0);
    assertEquals("dense", row.kind());
    assertEquals(new Fans(30, 400), row.fans());
    assertEquals(3 * 2.0 / 30, row.start().variance(), 1e-12);
  }

  @Test
  void aDeclarationThatMatchesNothingIsAnError() {
    FirstWeights weights =
        FirstWeights.of(Start.of("he")).declare(OwnKernel.class, "ofset", Kind.BIAS);
    assertEquals(
        "a declared parameter must be in the model: no OwnKernel of it has a parameter 'ofset';"
            + " mend or remove the declaration",
        assertThrows(IllegalArgumentException.class, () -> weights.applyTo(model())).getMessage());
  }

  @Test
  void aDeclaredWeightNeedsFans() {
    FirstWeights weights = FirstWeights.of(Start.of("he"));
    assertEquals(
        "a declared weight needs fans: 'kernel' of OwnKernel is dense; pass a function from its"
            + " shape to its Fans",
        assertThrows(
                IllegalArgumentException.class,
                () -> weights.declare(OwnKernel.class, "kernel", Kind.DENSE))
            .getMessage());
  }
}
