// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.evenkeel.training.TrainingRun.Epoch;
import org.evenkeel.training.TrainingRun.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingRunTest {

  @ParameterizedTest
  @CsvSource({
    "0.5, 3, 0.6, 1, TRAINED, overfitting",
    "17.2, 1.39, 0.765, 1, TRAINED, a loss that fell from hundreds within its only epoch",
    "40, 30, 0.8, 1, TRAINED, few examples with large losses",
    "40, 30, 0.1, 1, DIVERGED, the loss stays far above guessing",
    "NaN, NaN, NaN, 1, DIVERGED, not finite",
    "2.3, 2.3, 0.1, 1, STALLED, guessing",
    "2.3, 2.3, 0.1, 0.001, VANISHED, guessing without influence of the first layer",
    "1.9, NaN, NaN, 1, TRAINED, nothing to validate with",
  })
  void runsAreJudgedByTheirEnd(
      double train, double validation, double accuracy, double sensitivity, State state) {
    List<Epoch> epochs = List.of(new Epoch(1, 10L, train, validation, accuracy));
    assertEquals(state, State.of(epochs, 10, sensitivity));
  }

  @Test
  void lossesFarAboveGuessingAreToldOfRunsThatCameDown() {
    List<Epoch> down = List.of(new Epoch(1, 10L, 17.2, 1.39, 0.765));
    assertEquals(812, TrainingRun.ended(0, down, null, 10, 1, 812).peakLoss());
    assertEquals(null, TrainingRun.ended(0, down, null, 10, 1, 2.4).peakLoss());
    List<Epoch> up = List.of(new Epoch(1, 10L, 500, 400, 0.1));
    assertEquals(null, TrainingRun.ended(0, up, null, 10, 1, 812).peakLoss());
  }
}
