// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.correct;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.util.List;
import org.evenkeel.activation.Activations;
import org.evenkeel.djl.OpenManager;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.observe.Probe;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.signal.LayerSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Starts that are corrected from data, and what is told of them. */
class DataScalingStartTest {

  @RegisterExtension static final OpenManager MANAGER = new OpenManager();

  @Test
  void aProfileTellsOfTheCorrection() {
    NetworkBlock block = NetworkBlock.of(Network.perceptron("30,40x3,5", Activations.RELU));
    FirstWeights start = FirstWeights.of(Start.of("he*100")).applyTo(block);
    block.initialize(MANAGER.get(), DataType.FLOAT32, block.inputShape(4));
    NDList batch = new NDList(MANAGER.get().randomNormal(new Shape(64, 30)));
    DataScaling.Report report = DataScaling.on(batch).applyTo(start);
    List<LayerSignal> layers = Probe.of(block, start).measure(batch).layers();
    for (int l = 0; l < layers.size(); l++) {
      LayerSignal.LayerStart told = layers.get(l).start();
      double drawn = 200 / layers.get(l).fans().in();
      assertEquals("data", told.rule());
      assertEquals(
          drawn * Math.pow(report.layers().get(l).factor(), 2), told.variance(), 1e-9 * drawn);
    }
  }

  @Test
  void aStartOfDataIsCorrectedByItsBatch() {
    SequentialBlock block = new SequentialBlock();
    block.add(Linear.builder().setUnits(30).build());
    FirstWeights start = FirstWeights.of(Start.of("data*2")).applyTo(block);
    block.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(64, 20));
    assertEquals(
        "the start \"data*2\" is corrected from data, and this one was not; call"
            + " DataScaling.correct(weights, batch) first",
        assertThrows(IllegalArgumentException.class, () -> Probe.of(block, start)).getMessage());
    NDList batch = new NDList(MANAGER.get().randomNormal(new Shape(64, 20)));
    DataScaling.correct(start, batch);
    assertEquals(
        2, Probe.of(block, start).measure(batch).layers().get(0).forward().measured(), 0.02);
  }

  @Test
  void theLibrarysDefaultsAreLeftAlone() {
    SequentialBlock block = new SequentialBlock();
    block.add(Linear.builder().setUnits(30).build());
    block.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(64, 20));
    float[] before = block.getParameters().get(0).getValue().getArray().toFloatArray();
    FirstWeights start = FirstWeights.of(Start.of("djl")).applyTo(block);
    DataScaling.correct(start, new NDList(MANAGER.get().ones(new Shape(64, 20))));
    assertArrayEquals(before, block.getParameters().get(0).getValue().getArray().toFloatArray());
    assertEquals(List.of(), start.plan());
    assertEquals(2, start.untouched().size());
  }
}
