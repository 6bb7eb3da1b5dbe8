package org.evenkeel.study.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.evenkeel.study.space.FloatDomain;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;
import org.hipparchus.random.SobolSequenceGenerator;
import org.junit.jupiter.api.Test;

class ImportanceTest {

  /**
   * Without noise, log loss = 2 a + b + 0 c has shares of variance 4/5, 1/5 and 0 exactly: the
   * variances of uniform a and b are equal.
   */
  @Test
  void sharesAreThoseOfTheFunction() {
    List<String> names = List.of("a", "b", "c");
    Space space =
        new Space(
            names.stream()
                .map(name -> Hyperparameter.of(name, FloatDomain.uniform(0, 1)))
                .toList());
    SobolSequenceGenerator sobol = new SobolSequenceGenerator(3);
    sobol.skipTo(1);
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      double[] u = sobol.nextVector();
      Setting setting = Setting.empty().with("a", u[0]).with("b", u[1]).with("c", u[2]);
      trials.add(complete(i, setting, Math.exp(2 * u[0] + u[1])));
    }
    List<Importance> importance = Importance.of(Surface.of(space, trials, 1), names);
    double[] exact = {0.8, 0.2, 0};
    for (int i = 0; i < 3; i++) {
      assertEquals(exact[i], importance.get(i).share(), 0.02, importance::toString);
    }
    assertTrue(importance.get(2).interval().low() < 0.001, importance::toString);
    List<Importance> together = Importance.interactions(Surface.of(space, trials, 1), importance);
    assertEquals(3, together.size());
    assertTrue(together.stream().allMatch(one -> one.share() < 0.02), together::toString);
  }

  /**
   * log loss = a b: Var(a b) = 1/9 − 1/16 = 7/144 and Var(a/2) = 1/48, so both main effects are 3/7
   * and the interaction, the missing 1/7, is that of the pair.
   */
  @Test
  void interactionsAreThoseOfPairs() {
    List<String> names = List.of("a", "b");
    Space space =
        new Space(
            names.stream()
                .map(name -> Hyperparameter.of(name, FloatDomain.uniform(0, 1)))
                .toList());
    SobolSequenceGenerator sobol = new SobolSequenceGenerator(2);
    sobol.skipTo(1);
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      double[] u = sobol.nextVector();
      Setting setting = Setting.empty().with("a", u[0]).with("b", u[1]);
      trials.add(complete(i, setting, Math.exp(u[0] * u[1])));
    }
    List<Importance> importance = Importance.of(Surface.of(space, trials, 1), names);
    for (Importance one : importance) {
      assertEquals(3.0 / 7, one.share(), 0.02, importance::toString);
    }
    List<Importance> together = Importance.interactions(Surface.of(space, trials, 1), importance);
    assertEquals(List.of("a × b"), together.stream().map(Importance::name).toList());
    assertEquals(1.0 / 7, together.get(0).share(), 0.03, together::toString);
  }

  @Test
  void bestIsTheLowestCompleteAndTheEarlierOfTwo() {
    List<Trial> trials =
        List.of(
            complete(0, Setting.empty(), 2.0),
            complete(1, Setting.empty(), 1.0),
            complete(2, Setting.empty(), 1.0),
            complete(3, Setting.empty(), Double.NaN));
    Best best = Best.of(trials).orElseThrow();
    assertEquals(1, best.trial().number());
    assertEquals(1.0, best.mean());
    assertEquals(0, best.seeds());
    assertTrue(Best.of(List.of()).isEmpty());
  }

  private static Trial complete(int number, Setting setting, double value) {
    return new Trial(
        number,
        TrialState.COMPLETE,
        setting,
        Map.of(),
        value,
        new TreeMap<>(),
        Map.of(),
        null,
        null);
  }
}
