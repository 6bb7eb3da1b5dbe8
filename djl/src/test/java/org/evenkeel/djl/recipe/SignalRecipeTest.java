// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import ai.djl.metric.Metrics;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.observe.Probe;
import org.evenkeel.djl.observe.SignalListener;
import org.evenkeel.djl.observe.TorchScriptTest;
import org.evenkeel.init.Start;
import org.evenkeel.signal.SignalProfile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Recipes that documents quote, from {@code recipe:} to {@code end}: the signal. */
class SignalRecipeTest {

  private static NDManager manager;

  @BeforeAll
  static void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  private static SequentialBlock deep() {
    SequentialBlock block = new SequentialBlock();
    for (int l = 0; l < 20; l++) {
      block.add(Linear.builder().setUnits(64).build()).add(Activation.reluBlock());
    }
    return block.add(Linear.builder().setUnits(3).build());
  }

  // recipe: failing-build
  @Test
  void theSignalSurvives() {
    SequentialBlock block = deep(); // your model
    FirstWeights weights = FirstWeights.of(Start.of("auto")).applyTo(block);
    try (NDManager memory = NDManager.newBaseManager()) {
      block.initialize(memory, DataType.FLOAT32, new Shape(32, 64));
      NDList batch = new NDList(memory.randomNormal(new Shape(32, 64))); // or real inputs
      SignalProfile profile = Probe.of(block, weights).check(batch);
      assertTrue(profile.verdict().healthy(), profile::toString);
    }
  }

  // end

  @Test
  void ownLoop() {
    List<String> lines = new ArrayList<>();
    int epochs = 2;
    int steps = 3;
    try (Model model = Model.newInstance("mine")) {
      model.setBlock(deep());
      try (Trainer trainer =
          model.newTrainer(new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()))) {
        trainer.initialize(new Shape(8, 64));
        NDList inputs = new NDList(manager.randomNormal(new Shape(8, 64)));
        NDList labels = new NDList(manager.zeros(new Shape(8)));
        // recipe: own-loop
        Metrics metrics = new Metrics();
        trainer.setMetrics(metrics); // signal_gradient and others are added to it
        SignalListener signal = SignalListener.create().to(lines::add); // or System.out
        for (int epoch = 0; epoch < epochs; epoch++) {
          for (int step = 0; step < steps; step++) {
            try (GradientCollector collector = trainer.newGradientCollector()) {
              collector.backward(trainer.getLoss().evaluate(labels, trainer.forward(inputs)));
            }
            signal.beforeStep(trainer, inputs);
            trainer.step();
          }
          signal.onEpoch(trainer); // one line
        }
        // end
        assertEquals(2, lines.size());
        assertTrue(lines.get(1).startsWith("epoch 2: "), lines.toString());
        assertTrue(lines.get(1).contains("update "), lines.toString());
        assertEquals(2, metrics.getMetric("signal_gradient").size());
        assertEquals(2, metrics.getMetric("signal_update_most").size());
      }
    }
  }

  @Test
  void torchScript() throws Exception {
    try (Model model = Model.newInstance("torchscript");
        InputStream file = TorchScriptTest.class.getResourceAsStream("torchscript.pt")) {
      model.load(file, Map.of());
      NDArray x = model.getNDManager().ones(new Shape(3, 4));
      // recipe: torchscript
      SequentialBlock whole = new SequentialBlock().add(model.getBlock()); // TorchScript: closed
      whole.add(Linear.builder().setUnits(8).build()).add(Activation.reluBlock()); // these are seen
      FirstWeights.of(Start.of("auto")).applyTo(whole);
      whole.initialize(model.getNDManager(), DataType.FLOAT32, new Shape(3, 4));
      SignalProfile profile = Probe.of(whole).check(new NDList(x));
      profile.layers().forEach(layer -> System.out.println(layer.name() + ": " + layer.note()));
      // end
      assertEquals(2, profile.layers().size());
      assertTrue(profile.layers().get(0).note().contains("cannot look inside a TorchScript block"));
      assertFalse(profile.layers().get(1).forward().measured().isNaN());
    }
  }
}
