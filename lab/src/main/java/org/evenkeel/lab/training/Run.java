// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.evenkeel.data.Examples;
import org.evenkeel.data.Split;
import org.evenkeel.init.Start;
import org.evenkeel.training.TrainingRun;
import org.jspecify.annotations.Nullable;

/** One training from one start, step by step; each epoch is followed by an evaluation. */
public final class Run {

  private final Exercise exercise;
  private final Perceptron perceptron;
  private final Examples training;
  private final double[] validation;
  private final int[] validationLabels;
  private final List<TrainingRun.Epoch> epochs = new ArrayList<>();
  private int[] order = {};
  private int next; // of the order
  private int steps;
  private double lossOfEpoch;
  private double lossOfStep = Double.NaN;
  private double sensitivity;
  private @Nullable Long stepsToTarget;
  private boolean diverged;

  /** A run that is about to begin. */
  public Run(Exercise exercise, Split data, Start start) {
    this.exercise = exercise;
    perceptron = new Perceptron(exercise.network(), exercise.f(), start);
    training = data.training();
    validation = doubles(data.validation().features());
    validationLabels = data.validation().labels();
  }

  /** Numbers in double precision. */
  static double[] doubles(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  /** One step, unless the run is over. */
  public void step() {
    if (isOver()) {
      return;
    }
    if (next == 0) {
      order = training.shuffled(exercise.seed(), epochs.size() + 1);
      lossOfEpoch = 0;
    }
    int to = Math.min(order.length, next + exercise.batch());
    Examples batch =
        exercise.batch() >= order.length
            ? training
            : training.rows(Arrays.copyOfRange(order, next, to));
    lossOfStep = perceptron.gradient(doubles(batch.features()), batch.labels());
    if (steps == 0) {
      sensitivity = perceptron.firstLayerSensitivity();
    }
    steps++;
    lossOfEpoch += lossOfStep * (to - next) / order.length;
    next = to == order.length ? 0 : to;
    if (!Double.isFinite(lossOfStep)) {
      diverged = true;
      return;
    }
    perceptron.descend(exercise.rate());
    if (next == 0) {
      evaluate();
    }
  }

  private void evaluate() {
    double[] lossAndAccuracy = validation();
    int epoch = epochs.size() + 1;
    epochs.add(
        new TrainingRun.Epoch(
            epoch, (long) steps, lossOfEpoch, lossAndAccuracy[0], lossAndAccuracy[1]));
    if (stepsToTarget == null && lossAndAccuracy[1] >= Exercise.TARGET) {
      stepsToTarget = (long) steps;
    }
  }

  /** The mean loss and the accuracy of the validation examples. */
  public double[] validation() {
    double[] outputs = perceptron.outputs(validation);
    int classes = training.classes();
    double loss = 0;
    double right = 0;
    for (int e = 0; e < validationLabels.length; e++) {
      int label = validationLabels[e];
      loss += Softmax.loss(outputs, e * classes, classes, label);
      right += Softmax.best(outputs, e * classes, classes) == label ? 1 : 0;
    }
    return new double[] {loss / validationLabels.length, right / validationLabels.length};
  }

  /** Whether all epochs are done, or the loss has become infinite. */
  public boolean isOver() {
    return diverged || epochs.size() == exercise.epochs();
  }

  /** How it stands; null before the first epoch has ended. */
  public TrainingRun.@Nullable State state() {
    if (diverged) {
      return TrainingRun.State.DIVERGED;
    }
    return epochs.isEmpty() ? null : TrainingRun.State.of(epochs, training.classes(), sensitivity);
  }

  /** The steps so far. */
  public int steps() {
    return steps;
  }

  /** The loss of the last batch before its step; NaN before the first. */
  public double lossOfStep() {
    return lossOfStep;
  }

  /** The epochs so far. */
  public List<TrainingRun.Epoch> epochs() {
    return Collections.unmodifiableList(epochs);
  }

  /** The steps after which the target was reached, at the end of an epoch; null if it was not. */
  public @Nullable Long stepsToTarget() {
    return stepsToTarget;
  }

  /** The network as it stands. */
  public Perceptron perceptron() {
    return perceptron;
  }
}
