// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.train;

import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.Locale;

/**
 * The settings of a training.
 *
 * @param epochs passes over the training examples, at least 1
 * @param batch examples per step, at least 1
 * @param learningRate the optimizer's learning rate, positive and finite
 * @param optimizer the optimizer
 * @param targetAccuracy the validation accuracy to which steps are counted
 * @param seed the seed of the shuffle and of dropout
 */
public record TrainingSettings(
    int epochs,
    int batch,
    double learningRate,
    OptimizerKind optimizer,
    double targetAccuracy,
    long seed) {

  /** The optimizers of the engine. */
  public enum OptimizerKind {
    SGD(0),
    MOMENTUM(1),
    ADAM(2),
    ADAMW(2);

    private final int states;

    OptimizerKind(int states) {
      this.states = states;
    }

    /** The numbers that the optimizer keeps for each parameter. */
    public int states() {
      return states;
    }

    /** The usual momentum of stochastic gradient descent. */
    private static final float MOMENTUM_FACTOR = 0.9f;

    Optimizer build(double learningRate) {
      Tracker rate = Tracker.fixed((float) learningRate);
      return switch (this) {
        case SGD -> Optimizer.sgd().setLearningRateTracker(rate).build();
        case MOMENTUM ->
            Optimizer.sgd().setLearningRateTracker(rate).optMomentum(MOMENTUM_FACTOR).build();
        case ADAM -> Optimizer.adam().optLearningRateTracker(rate).build();
        case ADAMW -> Optimizer.adamW().optLearningRateTracker(rate).build();
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public TrainingSettings {
    require(epochs >= 1, "epochs must be at least 1: " + epochs);
    require(batch >= 1, "batch must be at least 1: " + batch);
    require(
        learningRate > 0 && Double.isFinite(learningRate),
        "learning rate must be a positive number: " + learningRate);
    require(
        targetAccuracy >= 0 && targetAccuracy <= 1,
        "target accuracy must be between 0 and 1: " + targetAccuracy);
  }

  /** The same with another number of epochs. */
  public TrainingSettings withEpochs(int other) {
    return new TrainingSettings(other, batch, learningRate, optimizer, targetAccuracy, seed);
  }

  /** The same with another batch size. */
  public TrainingSettings withBatch(int other) {
    return new TrainingSettings(epochs, other, learningRate, optimizer, targetAccuracy, seed);
  }

  /** The same with another learning rate. */
  public TrainingSettings withLearningRate(double other) {
    return new TrainingSettings(epochs, batch, other, optimizer, targetAccuracy, seed);
  }

  /** The same with another optimizer. */
  public TrainingSettings withOptimizer(OptimizerKind other) {
    return new TrainingSettings(epochs, batch, learningRate, other, targetAccuracy, seed);
  }

  /** The same with another seed. */
  public TrainingSettings withSeed(long other) {
    return new TrainingSettings(epochs, batch, learningRate, optimizer, targetAccuracy, other);
  }

  /** The number of steps that all epochs take. */
  public long steps(int examples) {
    return (long) epochs * ((examples + (long) batch - 1) / batch);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
