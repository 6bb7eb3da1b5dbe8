package org.evenkeel.study.result;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.evenkeel.study.space.FloatDomain;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;
import org.junit.jupiter.api.Test;

class RaceSurfaceTest {
  private static final Space SPACE =
      Space.of(
          Hyperparameter.of("multiplier", FloatDomain.logUniform(0.1, 10)),
          Hyperparameter.of("learningRate", FloatDomain.logUniform(1e-3, 1)));

  /** Studies that the coverage is counted over; more with -Devenkeel.studies=200. */
  private static final int STUDIES = Integer.getInteger("evenkeel.studies", 40);

  /**
   * Three seeds a trial with effects of their own; what is above the median after a seed is given
   * up. 95 % intervals that hold with probability 0.9 would hold in fewer than 30 of 40 studies
   * with probability 0.002.
   */
  @Test
  void intervalsHoldAfterARace() {
    int held = 0;
    int given = 0;
    List<Double> widths = new ArrayList<>();
    for (int study = 0; study < STUDIES; study++) {
      SplittableRandom random = new SplittableRandom(300 + study);
      double m = -0.5 + random.nextDouble();
      double l = -2 + random.nextDouble();
      List<Trial> trials = race(random, m, l);
      given += (int) trials.stream().filter(t -> !t.hasValue()).count();
      Surface.BestValue best = Surface.of(SPACE, trials, study).best("multiplier");
      held += best.low() <= Math.pow(10, m) && best.high() >= Math.pow(10, m) ? 1 : 0;
      widths.add(Math.log10(best.high() / best.low()));
    }
    widths.sort(null);
    System.out.printf(
        "RaceSurfaceTest: %d of %d intervals hold, median width %.2f decades of 2, %d of %d given up%n",
        held, STUDIES, widths.get(STUDIES / 2), given, 40 * STUDIES);
    assertTrue(held >= 0.75 * STUDIES, "held " + held);
    assertTrue(widths.get(STUDIES / 2) < 1.2, "width " + widths.get(STUDIES / 2));
  }

  /** log loss as in SurfaceTest's bowl, times a seed's own factor, plus noise. */
  private static List<Trial> race(SplittableRandom random, double m, double l) {
    double[] common = new double[3];
    for (int seed = 0; seed < 3; seed++) {
      common[seed] = 0.1 * random.nextGaussian();
    }
    List<Trial> trials = new ArrayList<>();
    List<List<Double>> soFar = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < 40; i++) {
      double x = -1 + 2 * random.nextDouble();
      double y = -3 + 3 * random.nextDouble();
      double dx = x - m;
      double dy = y - l;
      double bowl = 0.5 * dy * dy + 0.5 * dx * dx + 0.3 * dx * dy;
      JsonObject values = new JsonObject();
      TreeMap<Integer, Double> reports = new TreeMap<>();
      double sum = 0;
      boolean pruned = false;
      for (int seed = 0; seed < 3 && !pruned; seed++) {
        double value = 0.5 * Math.exp(bowl + common[seed]) + 0.02 * random.nextGaussian();
        sum += value;
        values.addProperty(Integer.toString(seed), value);
        reports.put(seed + 1, value);
        List<Double> before = soFar.get(seed);
        before.sort(null);
        pruned = seed < 2 && before.size() > 5 && value > before.get(before.size() / 2);
        before.add(value);
      }
      Map<String, JsonElement> attributes =
          Map.of("values", values, "outcome", new JsonPrimitive(pruned ? "pruned" : "done"));
      trials.add(
          new Trial(
              i,
              pruned ? TrialState.PRUNED : TrialState.COMPLETE,
              Setting.empty()
                  .with("multiplier", Math.pow(10, x))
                  .with("learningRate", Math.pow(10, y)),
              Map.of(),
              pruned ? null : sum / 3,
              reports,
              attributes,
              null,
              null));
    }
    return trials;
  }
}
