package org.evenkeel.study.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.evenkeel.study.result.Effect.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EffectTest {
  private static final double GONE = Double.NaN;

  static Stream<Arguments> answers() {
    return Stream.of(
        // changed, default, answer
        row(new double[] {0.80, 0.81, 0.79}, new double[] {1.0, 1.0, 1.0}, Answer.WORTH_IT),
        row(new double[] {1.00, 1.01, 0.99}, new double[] {1.0, 1.01, 0.99}, Answer.LEAVE_IT),
        row(new double[] {0.999, 0.998, 1.0}, new double[] {1.0, 1.0, 1.0}, Answer.LEAVE_IT),
        row(new double[] {1.20, 1.21, 1.19}, new double[] {1.0, 1.0, 1.0}, Answer.LEAVE_IT),
        row(new double[] {0.80, 1.10, 0.90}, new double[] {1.0, 1.0, 1.0}, Answer.CANNOT_TELL),
        // one seed says nothing of its spread, two nearly nothing
        row(new double[] {0.5}, new double[] {1.0}, Answer.CANNOT_TELL),
        row(new double[] {0.7, 0.8}, new double[] {1.0, 1.0}, Answer.CANNOT_TELL),
        row(new double[] {0.80, 0.801}, new double[] {1.0, 1.0}, Answer.WORTH_IT),
        // what diverged
        row(new double[] {0.5, GONE, 0.5}, new double[] {1.0, 1.0, 1.0}, Answer.LEAVE_IT),
        row(new double[] {1.0, 1.0, 1.0}, new double[] {GONE, GONE, 1.0}, Answer.WORTH_IT),
        row(new double[] {1.0, 1.0, 1.0}, new double[] {GONE, 1.0, 1.0}, Answer.CANNOT_TELL),
        row(new double[] {0.8, 0.8, 0.81}, new double[] {GONE, 1.0, 1.0}, Answer.WORTH_IT),
        row(new double[] {GONE, 1.0, 1.0}, new double[] {1.0, GONE, 1.0}, Answer.CANNOT_TELL),
        row(new double[] {GONE, 0.8, 0.8}, new double[] {GONE, 1.0, 1.0}, Answer.WORTH_IT));
  }

  private static Arguments row(double[] changed, double[] standard, Answer answer) {
    return Arguments.of(changed, standard, answer);
  }

  @ParameterizedTest
  @MethodSource("answers")
  void answersPlainly(double[] changed, double[] standard, Answer answer) {
    Effect effect = Effect.between(bySeed(changed), bySeed(standard), Effect.SMALLEST, 0.95);
    assertEquals(answer, effect.answer(), effect::toString);
  }

  /**
   * Each of four looks takes the quantile of 1 − 0.05/4/2: t(2) = 8.860 (1 − 0.0125/2, from the
   * closed form t = (2p − 1)/√(2p(1 − p))), of differences of 0.1, 0.2, 0.3.
   */
  @Test
  void theIntervalsOfSeveralLooksHoldTogether() {
    double p = 1 - 0.05 / 4 / 2;
    double t = (2 * p - 1) / Math.sqrt(2 * p * (1 - p));
    Effect effect =
        Effect.between(bySeed(1.9, 1.8, 1.7), bySeed(2.0, 2.0, 2.0), Effect.SMALLEST, 0.95, 4);
    assertEquals(0.2 - t * 0.1 / Math.sqrt(3), effect.differenceInterval().low(), 1e-9);
    assertEquals(0.95, effect.differenceInterval().level());
    assertTrue(effect.isOpen());
    assertThrows(
        IllegalArgumentException.class,
        () -> Effect.between(bySeed(1.9), bySeed(2.0), Effect.SMALLEST, 0.95, 0));
  }

  /** Differences 0.1, 0.2, 0.3: mean 0.2, s = 0.1, t(2) = 4.302652729911275 (any table). */
  @Test
  void intervalIsStudents() {
    Effect effect =
        Effect.between(
            bySeed(1.9, 1.8, 1.7), bySeed(2.0, 2.0, 2.0), Effect.SMALLEST, Interval.LEVEL);
    assertEquals(0.2, effect.difference(), 1e-12);
    assertEquals(0.1, effect.improvement(), 1e-12);
    double half = 4.302652729911275 * 0.1 / Math.sqrt(3);
    assertEquals(0.2 - half, effect.differenceInterval().low(), 1e-9);
    assertEquals(0.2 + half, effect.differenceInterval().high(), 1e-9);
    assertEquals((0.2 - half) / 2, effect.improvementInterval().low(), 1e-9);
    assertEquals((0.2 + half) / 2, effect.improvementInterval().high(), 1e-9);
  }

  /** t(1) = tan(0.475 π) = 12.706204736174694. */
  @Test
  void twoSeedsAreWide() {
    Effect effect = Effect.between(bySeed(0.9, 0.7), bySeed(1.0, 1.0), Effect.SMALLEST, 0.95);
    assertEquals(0.2 - 12.706204736174694 * 0.1, effect.differenceInterval().low(), 1e-8);
  }

  @Test
  void whatCannotBeHadIsNull() {
    Effect one = Effect.between(bySeed(0.5), bySeed(1.0), Effect.SMALLEST, 0.95);
    assertEquals(0.5, one.improvement());
    assertNull(one.improvementInterval());
    Effect none = Effect.between(bySeed(0.5, 0.5), bySeed(GONE, GONE), Effect.SMALLEST, 0.95);
    assertNull(none.difference());
    assertEquals(2, none.defaultDiverged());
    assertThrows(
        IllegalArgumentException.class, () -> Effect.between(Map.of(), Map.of(), 0.02, 0.95));
  }

  /**
   * 4000 comparisons of 3 seeds with common seed effects: a 95 % interval that holds misses by more
   * than 4 standard errors (0.0034 each) with probability 6e-5, and under no difference "worth it"
   * is said in at most 2.5 % + 4 standard errors (0.0025 each).
   */
  @Test
  void intervalsHoldAsOftenAsTheySay() {
    SplittableRandom random = new SplittableRandom(7);
    int held = 0;
    int worth = 0;
    int studies = 4000;
    for (int study = 0; study < studies; study++) {
      double[] changed = new double[3];
      double[] standard = new double[3];
      for (int seed = 0; seed < 3; seed++) {
        double common = 0.05 * random.nextGaussian();
        changed[seed] = 1 + common + 0.02 * random.nextGaussian();
        standard[seed] = 1 + common + 0.02 * random.nextGaussian();
      }
      Effect effect = Effect.between(bySeed(changed), bySeed(standard), 0.02, 0.95);
      held += effect.differenceInterval().contains(0) ? 1 : 0;
      worth += effect.answer() == Answer.WORTH_IT ? 1 : 0;
    }
    assertEquals(0.95, held / (double) studies, 4 * 0.0034);
    assertTrue(worth / (double) studies < 0.025 + 4 * 0.0025, "worth it: " + worth);
  }

  private static Map<Long, Double> bySeed(double... values) {
    Map<Long, Double> bySeed = new HashMap<>();
    for (int seed = 0; seed < values.length; seed++) {
      bySeed.put((long) seed, values[seed]);
    }
    return bySeed;
  }
}
