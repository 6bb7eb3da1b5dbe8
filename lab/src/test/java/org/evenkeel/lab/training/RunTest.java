// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.evenkeel.activation.Activations;
import org.evenkeel.init.Start;
import org.evenkeel.training.TrainingRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunTest {

  private static Exercise exercise(Exercise.Set set, int batch, int epochs) {
    return new Exercise(set, Activations.RELU, 3, 16, batch, 0.1, epochs, 0);
  }

  private static Run run(Exercise exercise, String start) {
    return new Run(exercise, exercise.data(), Start.of(start).withSeed(exercise.seed()));
  }

  private static void finish(Run run) {
    while (!run.isOver()) {
      run.step();
    }
  }

  @ParameterizedTest
  @EnumSource(Exercise.Set.class)
  void everySetIsLearntFromHeAndNotFromZeros(Exercise.Set set) {
    Exercise exercise = exercise(set, 30, 40);
    Run he = run(exercise, "he");
    Run zeros = run(exercise, "zeros");
    finish(he);
    finish(zeros);
    assertEquals(TrainingRun.State.TRAINED, he.state());
    assertTrue(he.validation()[1] > 0.8, set + " " + he.validation()[1]);
    assertNotNull(he.stepsToTarget());
    assertEquals(TrainingRun.State.VANISHED, zeros.state());
    assertNull(zeros.stepsToTarget());
  }

  @Test
  void epochsEndWithTheExamples() {
    Exercise exercise = exercise(Exercise.Set.CIRCLES, 70, 3); // 300 examples: 4 of 70, and 20
    Run run = run(exercise, "he");
    for (int i = 0; i < 5; i++) {
      assertEquals(0, run.epochs().size());
      run.step();
    }
    assertEquals(5, run.epochs().get(0).steps());
    assertEquals(run.validation()[0], run.epochs().get(0).validationLoss(), 0);
    finish(run);
    assertEquals(15, run.steps());
    run.step();
    assertEquals(15, run.steps());
  }

  @Test
  void anInfiniteLossEndsARun() {
    Run run = run(exercise(Exercise.Set.SPIRALS, 10, 5), "normal(1e30)");
    finish(run);
    assertEquals(TrainingRun.State.DIVERGED, run.state());
    assertFalse(Double.isFinite(run.lossOfStep()));
  }

  @Test
  void whatCannotBeTrainedIsSaid() {
    assertEquals(
        "the batch is from 1 to 400 here: 0",
        assertThrows(IllegalArgumentException.class, () -> exercise(Exercise.Set.CIRCLES, 0, 1))
            .getMessage());
    assertEquals(
        "the learning rate is above 0 and at most 1000: NaN; 0.1 is usual",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new Exercise(Exercise.Set.CIRCLES, Activations.RELU, 1, 1, 1, Double.NaN, 1, 0))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> Exercise.Set.named("moon"));
  }
}
