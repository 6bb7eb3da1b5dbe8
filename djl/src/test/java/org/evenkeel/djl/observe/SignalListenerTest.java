// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.evenkeel.data.DataSource;
import org.evenkeel.data.Examples;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.train.Training;
import org.evenkeel.init.Start;
import org.junit.jupiter.api.Test;

class SignalListenerTest {

  private static final int BATCH = 32;
  private static final Examples DIGITS =
      DataSource.of("digits").withExamples(400).read().training();

  /** What a training leaves behind. */
  private record Trained(List<float[]> parameters, List<Float> losses) {}

  /** Three epochs of a model; one has a listener, the other has not. */
  private static Trained train(
      Block model, Optimizer optimizer, int epochs, TrainingListener... listeners)
      throws Exception {
    Engine.getInstance().setRandomSeed(7);
    List<Float> losses = new ArrayList<>();
    EvaluatorTrainingListener evaluator = new EvaluatorTrainingListener();
    try (Model holder = Model.newInstance("test")) {
      holder.setBlock(model);
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
              .optOptimizer(optimizer)
              .addTrainingListeners(evaluator)
              .addTrainingListeners(listeners)
              .addTrainingListeners(
                  new ai.djl.training.listener.TrainingListenerAdapter() {
                    @Override
                    public void onTrainingBatch(Trainer trainer, BatchData data) {
                      losses.add(
                          trainer
                              .getLoss()
                              .getAccumulator(EvaluatorTrainingListener.TRAIN_PROGRESS));
                    }
                  });
      try (Trainer trainer = holder.newTrainer(config)) {
        trainer.initialize(new Shape(BATCH, 64));
        NDManager manager = trainer.getManager();
        ArrayDataset data =
            new ArrayDataset.Builder()
                .setData(manager.create(DIGITS.features(), new Shape(DIGITS.size(), 64)))
                .optLabels(Training.labels(manager, DIGITS, trainer.getLoss()))
                .setSampling(BATCH, false)
                .build();
        EasyTrain.fit(trainer, epochs, data, null);
        List<float[]> parameters = new ArrayList<>();
        for (Parameter parameter : model.getParameters().values()) {
          parameters.add(parameter.getArray().toFloatArray());
        }
        return new Trained(parameters, losses);
      }
    }
  }

  private static Block chain(int depth, String start) {
    SequentialBlock model = new SequentialBlock();
    for (int l = 0; l < depth; l++) {
      model.add(Linear.builder().setUnits(64).build()).add(Activation.reluBlock());
    }
    model.add(Linear.builder().setUnits(10).build());
    FirstWeights.of(Start.of(start)).applyTo(model);
    return model;
  }

  private static Optimizer sgd(double rate) {
    return Optimizer.sgd().setLearningRateTracker(Tracker.fixed((float) rate)).build();
  }

  /** Dropout draws random numbers, batch normalization keeps statistics, Adam keeps moments. */
  private static Block sensitive() {
    SequentialBlock model =
        new SequentialBlock()
            .add(Linear.builder().setUnits(32).build())
            .add(BatchNorm.builder().build())
            .add(Activation.reluBlock())
            .add(Dropout.builder().optRate(0.3f).build())
            .add(Linear.builder().setUnits(10).build());
    FirstWeights.of(Start.of("auto")).applyTo(model);
    return model;
  }

  @Test
  void theTrainingIsTheSameBitForBit() throws Exception {
    List<String> lines = new ArrayList<>();
    Optimizer one = Optimizer.adam().build();
    Optimizer other = Optimizer.adam().build();
    Trained without = train(sensitive(), one, 3);
    Trained with = train(sensitive(), other, 3, SignalListener.create().to(lines::add));
    assertEquals(3, lines.size());
    assertEquals(30, with.losses().size());
    assertEquals(without.losses(), with.losses());
    for (int i = 0; i < with.parameters().size(); i++) {
      assertArrayEquals(without.parameters().get(i), with.parameters().get(i));
    }
  }

  @Test
  void aLineForEachEpoch() throws Exception {
    List<String> lines = new ArrayList<>();
    train(chain(4, "he"), sgd(0.05), 3, SignalListener.create().to(lines::add));
    for (int i = 0; i < 3; i++) {
      String expected =
          "epoch "
              + (i + 1)
              + ": healthy, last E\\[z²\\] [0-9.]+, gradient first/last [0-9.]+, correlation 0\\.[0-9]{4},"
              + " dead [0-9]+ %( \\(0[1357]Linear\\))?,"
              + " update -[1-5]\\.[0-9] \\(0[1-9]Linear\\) to -[1-5]\\.[0-9] \\(0[1-9]Linear\\)";
      assertTrue(lines.get(i).matches(expected), lines.get(i));
    }
  }

  /** Each step of plain gradient descent with a rate of 0 moves nothing. */
  @Test
  void weightsThatDoNotMoveAreSeen() throws Exception {
    List<String> lines = new ArrayList<>();
    train(chain(2, "he"), sgd(0), 1, SignalListener.create().to(lines::add));
    assertTrue(lines.get(0).contains("update none (01Linear) to none"), lines.get(0));
  }

  /** A rate that is far too high; the layer, the change and the cause are in the line. */
  @Test
  void saysWhenTheSignalDies() throws Exception {
    List<String> lines = new ArrayList<>();
    Block model = chain(6, "he");
    Consumer<String> killing =
        line -> {
          lines.add(line);
          // After the first epoch the third layer's biases turn all its units off.
          NDArray bias = model.getParameters().valueAt(5).getArray();
          bias.set(new float[64]);
          bias.subi(20);
        };
    train(model, sgd(0.001), 2, SignalListener.create().to(killing));
    assertTrue(lines.get(0).startsWith("epoch 1: healthy,"), lines.get(0));
    assertTrue(
        lines
            .get(1)
            .startsWith("epoch 2: vanishing (was healthy; 100 % of the units of 05Linear are off"),
        lines.get(1));
    assertTrue(lines.get(1).contains("dead 100 % (05Linear)"), lines.get(1));
  }

  /** What cannot be measured is told and does not stop the training. */
  @Test
  void aDivergedTrainingGoesOn() throws Exception {
    List<String> lines = new ArrayList<>();
    train(chain(8, "he"), sgd(1e6), 2, SignalListener.create().to(lines::add));
    assertTrue(
        lines.get(1).startsWith("epoch 2: no measurement: a layer needs finite weights: "),
        lines.get(1));
  }

  @Test
  void measuresTheBatchThatItIsGiven() throws Exception {
    List<String> lines = new ArrayList<>();
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray zeros = manager.zeros(new Shape(5, 64));
      train(
          chain(2, "he"),
          sgd(0.01),
          1,
          SignalListener.create().on(new NDList(zeros)).to(lines::add));
    }
    assertTrue(lines.get(0).startsWith("epoch 1: "), lines.get(0));
    // Small biases alone: all examples are one and the same.
    assertTrue(lines.get(0).contains("correlation 1.0000"), lines.get(0));
  }

  /** Arrays that are alive after each epoch: nothing is added from the second on. */
  @Test
  void memoryDoesNotGrowOverEpochs() throws Exception {
    List<Integer> alive = new ArrayList<>();
    Block model = chain(3, "he");
    Consumer<String> counting =
        line -> {
          NDManager manager = model.getParameters().valueAt(0).getArray().getManager();
          alive.add(manager.getManagedArrays().size());
        };
    train(model, sgd(0.01), 5, SignalListener.create().to(counting));
    assertEquals(alive.get(1), alive.get(4), alive.toString());
  }
}
