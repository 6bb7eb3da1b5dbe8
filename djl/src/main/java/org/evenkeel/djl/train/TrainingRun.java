// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.train;

import java.util.List;
import java.util.Locale;

/**
 * What became of one training.
 *
 * @param state how it ended
 * @param epochs its epochs in order
 * @param stepsToTarget the steps after which the target accuracy was first reached, at the end of
 *     an epoch; null if it was not
 */
public record TrainingRun(State state, List<Epoch> epochs, Long stepsToTarget) {

  /**
   * One epoch.
   *
   * @param epoch its number, from 1
   * @param trainLoss mean loss over its batches, each before its step
   * @param validationLoss mean loss on the validation examples after it; NaN if it was not reached
   * @param validationAccuracy the share of validation examples that are classified rightly
   */
  public record Epoch(
      int epoch, double trainLoss, double validationLoss, double validationAccuracy) {}

  /** How a training ended. */
  public enum State {
    /** It learnt. */
    TRAINED,
    /** The loss did not get away from that of guessing. */
    STALLED,
    /** It stalled, and the first layer's weights had hardly any influence on the loss. */
    VANISHED,
    /** The loss became infinite or not a number, or ended far above that of guessing. */
    DIVERGED;

    /** The name as it stands in JSON. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** A loss of more than this many times ln(classes), that of guessing, counts as diverged. */
    private static final double FAR_ABOVE_GUESSING = 3;

    /** A lower loss than this share of ln(classes), that of guessing, counts as learnt. */
    private static final double BELOW_GUESSING = 0.9;

    /** |dLoss/dW|·|W| bounds how much a loss of about 1 changes when W changes by its own size. */
    private static final double HARDLY_ANY = 0.01;

    /**
     * The state that follows from a run that was not cut short.
     *
     * @param sensitivity |dLoss/dW|·|W| of the first layer's weights W at the first step
     */
    static State of(List<Epoch> epochs, int classes, double sensitivity) {
      double guessing = Math.log(classes);
      double loss = epochs.get(epochs.size() - 1).trainLoss();
      if (!(loss <= FAR_ABOVE_GUESSING * guessing)) {
        return DIVERGED;
      } else if (loss < BELOW_GUESSING * guessing) {
        return TRAINED;
      }
      return sensitivity < HARDLY_ANY ? VANISHED : STALLED;
    }
  }

  /** The last epoch. */
  public Epoch last() {
    return epochs.get(epochs.size() - 1);
  }
}
