// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.List;
import org.evenkeel.activation.Activations;
import org.evenkeel.djl.OpenManager;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.signal.SignalProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A probe leaves a model as it was, whatever it is in the middle of. */
class ProbeTraceTest {

  @RegisterExtension static final OpenManager MANAGER = new OpenManager();

  @Test
  void aProbeLeavesNoTrace() {
    SequentialBlock model =
        new SequentialBlock()
            .add(Linear.builder().setUnits(6).build())
            .add(BatchNorm.builder().build())
            .add(Activation.reluBlock())
            .add(Linear.builder().setUnits(2).build());
    model.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(8, 4));
    List<float[]> before =
        model.getParameters().values().stream().map(p -> p.getArray().toFloatArray()).toList();
    List<Boolean> learnt =
        model.getParameters().values().stream().map(p -> p.getArray().hasGradient()).toList();
    NDArray x = MANAGER.noise(8, 4).mul(3).add(2);
    Probe.of(model).measure(new NDList(x));
    for (int i = 0; i < before.size(); i++) {
      NDArray array = model.getParameters().valueAt(i).getArray();
      assertArrayEquals(before.get(i), array.toFloatArray());
      assertEquals(learnt.get(i), array.hasGradient());
      if (learnt.get(i)) {
        assertEquals(0, array.getGradient().abs().sum().getFloat());
      }
    }
  }

  /** Gradients that somebody is still collecting are neither measured nor lost. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void gradientsThatAreThereAlreadyStay(boolean agent) {
    NetworkBlock model = NetworkBlock.of(Network.perceptron("8,8x3,2", Activations.RELU));
    FirstWeights.of(Start.of("he")).applyTo(model);
    model.initialize(MANAGER.get(), DataType.FLOAT32, model.inputShape(4));
    NDList batch = new NDList(MANAGER.noise(4, 8));
    Probe probe = agent ? Probe.of(model) : Probe.of(model).withoutAgent();
    SignalProfile before = probe.measure(batch);
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDList outputs = model.forward(new ParameterStore(MANAGER.get(), false), batch, true);
      collector.backward(outputs.head().sum().mul(1e6));
    }
    List<float[]> gradients = gradients(model);
    assertEquals(before, probe.measure(batch));
    List<float[]> after = gradients(model);
    for (int i = 0; i < after.size(); i++) {
      assertArrayEquals(gradients.get(i), after.get(i));
    }
  }

  private static List<float[]> gradients(Block model) {
    return model.getParameters().values().stream()
        .map(parameter -> parameter.getArray().getGradient().toFloatArray())
        .toList();
  }

  /** The gradient collector of the engine is free again, and no gradient is left behind. */
  @Test
  void trainingGoesOnAfterAProbe() {
    Linear model = Linear.builder().setUnits(1).build();
    model.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(1, 2));
    Probe.of(model).measure(new NDList(MANAGER.noise(4, 2)));
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray y =
          model
              .forward(
                  new ParameterStore(MANAGER.get(), false),
                  new NDList(MANAGER.get().ones(new Shape(1, 2))),
                  true)
              .head();
      collector.backward(y);
    }
    assertArrayEquals(
        new float[] {1, 1},
        model.getDirectParameters().get("weight").getArray().getGradient().toFloatArray());
  }
}
