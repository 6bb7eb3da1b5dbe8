package org.evenkeel.study.pruner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PrunerTest {

  static List<JsonObject> races() throws Exception {
    try (Reader reader =
        new InputStreamReader(
            PrunerTest.class.getResourceAsStream("pruners.json"), StandardCharsets.UTF_8)) {
      return StreamSupport.stream(
              JsonParser.parseReader(reader).getAsJsonArray().spliterator(), false)
          .map(JsonElement::getAsJsonObject)
          .toList();
    }
  }

  /** Every decision of Optuna 3.1.0 in races of several trials at once. */
  @ParameterizedTest(name = "{index}")
  @MethodSource("races")
  void decisionsAreThoseOfOptuna(JsonObject race) {
    JsonArray a = race.getAsJsonArray("arguments");
    Pruner pruner =
        race.get("pruner").getAsString().equals("median")
            ? new MedianPruner(a.get(0).getAsInt(), a.get(1).getAsInt())
            : new AshaPruner(a.get(0).getAsInt(), a.get(1).getAsInt(), a.get(2).getAsInt());
    List<Trial> history = new ArrayList<>();
    int pruned = 0;
    for (JsonElement element : race.getAsJsonArray("events")) {
      JsonArray event = element.getAsJsonArray();
      int number = event.get(0).getAsInt();
      int step = event.get(1).getAsInt();
      boolean gone = event.get(3).getAsBoolean();
      while (history.size() <= number) {
        history.add(trial(history.size(), TrialState.RUNNING, Map.of()));
      }
      Map<Integer, Double> reports = new TreeMap<>(history.get(number).intermediate());
      reports.put(step, event.get(2).getAsDouble());
      Trial trial = trial(number, TrialState.RUNNING, reports);
      history.set(number, trial);
      assertEquals(gone, pruner.prunes(trial, history), () -> "at " + event);
      if (gone || step >= race.get("steps").getAsInt()) {
        history.set(number, trial(number, gone ? TrialState.PRUNED : TrialState.COMPLETE, reports));
      }
      pruned += gone ? 1 : 0;
    }
    assertTrue(pruned >= 10, "the race prunes " + pruned);
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 10, false",
    "10, 10, false",
    "10.1, 10, true",
    "-1e300, 10, false",
    "NaN, 10, true",
    "Infinity, 10, true",
    "-Infinity, 10, true",
    "1e300, Infinity, false",
    "NaN, Infinity, true",
    "Infinity, Infinity, true",
  })
  void aTrialDiverges(double last, double bound, boolean pruned) {
    Trial trial = trial(0, TrialState.RUNNING, Map.of(1, Double.NaN, 2, last));
    assertEquals(pruned, new DivergencePruner(bound).prunes(trial, List.of(trial)));
  }

  @ParameterizedTest
  @CsvSource({"1, 1, false", "1, 3, true", "3, 1, true", "3, 3, true"})
  void eitherPrunerIsEnough(double one, double other, boolean pruned) {
    Trial trial = trial(0, TrialState.RUNNING, Map.of(1, 2.0));
    Pruner both = new DivergencePruner(4 - one).or(new DivergencePruner(4 - other));
    assertEquals(pruned, both.prunes(trial, List.of(trial)));
    assertEquals(pruned, Pruner.NEVER.or(both).prunes(trial, List.of(trial)));
    assertEquals(false, Pruner.NEVER.prunes(trial, List.of(trial)));
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new MedianPruner(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> new MedianPruner(0, -1));
    assertThrows(IllegalArgumentException.class, () -> new AshaPruner(0, 2, 0));
    assertThrows(IllegalArgumentException.class, () -> new AshaPruner(1, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new AshaPruner(1, 2, -1));
    assertThrows(IllegalArgumentException.class, () -> new DivergencePruner(Double.NaN));
  }

  /** All three would be stopped; the pruner leaves the first two alone. */
  @Test
  void theFirstTrialsCanBeSpared() {
    Pruner pruner = ((Pruner) (trial, history) -> true).from(2);
    List<Boolean> decisions = new ArrayList<>();
    for (int number = 0; number < 3; number++) {
      decisions.add(pruner.prunes(trial(number, TrialState.RUNNING, Map.of(1, 1.0)), List.of()));
    }
    assertEquals(List.of(false, false, true), decisions);
  }

  private static Trial trial(int number, TrialState state, Map<Integer, Double> reports) {
    Double value = state == TrialState.COMPLETE ? (Double) 0.0 : null;
    return new Trial(
        number,
        state,
        Setting.empty(),
        Map.of(),
        value,
        new TreeMap<>(reports),
        Map.of(),
        null,
        null);
  }
}
