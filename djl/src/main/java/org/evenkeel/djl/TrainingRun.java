// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl;

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
    /** It stalled, and the first layer's weights have hardly moved: no gradient reached them. */
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
    private static final double BELOW_GUESSING = 0.95;

    /** First weights that move by a smaller share of their norm a step do not learn. */
    private static final double HARDLY_MOVED = 1e-5;

    /**
     * The state that follows from a run that was not cut short.
     *
     * @param steps the number of steps
     * @param firstLayerChange how far the first layer's weights have moved, as a share of their
     *     norm
     */
    static State of(List<Epoch> epochs, int classes, long steps, double firstLayerChange) {
      double guessing = Math.log(classes);
      double loss = epochs.get(epochs.size() - 1).trainLoss();
      if (!(loss <= FAR_ABOVE_GUESSING * guessing)) {
        return DIVERGED;
      } else if (loss < BELOW_GUESSING * guessing) {
        return TRAINED;
      }
      return firstLayerChange < HARDLY_MOVED * steps ? VANISHED : STALLED;
    }
  }

  /** The last epoch. */
  public Epoch last() {
    return epochs.get(epochs.size() - 1);
  }
}
