package org.evenkeel.study.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
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

class SurfaceTest {
  private static final Space SPACE =
      Space.of(
          Hyperparameter.of("multiplier", FloatDomain.logUniform(0.1, 10)),
          Hyperparameter.of("learningRate", FloatDomain.logUniform(1e-3, 1)));

  /** Studies that the coverage is counted over; more with -Devenkeel.studies=200. */
  private static final int STUDIES = Integer.getInteger("evenkeel.studies", 40);

  /**
   * A bowl with interaction, noise and a corner that diverges: 95 % intervals that hold with
   * probability 0.9 would hold in fewer than 30 of 40 studies with probability 0.002.
   */
  @Test
  void intervalHoldsTheBestMultiplier() {
    int held = 0;
    List<Double> widths = new ArrayList<>();
    for (int study = 0; study < STUDIES; study++) {
      SplittableRandom random = new SplittableRandom(100 + study);
      double m = -0.5 + random.nextDouble();
      double l = -2 + random.nextDouble();
      Surface.BestValue best =
          Surface.of(SPACE, bowl(random, 40, m, l, 1), study).best("multiplier");
      held += best.low() <= Math.pow(10, m) && best.high() >= Math.pow(10, m) ? 1 : 0;
      widths.add(Math.log10(best.high() / best.low()));
    }
    widths.sort(null);
    System.out.printf(
        "SurfaceTest: %d of %d intervals hold, median width %.2f decades of 2%n",
        held, STUDIES, widths.get(STUDIES / 2));
    assertTrue(held >= 0.75 * STUDIES, "held " + held);
    assertTrue(widths.get(STUDIES / 2) < 1.2, "width " + widths.get(STUDIES / 2));
  }

  @Test
  void flatResponsesAreWideAndOfNoImportance() {
    SplittableRandom random = new SplittableRandom(5);
    Surface surface = Surface.of(SPACE, bowl(random, 40, 0, -1.5, 0), 5);
    Surface.BestValue best = surface.best("multiplier");
    assertTrue(Math.log10(best.high() / best.low()) > 1, best::toString);
    List<Importance> importance = Importance.of(surface, List.of("multiplier", "learningRate"));
    assertTrue(importance.get(0).interval().low() < 0.02, importance::toString);
    assertTrue(importance.get(1).share() > 0.5, importance::toString);
    assertTrue(importance.stream().mapToDouble(Importance::share).sum() <= 1 + 1e-12);
  }

  @Test
  void curvesAndMapsFollowTheFunction() {
    SplittableRandom random = new SplittableRandom(9);
    Surface surface = Surface.of(SPACE, bowl(random, 60, 0.2, -1.5, 1), 9);
    List<Surface.Prediction> curve = surface.response("multiplier", Map.of(), 9);
    assertEquals(9, curve.size());
    assertTrue(curve.get(0).value() > curve.get(5).value());
    assertTrue(curve.get(8).value() > curve.get(5).value());
    List<List<Surface.Cell>> map = surface.map("multiplier", "learningRate", 7);
    assertEquals("diverged", map.get(6).get(6).outcome());
    assertEquals("done", map.get(2).get(3).outcome());
    assertEquals(
        surface.optimum(),
        Surface.of(SPACE, bowl(new SplittableRandom(9), 60, 0.2, -1.5, 1), 9).optimum());
  }

  /** log loss = (log lr − l)² / 2 + share ((log m − m)² + interaction) / 2 + noise. */
  static List<Trial> bowl(SplittableRandom random, int count, double m, double l, double share) {
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean near = i > count / 2;
      double x = near ? clip(m + 0.4 * random.nextGaussian(), -1, 1) : -1 + 2 * random.nextDouble();
      double y = near ? clip(l + 0.4 * random.nextGaussian(), -3, 0) : -3 + 3 * random.nextDouble();
      double dx = x - m;
      double dy = y - l;
      double loss =
          0.5 * Math.exp(0.5 * dy * dy + share * (0.5 * dx * dx + 0.3 * dx * dy))
              + 0.02 * random.nextGaussian();
      boolean diverged = x + y > 0.1;
      trials.add(trial(i, Math.pow(10, x), Math.pow(10, y), diverged ? null : loss));
    }
    return trials;
  }

  private static double clip(double x, double low, double high) {
    return Math.min(high, Math.max(low, x));
  }

  private static Trial trial(int number, double multiplier, double rate, Double value) {
    Setting setting =
        Setting.empty()
            .with("multiplier", Math.min(10, Math.max(0.1, multiplier)))
            .with("learningRate", Math.min(1, Math.max(1e-3, rate)));
    Map<String, JsonElement> attributes =
        Map.of("outcome", new JsonPrimitive(value == null ? "diverged" : "done"));
    return new Trial(
        number,
        value == null ? TrialState.PRUNED : TrialState.COMPLETE,
        setting,
        Map.of(),
        value,
        new TreeMap<>(),
        attributes,
        null,
        null);
  }
}
