package org.evenkeel.study.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.hipparchus.distribution.discrete.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How well samplers search, with fixed seeds. Where one has to beat another over 40 of them, two
 * that are equally good would pass with a probability of 1 percent at most.
 */
class SamplerComparisonTest {

  /** What is searched; the best multiplier is 2, the best learning rate 0.03. */
  enum Problem {
    BOWL("multiplier=log:0.01..100,learningRate=log:1e-4..1") {
      @Override
      double rest(Setting setting) {
        return 0;
      }
    },
    MIXED(
        "multiplier=log:0.01..100,learningRate=log:1e-4..1,batch=log:int:8..256,"
            + "optimizer=sgd|momentum|adam,momentum=0.5..0.99 if optimizer=momentum") {
      @Override
      double rest(Setting setting) {
        double batch = 0.2 * Math.abs(Math.log(setting.number("batch") / 32));
        return setting.has("momentum")
            ? batch + 10 * Math.pow(setting.number("momentum") - 0.9, 2)
            : batch + 0.3;
      }
    };

    final String space;

    Problem(String space) {
      this.space = space;
    }

    abstract double rest(Setting setting);

    double value(Setting setting) {
      double a = Math.log10(setting.number("multiplier") / 2);
      double b = Math.log10(setting.number("learningRate") / 0.03);
      return a * a + b * b + 0.5 * a * b + rest(setting);
    }

    List<Trial> run(Sampler sampler, int trials, int seed) {
      return Runs.run(sampler, space, this::value, trials, seed);
    }
  }

  @ParameterizedTest
  @EnumSource
  void treesBeatChance(Problem problem) {
    assertWins(
        seed -> Runs.best(problem.run(TpeSampler.of(seed), 60, seed)),
        seed -> Runs.best(problem.run(Sampler.RANDOM, 60, seed)));
  }

  @Test
  void aRightBeliefNeedsFewerTrials() {
    List<Prior> right = List.of(new Prior("multiplier", 2, 0.5, 8));
    assertWins(
        seed ->
            Runs.trialsTo(0.1, Problem.BOWL.run(TpeSampler.of(seed).withPriors(right), 60, seed)),
        seed -> Runs.trialsTo(0.1, Problem.BOWL.run(TpeSampler.of(seed), 60, seed)));
  }

  /** Ten times too high or too low, with a range that leaves the best value out. */
  @ParameterizedTest
  @CsvSource({"20, 5, 80", "0.2, 0.05, 0.8"})
  void aWrongBeliefGetsThereToo(double centre, double low, double high) {
    List<Prior> wrong = List.of(new Prior("multiplier", centre, low, high));
    for (int seed = 0; seed < 20; seed++) {
      List<Trial> trials = Problem.BOWL.run(TpeSampler.of(seed).withPriors(wrong), 60, seed);
      assertTrue(Runs.best(trials) < 0.05, "seed " + seed + ": " + Runs.best(trials));
    }
  }

  @Test
  void aSettingIsAFunctionOfSeedHistoryAndNumber() {
    Space space = Space.parse(Problem.MIXED.space);
    List<Trial> history = Problem.MIXED.run(TpeSampler.of(1), 30, 1);
    assertEquals(history, Problem.MIXED.run(TpeSampler.of(1), 30, 1));
    List<Trial> reordered = new ArrayList<>(history);
    Collections.reverse(reordered);
    Setting next = TpeSampler.of(1).next(space, history, 30, new SplittableRandom(7));
    assertEquals(next, TpeSampler.of(1).next(space, reordered, 30, new SplittableRandom(7)));
    assertNotEquals(next, TpeSampler.of(1).next(space, history, 30, new SplittableRandom(8)));
    assertNotEquals(
        next, TpeSampler.of(1).next(space, history.subList(0, 15), 30, new SplittableRandom(7)));
  }

  /** A sign test: lower is better, and seeds where both are the same say nothing. */
  private static void assertWins(IntToDoubleFunction one, IntToDoubleFunction other) {
    int won = 0;
    int lost = 0;
    for (int seed = 0; seed < 40; seed++) {
      int sign = Double.compare(one.applyAsDouble(seed), other.applyAsDouble(seed));
      won += sign < 0 ? 1 : 0;
      lost += sign > 0 ? 1 : 0;
    }
    double chance = 1 - new BinomialDistribution(won + lost, 0.5).cumulativeProbability(won - 1);
    String message = "won %d, lost %d".formatted(won, lost);
    assertTrue(chance < 0.01, message);
  }
}
