// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.training;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One training run of a network: its seed, how it ended, and its learning curve.
 *
 * @param seed the seed of its weights and of the order of its examples
 * @param state how it ended
 * @param epochs its epochs in order
 * @param stepsToTarget the number of steps after which the target accuracy was first reached, at
 *     the end of an epoch; null if it was not reached
 * @param peakLoss the largest loss of a batch, if the run came down from far above the loss of
 *     guessing; null if it never was there, or stayed
 * @param test the best epoch by the validation examples, with loss, accuracy and metric of the test
 *     examples in their place; null if there are none
 */
public record TrainingRun(
    long seed,
    State state,
    List<Epoch> epochs,
    @Nullable Long stepsToTarget,
    @Nullable Double peakLoss,
    @Nullable Epoch test) {

  public TrainingRun {
    Objects.requireNonNull(state, "state");
    epochs = List.copyOf(epochs);
  }

  /** A run without test examples. */
  public TrainingRun(
      long seed,
      State state,
      List<Epoch> epochs,
      @Nullable Long stepsToTarget,
      @Nullable Double peakLoss) {
    this(seed, state, epochs, stepsToTarget, peakLoss, null);
  }

  /** A run whose loss never was far above that of guessing, or stayed there. */
  public TrainingRun(long seed, State state, List<Epoch> epochs, @Nullable Long stepsToTarget) {
    this(seed, state, epochs, stepsToTarget, null, null);
  }

  /**
   * A run whose loss stayed finite, judged by its end.
   *
   * @param classes the number of classes
   * @param sensitivity |dLoss/dW|·|W| of the first layer's weights W at the first step
   * @param largestLoss the largest loss of a batch
   */
  public static TrainingRun ended(
      long seed,
      List<Epoch> epochs,
      @Nullable Long stepsToTarget,
      int classes,
      double sensitivity,
      double largestLoss) {
    return ended(
        seed,
        epochs,
        stepsToTarget,
        State.of(epochs, classes, sensitivity),
        largestLoss,
        Math.log(classes));
  }

  /**
   * A run whose loss stayed finite, judged by its end against another guess than that of even
   * classes: the mean of targets, or the shares of uneven classes.
   *
   * @param guessing the loss of guessing
   * @param accurate the accuracy beyond which few large losses hide what was learnt
   * @param sensitivity |dLoss/dW|·|W| of the first layer's weights W at the first step
   * @param largestLoss the largest loss of a batch
   */
  public static TrainingRun ended(
      long seed,
      List<Epoch> epochs,
      @Nullable Long stepsToTarget,
      double guessing,
      double accurate,
      double sensitivity,
      double largestLoss) {
    State state = State.of(epochs, guessing, accurate, sensitivity);
    return ended(seed, epochs, stepsToTarget, state, largestLoss, guessing);
  }

  private static TrainingRun ended(
      long seed,
      List<Epoch> epochs,
      @Nullable Long stepsToTarget,
      State state,
      double largestLoss,
      double guessing) {
    boolean cameDown = state != State.DIVERGED && largestLoss > State.FAR_ABOVE_GUESSING * guessing;
    return new TrainingRun(seed, state, epochs, stepsToTarget, cameDown ? largestLoss : null, null);
  }

  /**
   * One epoch of a training run.
   *
   * @param epoch its number, from 1
   * @param steps the number of steps from the beginning of the run to the end of this epoch; null
   *     if unknown
   * @param trainLoss the mean training loss over its batches, each before its step; NaN if unknown
   * @param validationLoss the mean validation loss after it; NaN if unknown
   * @param validationAccuracy the share of validation examples classified correctly after it; NaN
   *     if unknown
   * @param metric another measure on the validation examples after it; null if there is none
   */
  public record Epoch(
      int epoch,
      @Nullable Long steps,
      double trainLoss,
      double validationLoss,
      double validationAccuracy,
      @Nullable Double metric) {

    /** The other measure; NaN if there is none. */
    public double measured() {
      return metric == null ? Double.NaN : metric;
    }

    /** An epoch without another measure. */
    public Epoch(
        int epoch,
        @Nullable Long steps,
        double trainLoss,
        double validationLoss,
        double validationAccuracy) {
      this(epoch, steps, trainLoss, validationLoss, validationAccuracy, null);
    }
  }

  /** How a training run ended. */
  public enum State {
    /** The loss ended clearly below that of guessing. */
    TRAINED,
    /** The loss ended at that of guessing. */
    STALLED,
    /** The run stalled, and the first layer's weights had almost no influence on the loss. */
    VANISHED,
    /** The loss became infinite or NaN, or ended far above that of guessing. */
    DIVERGED;

    /** A loss above this many times ln(classes), that of guessing, counts as diverged. */
    private static final double FAR_ABOVE_GUESSING = 3;

    /** A loss below this share of ln(classes), that of guessing, counts as trained. */
    private static final double BELOW_GUESSING = 0.9;

    /** |dLoss/dW|·|W| bounds how much a loss of about 1 changes when W changes by its own size. */
    private static final double LEAST_SENSITIVITY = 0.01;

    /** The name of the state in JSON. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The state of a given name.
     *
     * @throws IllegalArgumentException if there is no such state
     */
    public static State named(String label) {
      return valueOf(label.toUpperCase(Locale.ROOT));
    }

    /**
     * The state of a run whose loss stayed finite, by its last epoch: by the smaller loss, since
     * that of training is a mean that includes the epoch's beginning and that of validation
     * includes overfitting; and by the accuracy where few large losses hide what was learnt.
     *
     * @param epochs its epochs, at least one
     * @param classes the number of classes
     * @param sensitivity |dLoss/dW|·|W| of the first layer's weights W at the first step
     */
    public static State of(List<Epoch> epochs, int classes, double sensitivity) {
      return of(epochs, Math.log(classes), (1 + 1.0 / classes) / 2, sensitivity);
    }

    private static State of(
        List<Epoch> epochs, double guessing, double accurate, double sensitivity) {
      Epoch last = epochs.get(epochs.size() - 1);
      double loss =
          Double.isNaN(last.validationLoss())
              ? last.trainLoss()
              : Math.min(last.trainLoss(), last.validationLoss());
      if (!(loss <= FAR_ABOVE_GUESSING * guessing)) {
        return last.validationAccuracy() > accurate ? TRAINED : DIVERGED;
      } else if (loss < BELOW_GUESSING * guessing) {
        return TRAINED;
      }
      return sensitivity < LEAST_SENSITIVITY ? VANISHED : STALLED;
    }
  }

  /** The same run with what the test examples tell. */
  public TrainingRun withTest(@Nullable Epoch measured) {
    return new TrainingRun(seed, state, epochs, stepsToTarget, peakLoss, measured);
  }

  /** The last epoch. */
  public Epoch last() {
    return epochs.get(epochs.size() - 1);
  }
}
