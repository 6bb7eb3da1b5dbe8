// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab.browser;

import java.util.LinkedHashMap;
import java.util.Map;
import org.evenkeel.init.Start;
import org.evenkeel.lab.training.Exercise;
import org.evenkeel.lab.training.Run;

/** A short training with a multiplier on the variance. */
final class Trial {

  private static final int MOST_STEPS = 10_000;

  private Trial() {}

  /**
   * The validation loss and accuracy after the steps; no loss if it became infinite.
   *
   * @param controls as for a {@link Lesson}, and the rule
   * @param multiplier the factor on the rule's variance
   * @param seed of the examples, their order and the weights
   */
  static Map<String, Object> of(Controls controls, double multiplier, int steps, int seed) {
    if (steps < 1 || steps > MOST_STEPS) {
      throw new IllegalArgumentException(
          "the number of steps is from 1 to %d: %d".formatted(MOST_STEPS, steps));
    }
    Exercise exercise = Lesson.exercise(controls).withMostEpochs().withSeed(seed);
    Start start = Lesson.start(controls.text("rule", "he"), seed);
    Start multiplied = start.withMultiplier(start.multiplier() * multiplier);
    Run run = new Run(exercise, exercise.data(), multiplied);
    while (run.steps() < steps && !run.isOver()) {
      run.step();
    }
    double[] lossAndAccuracy = run.validation();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("loss", run.isOver() ? Double.NaN : lossAndAccuracy[0]);
    all.put("accuracy", lossAndAccuracy[1]);
    all.put("guessing", Math.log(exercise.data().training().classes()));
    return all;
  }
}
