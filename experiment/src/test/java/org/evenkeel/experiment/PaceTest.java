// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.evenkeel.data.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The size of a study by the speed of its trainings. */
class PaceTest {

  private static final Duration TIME = Duration.ofSeconds(108); // 100 seconds of training

  /** The usual study takes 72 trainings: 2.77 seconds each with two workers. */
  @ParameterizedTest
  @CsvSource({"0.001, 40, 3", "0.0027, 40, 3", "0.0028, 40, 2", "0.006, 24, 2", "1, 12, 1"})
  void aSlowerMachineTriesFewer(double step, int trials, int seeds) {
    Pace.Size size = new Pace(step, 1000).fitting(TIME, 2);
    assertEquals(trials, size.trials());
    assertEquals(seeds, size.seeds());
  }

  /** The smallest study takes 16 trainings: 12.5 seconds each with two workers. */
  @ParameterizedTest
  @CsvSource({"0.001, 10", "0.0125, 10", "0.0126, 9", "0.03, 4", "1, 1"})
  void aMachineTooSlowForTheSmallestStudyTrainsFewerEpochs(double step, int epochs) {
    assertEquals(epochs, new Pace(step, 1000).epochs(TIME, 2, 10));
  }

  @Test
  void theSpeedIsMeasured() {
    StudyPlan plan =
        StudyPlan.of(
            Experiment.of(
                new NetworkSource.Perceptron(null, 16, 3, "relu"),
                DataSource.of("digits").withExamples(600)),
            "multiplier=log:0.5..2,epochs=int:2..4");
    Pace pace = Pace.of(plan);
    assertEquals(4 * 15, pace.steps());
    assertTrue(pace.step() > 1e-6 && pace.step() < 1, pace.toString());
  }
}
