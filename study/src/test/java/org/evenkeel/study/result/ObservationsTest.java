package org.evenkeel.study.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;
import org.junit.jupiter.api.Test;

class ObservationsTest {

  /**
   * Complete trials of two seeds whose mean is 1.5, 2 and 2.5 times their seed 0: one given up
   * after a seed 0 of 2 is foretold log 2 + (log 1.5 + log 2 + log 2.5) / 3, with the variance of
   * those.
   */
  @Test
  void seedsThatAreDoneAreComparedWithTheSameSeedsOfOthers() {
    List<Trial> trials = new ArrayList<>();
    trials.add(complete(0, 1.0, 2.0));
    trials.add(complete(1, 1.0, 3.0));
    trials.add(complete(2, 1.0, 4.0));
    trials.add(pruned(3, "pruned", 2.0));
    Observations observations = new Observations(trials);
    double[] changes = {Math.log(1.5), Math.log(2), Math.log(2.5)};
    double mean = (changes[0] + changes[1] + changes[2]) / 3;
    double variance = 0;
    for (double change : changes) {
      variance += (change - mean) * (change - mean) / 2;
    }
    assertEquals(Math.log(2) + mean, observations.y[3], 1e-12);
    // Of two seeds, the variance of what they disagree about is half that of their differences.
    double[] apart = {Math.log(2), Math.log(3), Math.log(4)};
    double middle = (apart[0] + apart[1] + apart[2]) / 3;
    double interaction = 0;
    for (double one : apart) {
      interaction += (one - middle) * (one - middle) / 2 / 2;
    }
    assertEquals(variance + interaction, observations.extraNoise[3], 1e-12);
    assertEquals(interaction / 2, observations.extraNoise[0], 1e-12);
    assertFalse(observations.bound[3]);
  }

  @Test
  void whatDivergedInALaterSeedIsABound() {
    Observations observations =
        new Observations(
            List.of(complete(0, 1.0, 2.0), complete(1, 1.0, 3.0), pruned(2, "diverged", 0.1)));
    assertTrue(observations.bound[2]);
    assertTrue(observations.y[2] > observations.y[1]);
  }

  @Test
  void withoutOthersToCompareWithItStandsAtItsOwnSeeds() {
    Observations observations =
        new Observations(
            List.of(complete(0, 1.0, 2.0), complete(1, 1.0, 3.0), pruned(2, "pruned", 1.7)));
    assertEquals(Math.log(1.7), observations.y[2], 1e-12);
    double half = Math.log(2 / 1.5) / 2;
    double interaction = Math.log(1.5) * Math.log(1.5) / 4;
    assertEquals(2 * half * half + interaction, observations.extraNoise[2], 1e-12);
  }

  @Test
  void fewerThanTwoValuesAreRefused() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Observations(List.of(complete(0, 1.0), pruned(1, "pruned", 2.0))));
    assertEquals(
        "a surface needs at least 2 complete trials with a finite value, not 1; run more trials",
        error.getMessage());
  }

  /** s = 0.1 and 3 seeds: the standard error is 0.1/√3. A note that is no seed's is passed over. */
  @Test
  void theBestHasAStandardErrorFromItsSeeds() {
    Best best = Best.of(List.of(complete(0, 5.0, 5.0), complete(1, 1.9, 2.0, 2.1))).orElseThrow();
    assertEquals(1, best.trial().number());
    assertEquals(2.0, best.mean(), 1e-12);
    assertEquals(0.1 / Math.sqrt(3), best.standardError(), 1e-12);
    assertEquals(3, best.seeds());
  }

  private static Trial complete(int number, double... values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return trial(number, TrialState.COMPLETE, sum / values.length, "done", values);
  }

  private static Trial pruned(int number, String outcome, double... values) {
    return trial(number, TrialState.PRUNED, null, outcome, values);
  }

  private static Trial trial(
      int number, TrialState state, Double value, String outcome, double... values) {
    JsonObject noted = new JsonObject();
    for (int seed = 0; seed < values.length; seed++) {
      noted.addProperty(Integer.toString(seed), values[seed]);
    }
    noted.addProperty("mean", 3);
    Map<String, JsonElement> attributes = new HashMap<>();
    attributes.put("values", noted);
    attributes.put("outcome", new JsonPrimitive(outcome));
    return new Trial(
        number, state, Setting.empty(), Map.of(), value, new TreeMap<>(), attributes, null, null);
  }
}
