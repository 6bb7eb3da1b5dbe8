// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.train;

import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a training.
 *
 * @param epochs passes over the training examples, at least 1
 * @param batch examples per step, at least 1
 * @param learningRate the optimizer's learning rate, positive and finite
 * @param optimizer the optimizer
 * @param targetAccuracy the validation accuracy to which steps are counted
 * @param seed the seed of the shuffle and of dropout
 * @param refinements weight decay, schedule and the like; null for {@link Refinements#NONE}
 */
public record TrainingSettings(
    int epochs,
    int batch,
    double learningRate,
    OptimizerKind optimizer,
    double targetAccuracy,
    long seed,
    @Nullable Refinements refinements) {

  /** Settings without refinements. */
  public TrainingSettings(
      int epochs,
      int batch,
      double learningRate,
      OptimizerKind optimizer,
      double targetAccuracy,
      long seed) {
    this(epochs, batch, learningRate, optimizer, targetAccuracy, seed, null);
  }

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

    /** The optimizer of a training with so many steps. */
    Optimizer build(double learningRate, Refinements refinements, long steps) {
      Tracker rate = refinements.rate(learningRate, steps);
      Double momentum = refinements.momentum();
      return switch (this) {
        case SGD -> decayed(Optimizer.sgd().setLearningRateTracker(rate), refinements).build();
        case MOMENTUM ->
            decayed(Optimizer.sgd().setLearningRateTracker(rate), refinements)
                .optMomentum(momentum == null ? MOMENTUM_FACTOR : momentum.floatValue())
                .build();
        case ADAM -> decayed(Optimizer.adam().optLearningRateTracker(rate), refinements).build();
        case ADAMW -> decayed(Optimizer.adamW().optLearningRateTracker(rate), refinements).build();
      };
    }

    private static <B extends Optimizer.OptimizerBuilder<?>> B decayed(
        B builder, Refinements refinements) {
      if (refinements.weightDecay() != null) {
        builder.optWeightDecays(refinements.weightDecay().floatValue());
      }
      return builder;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Makes no refinements null, as studies of before they were store them. */
  public TrainingSettings {
    refinements = Refinements.NONE.equals(refinements) ? null : refinements;
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
    return new TrainingSettings(
        other, batch, learningRate, optimizer, targetAccuracy, seed, refinements);
  }

  /** The same with another batch size. */
  public TrainingSettings withBatch(int other) {
    return new TrainingSettings(
        epochs, other, learningRate, optimizer, targetAccuracy, seed, refinements);
  }

  /** The same with another learning rate. */
  public TrainingSettings withLearningRate(double other) {
    return new TrainingSettings(epochs, batch, other, optimizer, targetAccuracy, seed, refinements);
  }

  /** The same with another optimizer. */
  public TrainingSettings withOptimizer(OptimizerKind other) {
    return new TrainingSettings(
        epochs, batch, learningRate, other, targetAccuracy, seed, refinements);
  }

  /** The same with another seed. */
  public TrainingSettings withSeed(long other) {
    return new TrainingSettings(
        epochs, batch, learningRate, optimizer, targetAccuracy, other, refinements);
  }

  /** The same with other refinements. */
  public TrainingSettings withRefinements(Refinements other) {
    return new TrainingSettings(
        epochs, batch, learningRate, optimizer, targetAccuracy, seed, other);
  }

  /** The refinements, {@link Refinements#NONE} if there are none. */
  public Refinements refined() {
    return refinements == null ? Refinements.NONE : refinements;
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
