// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.evenkeel.data.Examples;
import org.evenkeel.data.Split;
import org.evenkeel.djl.build.Scalars;
import org.evenkeel.djl.observe.OutputStatistics;
import org.evenkeel.training.TrainingRun;
import org.jspecify.annotations.Nullable;

/** The loop of one training: epochs of shuffled batches, each followed by an evaluation. */
final class TrainingLoop {

  /**
   * The share of ln(classes) below which the entropy of the classes' shares is the loss of
   * guessing: who guesses these shares has learnt nothing of the examples.
   */
  private static final double UNEVEN = 0.9;

  private final Split data;
  private final TrainingSettings settings;
  private final Metric metric;
  private final Trainer trainer;
  private final Loss loss;
  private final long outputs;
  private final Loss trainingLoss;
  private final Optimizer optimizer;
  private final List<Parameter> trainable;
  private final List<NDArray> gradients = new ArrayList<>();
  private final Training.Progress progress;
  private final ExampleTensors training;
  private final ExampleTensors validation;
  private final List<TrainingRun.Epoch> epochs = new ArrayList<>();
  private long step;
  private @Nullable Long stepsToTarget;
  private TrainingRun.@Nullable State ended;
  private TrainingRun.@Nullable Epoch test;
  private double lowest = Double.POSITIVE_INFINITY;
  private double sensitivity;
  private double largestLoss;

  TrainingLoop(
      Training plan,
      Trainer trainer,
      Loss loss,
      long outputs,
      Optimizer optimizer,
      Training.Progress progress) {
    this.data = plan.data();
    this.settings = plan.settings();
    this.metric = plan.metric();
    this.trainer = trainer;
    this.loss = loss;
    this.outputs = outputs;
    this.trainingLoss = SmoothedLoss.of(loss, settings.refined().labelSmoothing());
    this.optimizer = optimizer;
    this.trainable = trainable(trainer.getModel().getBlock());
    this.progress = progress;
    this.training = ExampleTensors.of(trainer.getManager(), data.training(), loss);
    this.validation = ExampleTensors.of(trainer.getManager(), data.validation(), loss);
  }

  TrainingRun run() {
    try {
      return train().withTest(test);
    } finally {
      gradients.forEach(NDArray::close);
    }
  }

  private TrainingRun train() {
    for (int epoch = 1; epoch <= settings.epochs() && ended == null; epoch++) {
      double trainLoss = epoch(epoch);
      if (ended == TrainingRun.State.DIVERGED) {
        epochs.add(new TrainingRun.Epoch(epoch, step, trainLoss, Double.NaN, Double.NaN));
        break;
      }
      TrainingRun.Epoch ended = evaluate(epoch, trainLoss, data.validation(), validation);
      lookAtTest(ended);
      epochs.add(ended);
      if (stepsToTarget == null && ended.validationAccuracy() >= settings.targetAccuracy()) {
        stepsToTarget = step;
      }
      if (!progress.goesOn(epochs.get(epochs.size() - 1))) {
        break;
      }
    }
    int classes = data.training().classes();
    if (ended == null && data.training().isRegression()) {
      double guessing =
          settings.refined().isAbsolute()
              ? data.training().targetDeviation()
              : data.training().targetVariance();
      return TrainingRun.ended(
          settings.seed(), epochs, null, guessing, 1, sensitivity, largestLoss);
    }
    double[] shares = data.training().classShares();
    double guessing = -Arrays.stream(shares).map(p -> p == 0 ? 0 : p * Math.log(p)).sum();
    if (ended == null && guessing < UNEVEN * Math.log(classes)) {
      double accurate = (1 + Arrays.stream(shares).max().orElseThrow()) / 2;
      return TrainingRun.ended(
          settings.seed(), epochs, stepsToTarget, guessing, accurate, sensitivity, largestLoss);
    }
    return ended != null
        ? new TrainingRun(settings.seed(), ended, epochs, stepsToTarget)
        : TrainingRun.ended(
            settings.seed(), epochs, stepsToTarget, classes, sensitivity, largestLoss);
  }

