package org.evenkeel.study.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.evenkeel.study.space.CategoricalDomain;
import org.evenkeel.study.space.FloatDomain;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.IntDomain;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;
import org.junit.jupiter.api.Test;

class ConditionalSurfaceTest {

  /**
   * A choice, a number that only one choice has, a whole number; every other bad trial is given up.
   */
  @Test
  void choicesConditionsAndTrialsGivenUp() {
    Space space =
        Space.of(
            Hyperparameter.of("optimizer", CategoricalDomain.of("sgd", "adam")),
            Hyperparameter.of("momentum", FloatDomain.uniform(0, 1)).onlyIf("optimizer", "sgd"),
            Hyperparameter.of("width", IntDomain.of(1, 8)));
    SplittableRandom random = new SplittableRandom(3);
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Setting setting = space.setting(h -> h.domain().at(random.nextDouble()));
      double best =
          setting.has("momentum") ? 2 * Math.pow(setting.number("momentum") - 0.8, 2) : 1.3;
      double loss =
          Math.exp(best + 0.02 * Math.abs(setting.number("width") - 6))
              + 0.01 * random.nextGaussian();
      boolean pruned = loss > 2 && i % 2 == 0;
      trials.add(
          new Trial(
              i,
              pruned ? TrialState.PRUNED : TrialState.COMPLETE,
              setting,
              Map.of(),
              pruned ? null : loss,
              new TreeMap<>(Map.of(1, 2 * loss)),
              Map.of(),
              null,
              null));
    }
    Surface surface = Surface.of(space, trials, 4);
    Surface.BestValue optimizer = surface.best("optimizer");
    assertEquals("sgd", optimizer.value());
    assertTrue(optimizer.shares().get("sgd") > 0.95, optimizer::toString);
    Surface.BestValue momentum = surface.best("momentum");
    // Not held to 0.8: the 95 % interval of this study is 0.808..1, and coverage with conditions
    // has not been counted over many studies.
    assertEquals(1, momentum.active(), 0.05);
    assertEquals(8, surface.response("width", Map.of("optimizer", "sgd"), 20).size());
    assertEquals(2, surface.map("width", "optimizer", 5).size());
  }
}
