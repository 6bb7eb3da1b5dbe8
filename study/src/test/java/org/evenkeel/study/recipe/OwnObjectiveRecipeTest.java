// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.evenkeel.study.Loss;
import org.evenkeel.study.Minimum;
import org.evenkeel.study.Study;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.study.result.Importance;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.search.Ending;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The recipes for one's own objective; the lines between the marks stand in the documents. */
@Timeout(120)
class OwnObjectiveRecipeTest {

  /** A model of one's own: gradient descent with momentum on a stretched bowl. */
  private static final class Model {
    private final double learningRate;
    private final double momentum;
    private final double[] w = {1, 1};
    private final double[] step = new double[2];
    private int epoch = 1;

    Model(double learningRate, double momentum) {
      this.learningRate = learningRate;
      this.momentum = momentum;
    }

    int epoch() {
      return epoch;
    }

    double loss() {
      return 0.01 + w[0] * w[0] + 0.05 * w[1] * w[1];
    }

    void train() {
      double[] gradient = {2 * w[0], 0.1 * w[1]};
      for (int i = 0; i < 2; i++) {
        step[i] = momentum * step[i] - learningRate * gradient[i];
        w[i] += step[i];
      }
      epoch++;
    }
  }

  @Test
  void aLossOfOnesOwn(@TempDir Path folder) {
    Path file = folder.resolve("own.study");
    // recipe: own-objective
    Loss loss =
        (setting, monitor) -> {
          Model model = new Model(setting.number("learningRate"), setting.number("momentum"));
          while (model.epoch() <= 20 && monitor.report(model.epoch(), model.loss())) {
            model.train();
          }
          return model.loss();
        };
    Study study = Study.of(Space.parse("learningRate=log:1e-3..1,momentum=0..0.99"));
    Minimum minimum = study.withTrials(30).withJournal(file).minimize(loss);
    // end
    assertEquals(Ending.TRIALS, minimum.ending());
    assertEquals(30, minimum.trials().size());
    assertTrue(minimum.trials().stream().anyMatch(t -> t.state() == TrialState.PRUNED));
    // recipe: own-objective-result
    System.out.println(minimum); // the best trial
    Surface surface = minimum.surface();
    System.out.println(surface.optimum()); // the best setting with the interval of its loss
    System.out.println(surface.best("learningRate")); // its best value with an interval
    for (Importance importance : minimum.importance()) {
      System.out.println(importance);
    }
    // end
    Trial best = minimum.best().orElseThrow().trial();
    assertTrue(best.value() < 0.02, minimum::toString);
    assertTrue(minimum.toString().startsWith("0.01"), minimum::toString);
    assertEquals(
        List.of("learningRate", "momentum"),
        minimum.importance().stream().map(Importance::name).toList());
    Surface.BestValue rate = surface.best("learningRate");
    assertTrue(rate.low() <= (double) rate.value() && (double) rate.value() <= rate.high());
  }

  @Test
  void sameSeedSameTrials() {
    Space space = Space.parse("x=-1..1,kind=a|b");
    Loss loss = (s, monitor) -> Math.abs(s.number("x") - 0.3) + (s.get("kind").equals("a") ? 1 : 0);
    List<Setting> first = settings(Study.minimize(space, loss));
    assertEquals(Study.TRIALS, first.size());
    Study study = Study.of(space).withTrials(14);
    assertEquals(first.subList(0, 14), settings(study.minimize(loss)));
    assertEquals(14, study.minimize(loss).trials().size(), "each run in memory starts anew");
    assertNotEquals(first.subList(0, 14), settings(study.withSeed(1).minimize(loss)));
  }

  private static List<Setting> settings(Minimum minimum) {
    return minimum.trials().stream().map(Trial::setting).toList();
  }

  /** What is complete stays, and what was interrupted is evaluated first. */
  @Test
  void anInterruptedStudyGoesOn(@TempDir Path folder) {
    Path file = folder.resolve("own.study");
    Study study = Study.of(Space.parse("x=0..1")).withTrials(12).withJournal(file);
    Thread here = Thread.currentThread();
    AtomicInteger calls = new AtomicInteger();
    Loss loss =
        (setting, monitor) -> {
          if (calls.incrementAndGet() == 5) {
            here.interrupt();
            while (monitor.report(1, setting.number("x"))) {
              Thread.onSpinWait(); // a loss that only looks at what report() says
            }
          }
          return setting.number("x");
        };
    Minimum half = study.minimize(loss);
    assertEquals(Ending.INTERRUPTED, half.ending());
    assertEquals(4, half.trials().stream().filter(Trial::hasValue).count());
    assertEquals(TrialState.WAITING, half.trials().get(4).state());
    Minimum whole = study.minimize(loss);
    assertEquals(Ending.TRIALS, whole.ending());
    assertEquals(12, whole.trials().stream().filter(Trial::hasValue).count());
    assertEquals(5 + 8, calls.get());
    assertEquals(half.trials().subList(0, 4), whole.trials().subList(0, 4));
    assertEquals(half.trials().get(4).setting(), whole.trials().get(4).setting());
  }

  @Test
  void anObjectiveWithSeeds() {
    // recipe: own-objective-seeds
    Objective objective =
        (setting, seed, monitor) -> {
          double noise = new SplittableRandom(seed).nextDouble() / 10;
          return Evaluation.of(Math.pow(setting.number("x") - 0.3, 2) + noise);
        };
    Study study = Study.of(Space.parse("x=0..1")).withSeeds(List.of(1L, 2L, 3L), 1);
    Minimum minimum = study.withTrials(15).withThreads(2).minimize(objective);
    // end
    assertEquals(3, minimum.best().orElseThrow().seeds());
    assertEquals(15, minimum.trials().stream().filter(t -> t.state().finished()).count());
    assertTrue(Math.abs(minimum.best().orElseThrow().trial().setting().number("x") - 0.3) < 0.15);
  }

  @Test
  void aLossThatDivergesIsNoBest() {
    Loss loss = (setting, monitor) -> setting.number("x") < 0.5 ? Double.NaN : setting.number("x");
    Minimum minimum = Study.of(Space.parse("x=0..1")).withTrials(10).minimize(loss);
    assertTrue(minimum.best().orElseThrow().mean() >= 0.5);
    Minimum none =
        Study.of(Space.parse("x=0..1")).withTrials(3).minimize((s, m) -> Double.POSITIVE_INFINITY);
    assertEquals("no trial of 3 is complete", none.toString());
  }
}