  /** One pass over the shuffled training examples; returns their mean loss. */
  private double epoch(int epoch) {
    try (NDManager scope = trainer.getManager().newSubManager()) {
      int size = data.training().size();
      // The order within a full batch has no effect.
      ExampleTensors shuffled =
          settings.batch() >= size
              ? training
              : training.take(
                  scope, scope.create(data.training().shuffled(settings.seed(), epoch)));
      double sum = 0;
      for (int from = 0; from < size && ended == null; from += settings.batch()) {
        int to = Math.min(size, from + settings.batch());
        double value = step(scope, shuffled, from, to);
        sum += value * (to - from);
        if (!Double.isFinite(value)) {
          ended = TrainingRun.State.DIVERGED;
        }
      }
      return sum / size;
    }
  }

  private double step(NDManager epochScope, ExampleTensors examples, int from, int to) {
    try (NDManager scope = epochScope.newSubManager()) {
      ExampleTensors batch = examples.slice(scope, from, to);
      double value;
      try (GradientCollector collector = trainer.newGradientCollector()) {
        NDList outputs = Training.requireOne(trainer.forward(new NDList(batch.features())));
        NDArray mean = trainingLoss.evaluate(new NDList(batch.labels()), outputs);
        collector.backward(mean);
        value = mean.toType(DataType.FLOAT32, false).getFloat();
      }
      largestLoss = Math.max(largestLoss, value);
      if (step == 0) {
        sensitivity = firstLayerSensitivity();
      }
      if (Double.isFinite(value)) {
        update();
      }
      step++;
      progress.stepped(step, epochs);
      return value;
    }
  }

  /**
   * The update of {@link Trainer#step()} on one device in half its time: without a copy and a new
   * handle of every gradient, and without its exception if all gradients are 0, which is a result
   * here.
   */
  private void update() {
    if (gradients.isEmpty()) {
      // The engine accumulates into the same arrays, which the optimizer sets to 0 after use.
      trainable.forEach(parameter -> gradients.add(parameter.getArray().getGradient()));
    }
    clip();
    for (int i = 0; i < trainable.size(); i++) {
      Parameter parameter = trainable.get(i);
      optimizer.update(parameter.getId(), parameter.getArray(), gradients.get(i));
    }
  }

  /** Scales the gradient of all parameters together down to the largest norm. */
  private void clip() {
    Double most = settings.refined().clip();
    if (most == null) {
      return;
    }
    double squares = 0;
    for (NDArray gradient : gradients) {
      squares += gradient.size() * OutputStatistics.secondMoment(gradient);
    }
    double norm = Math.sqrt(squares);
    if (norm > most) {
      gradients.forEach(gradient -> Scalars.timesInPlace(gradient, most / norm));
    }
  }

  /** Measures the test examples if an epoch is the best one so far. */
  private void lookAtTest(TrainingRun.Epoch epoch) {
    if (data.test() == null) {
      return;
    }
    double value =
        epoch.metric() == null ? epoch.validationLoss() : metric.minimized(epoch.metric());
    if (value < lowest) {
      lowest = value;
      try (NDManager scope = trainer.getManager().newSubManager()) {
        ExampleTensors tensors = ExampleTensors.of(scope, data.test(), loss);
        test = evaluate(epoch.epoch(), epoch.trainLoss(), data.test(), tensors);
      }
    }
  }

  /** The epoch with what some examples tell. */
  private TrainingRun.Epoch evaluate(
      int epoch, double trainLoss, Examples examples, ExampleTensors tensors) {
    Evaluation found = Evaluation.of(trainer, loss, metric, examples, tensors, outputs);
    return new TrainingRun.Epoch(
        epoch,
        step,
        trainLoss,
        found.loss(),
        found.accuracy(),
        metric == Metrics.LOSS ? null : (Double) found.metric());
  }

  /** |dLoss/dW|·|W| of the first layer's weights, from their current gradient. */
  private double firstLayerSensitivity() {
    Parameter first =
        trainable.stream()
            .filter(parameter -> parameter.getType() == Parameter.Type.WEIGHT)
            .findFirst()
            .orElse(trainable.get(0));
    try (NDArray gradient = first.getArray().getGradient()) {
      return gradient.size()
          * Math.sqrt(OutputStatistics.secondMoment(gradient))
          * Math.sqrt(OutputStatistics.secondMoment(first.getArray()));
    }
  }

  /** The trainable parameters; those of a block that occurs twice in the model once. */
  static List<Parameter> trainable(Block model) {
    return model.getParameters().values().stream()
        .filter(Parameter::requiresGradient)
        .distinct()
        .toList();
  }
}
