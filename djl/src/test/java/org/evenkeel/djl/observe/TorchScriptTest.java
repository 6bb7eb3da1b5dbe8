// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.init.Start;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A TorchScript block's layers cannot be seen, and nothing is said of them. */
public class TorchScriptTest {

  /** The network that torchscript.py writes. */
  private static Model load(boolean trained) throws Exception {
    Model model = Model.newInstance("torchscript");
    try (InputStream file = TorchScriptTest.class.getResourceAsStream("torchscript.pt")) {
      model.load(file, Map.of("trainParam", Boolean.toString(trained)));
    }
    return model;
  }

  private static NDList batch(NDManager manager) {
    float[] values = {1, -1, 0, 2, 0, 1, -2, 1, -1, 0, 2, 0};
    return new NDList(manager.create(values, new Shape(3, 4)));
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void aTorchScriptModelIsOneRowWithoutMeasurements(boolean trained, boolean agent)
      throws Exception {
    try (Model model = load(trained)) {
      Probe probe = Probe.of(model.getBlock());
      SignalProfile profile =
          (agent ? probe : probe.withoutAgent()).check(batch(model.getNDManager()));
      assertEquals(1, profile.layers().size());
      LayerSignal row = profile.layers().get(0);
      assertEquals("TorchScript", row.kind());
      assertEquals(
          "a probe cannot look inside a TorchScript block; its layers are not seen", row.note());
      assertNull(row.forward().measured());
      assertNull(row.gradient().measured());
      assertEquals(Verdict.State.UNKNOWN, profile.verdict().state());
    }
  }

  @Test
  void aHeadOnATorchScriptModelIsMeasured() throws Exception {
    try (Model model = load(false)) {
      SequentialBlock head =
          new SequentialBlock()
              .add(Linear.builder().setUnits(8).build())
              .add(Activation.reluBlock())
              .add(Linear.builder().setUnits(2).build());
      Block whole = new SequentialBlock().add(model.getBlock()).add(head);
      FirstWeights.of(Start.of("auto")).applyTo(head);
      head.initialize(model.getNDManager(), DataType.FLOAT32, new Shape(3, 2));
      SignalProfile profile = Probe.of(whole).measure(batch(model.getNDManager()));
      assertEquals(
          List.of("TorchScript", "dense", "dense"),
          profile.layers().stream().map(LayerSignal::kind).toList());
      assertEquals(1, profile.layers().get(1).gradient().measured());
    }
  }

  @Test
  void initialWeightsLeaveATorchScriptModelAlone() throws Exception {
    try (Model model = load(true)) {
      FirstWeights weights = FirstWeights.of(Start.of("auto")).applyTo(model.getBlock());
      assertEquals(List.of(), weights.plan());
      assertEquals(8, weights.untouched().size());
    }
  }
}
