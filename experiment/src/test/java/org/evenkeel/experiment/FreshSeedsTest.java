// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.evenkeel.data.DataSource;
import org.evenkeel.result.StudyAnswer.Kind;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.study.result.Effect;
import org.evenkeel.study.search.Budget;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The number of fresh seeds that the comparison of the finalists takes. */
class FreshSeedsTest {

  private static final StudyPlan PLAN =
      new StudyPlan(
          Experiment.of(
              new NetworkSource.Perceptron(null, 4, 1, "relu"),
              DataSource.of("moons").withExamples(40)),
          "multiplier=log:0.25..4,learningRate=log:1e-3..1",
          1,
          false,
          0,
          6,
          List.of());

  /** A valley at multiplier 2 and rate 0.05; what trials do not use deviates by the seed's sign. */
  private static Objective valley(double depth, double deviation, Set<Long> fresh) {
    return (setting, seed, monitor) -> {
      double multiplier = setting.number("multiplier");
      double loss =
          1 + depth * square(multiplier / 2) + square(setting.number("learningRate") / 0.05);
      if (seed >= 1000) {
        fresh.add(seed);
        loss += multiplier == 1 ? 0 : deviation * (seed % 2 == 0 ? 1 : -1);
      }
      return Evaluation.of(loss);
    };
  }

  private static double square(double ratio) {
    return 0.1 * Math.pow(Math.log(ratio), 2);
  }

  /**
   * With a deviation of ±d around a gain g, Student's statistic of n pairs is about g √(n − 1) / d.
   * The gain is 0.48 depth × 0.1 of 1: at each of four looks the statistic has to exceed 3.8 (5
   * degrees of freedom), 3.0 (11), 2.7 (23) or 2.6 (47).
   */
  @ParameterizedTest
  @CsvSource({
    "4,    0.02, 6,  WORTH_IT",
    "2,    0.08, 12, WORTH_IT",
    "1.5,  0.15, 48, WORTH_IT",
    "0.01, 0.01, 6,  LEAVE_IT",
    "0.5,  0.3,  48, UNDECIDED"
  })
  void seedsAreDoubledWhileTheyDoNotDecide(double depth, double deviation, int pairs, Kind kind) {
    Set<Long> fresh = new TreeSet<>();
    try (Tuning tuning = Tuning.inMemory(PLAN.withDoublings())) {
      tuning.withObjective(valley(depth, deviation, fresh), 1);
      StudyResult result = tuning.run(Budget.trials(16), ProgressListener.NONE);
      assertEquals(kind, result.answer().orElseThrow().kind(), result.answer()::toString);
      assertEquals(pairs, fresh.size());
      assertEquals(pairs, result.confirmation().effect().pairs());
      assertNull(result.missing());
    }
  }

  @ParameterizedTest
  @CsvSource({"1.5, 0.15, UNDECIDED", "1.5, 0.05, WORTH_IT"})
  void aGivenNumberIsKept(double depth, double deviation, Kind kind) {
    Set<Long> fresh = new TreeSet<>();
    try (Tuning tuning = Tuning.inMemory(PLAN)) {
      tuning.withObjective(valley(depth, deviation, fresh), 1);
      StudyResult result = tuning.run(Budget.trials(16), ProgressListener.NONE);
      assertEquals(kind, result.answer().orElseThrow().kind(), result.answer()::toString);
      assertEquals(6, fresh.size());
    }
  }

  /** A setting that fails has no value with any seed: the looks end. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void failuresAreNoPairs(boolean standard) {
    Set<Long> fresh = new TreeSet<>();
    Objective valley = valley(1.5, 0.15, fresh);
    try (Tuning tuning = Tuning.inMemory(PLAN.withDoublings())) {
      tuning.withObjective(
          (setting, seed, monitor) ->
              seed >= 1001 && (setting.number("multiplier") == 1) == standard
                  ? new Evaluation(Evaluation.Outcome.FAILED, null, null)
                  : valley.evaluate(setting, seed, monitor),
          1);
      StudyResult result = tuning.run(Budget.trials(16), ProgressListener.NONE);
      Effect effect = result.confirmation().effect();
      assertEquals(1, effect.pairs(), "seed 1000 alone has both values");
      assertEquals(0, effect.changedDiverged() + effect.defaultDiverged());
      assertTrue(effect.isOpen(), effect::toString);
    }
  }
}
