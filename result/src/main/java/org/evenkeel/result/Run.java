// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import java.util.List;

/**
 * One training.
 *
 * @param seed its seed
 * @param state how it ended: trained, stalled, vanished or diverged
 * @param epochs its epochs in order
 * @param stepsToTarget the steps after which the target accuracy was first reached; null if it was
 *     not
 */
public record Run(long seed, String state, List<Epoch> epochs, Long stepsToTarget) {

  public Run {
    epochs = List.copyOf(epochs);
  }

  /**
   * One epoch.
   *
   * @param epoch its number, from 1
   * @param steps the steps done at its end, from the beginning of the training; null if that is not
   *     known
   * @param trainLoss mean loss over its batches; NaN if it is not known
   * @param validationLoss mean loss on the validation examples after it; NaN if it is not known
   * @param validationAccuracy the share of validation examples that are classified rightly; NaN if
   *     it is not known
   */
  public record Epoch(
      int epoch, Long steps, double trainLoss, double validationLoss, double validationAccuracy) {}
}
