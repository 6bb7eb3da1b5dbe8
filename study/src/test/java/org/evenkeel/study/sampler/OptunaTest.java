package org.evenkeel.study.sampler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the tree of Parzen estimators against Optuna 3.1.0; see parzen.py. */
class OptunaTest {

  private static List<JsonObject> golden(String name) throws IOException {
    try (Reader reader =
        new InputStreamReader(
            OptunaTest.class.getResourceAsStream("parzen.json"), StandardCharsets.UTF_8)) {
      JsonObject golden = JsonParser.parseReader(reader).getAsJsonObject();
      return StreamSupport.stream(golden.getAsJsonArray(name).spliterator(), false)
          .map(JsonElement::getAsJsonObject)
          .toList();
    }
  }

  static List<JsonObject> estimators() throws IOException {
    return golden("estimators");
  }

  static List<JsonObject> splits() throws IOException {
    return golden("splits");
  }

  static List<JsonObject> draws() throws IOException {
    return golden("draws");
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("estimators")
  void kernelsWeightsAndDensitiesAreThoseOfOptuna(JsonObject golden) {
    Space space = Space.parse(golden.get("space").getAsString());
    List<Coordinate> coordinates = new ArrayList<>();
    for (Hyperparameter one : space.hyperparameters()) {
      coordinates.add(Coordinate.of(one.domain()));
    }
    List<double[]> seen = rows(golden.getAsJsonObject("observations"), space, coordinates);
    int n = seen.size();
    assertArrayEquals(numbers(golden.get("weights")), Parzen.weights(n), 1e-14);

    for (int j = 0; j < coordinates.size(); j++) {
      String name = space.hyperparameters().get(j).name();
      for (int i = 0; i <= n; i++) {
        Parzen.Component kernel =
            i == n
                ? coordinates.get(j).component(null)
                : coordinates.get(j).component(seen.get(i)[j], n, coordinates.size());
        if (kernel instanceof BoundedNormal bump) {
          double mu = numbers(golden.getAsJsonObject("mus").get(name))[i];
          double sigma = numbers(golden.getAsJsonObject("sigmas").get(name))[i];
          assertEquals(mu, bump.mean(), 1e-12 * Math.max(1, Math.abs(mu)), name);
          assertEquals(sigma, bump.sigma(), 1e-12 * sigma, name);
        } else if (kernel instanceof Parzen.Choices choices) {
          JsonArray shares = golden.getAsJsonObject("shares").getAsJsonArray(name);
          assertArrayEquals(numbers(shares.get(i)), choices.probabilities(), 1e-14, name);
        }
      }
    }

    List<Prior> nothing = new ArrayList<>(Collections.nCopies(coordinates.size(), null));
    Parzen parzen = new Parzen(coordinates, seen, nothing);
    double[] expected = numbers(golden.get("density"));
    List<double[]> at = rows(golden.getAsJsonObject("at"), space, coordinates);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], parzen.log(at.get(i)), 1e-9 * Math.max(1, Math.abs(expected[i])));
    }
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("splits")
  void goodAndBadTrialsAreThoseOfOptuna(JsonObject golden) {
    TpeSampler.Split split = TpeSampler.Split.of(trials(golden, Space.parse("depth=int:1..4")));
    assertEquals(numbersOf(golden, "good"), split.good().stream().map(Trial::number).toList());
    assertEquals(numbersOf(golden, "bad"), split.bad().stream().map(Trial::number).toList());
  }

  /**
   * 400 settings here and 400 of Optuna's, from the same history: Kolmogorov and Smirnov's distance
   * of two samples is above 0.158 with a probability below 1e-4 in each of the 12 comparisons.
   */
  @ParameterizedTest(name = "{index}")
  @MethodSource("draws")
  void settingsAreSpreadAsThoseOfOptuna(JsonObject golden) {
    Space space = Space.parse(golden.get("space").getAsString());
    List<Trial> history = trials(golden, space);
    JsonObject theirs = golden.getAsJsonObject("drawn");
    Space always = new Space(space.hyperparameters().subList(0, 4));
    TpeSampler sampler = TpeSampler.of(0);
    List<Setting> ours =
        IntStream.range(0, 400)
            .mapToObj(i -> sampler.next(space, history, 1000, new SplittableRandom(i)))
            .toList();
    List<Setting> others =
        IntStream.range(0, 400)
            .mapToObj(i -> always.setting(one -> drawn(theirs, one, i)))
            .toList();
    for (Hyperparameter one : always.hyperparameters()) {
      ToDoubleFunction<Setting> number = s -> one.domain().internal(s.get(one.name()));
      assertClose(one.name(), ours, others, number);
    }
    assertClose(
        "multiplier times learning rate",
        ours,
        others,
        s -> s.number("multiplier") * s.number("learningRate"));
    // A momentum comes only with its optimizer here; Optuna was asked for one every time.
    Space momentum = Space.parse("momentum=0.5..0.99");
    List<Setting> more =
        IntStream.range(400, 4000)
            .mapToObj(i -> sampler.next(space, history, 1000, new SplittableRandom(i)))
            .filter(setting -> setting.has("momentum"))
            .limit(400)
            .toList();
    List<Setting> asked =
        IntStream.range(0, 400)
            .mapToObj(i -> momentum.setting(one -> drawn(theirs, one, i)))
            .toList();
    assertEquals(400, more.size());
    assertClose("momentum", more, asked, setting -> setting.number("momentum"));
  }

  private static void assertClose(
      String name, List<Setting> ours, List<Setting> theirs, ToDoubleFunction<Setting> number) {
    double[] a = ours.stream().mapToDouble(number).sorted().toArray();
    double[] b = theirs.stream().mapToDouble(number).sorted().toArray();
    double distance = 0;
    for (double x : a) {
      distance = Math.max(distance, Math.abs(upTo(a, x) - upTo(b, x)));
    }
    double largest = distance;
    assertTrue(distance < 0.158, () -> name + ": distance " + largest);
  }

  private static double upTo(double[] sorted, double x) {
    return Arrays.stream(sorted).filter(y -> y <= x * (1 + 1e-6)).count() / (double) sorted.length;
  }

  private static Object drawn(JsonObject drawn, Hyperparameter one, int i) {
    JsonElement value = drawn.getAsJsonArray(one.name()).get(i);
    return value.getAsJsonPrimitive().isString()
        ? value.getAsString()
        : one.domain().external(value.getAsDouble());
  }

  private static List<Trial> trials(JsonObject golden, Space space) {
    List<Trial> trials = new ArrayList<>();
    for (JsonElement element : golden.getAsJsonArray("trials")) {
      JsonObject one = element.getAsJsonObject();
      Map<Integer, Double> reports = new TreeMap<>();
      for (Map.Entry<String, JsonElement> e : one.getAsJsonObject("reports").entrySet()) {
        reports.put(Integer.valueOf(e.getKey()), e.getValue().getAsDouble());
      }
      JsonObject params = one.getAsJsonObject("params");
      Setting setting =
          space.setting(
              h ->
                  params.get(h.name()).getAsJsonPrimitive().isString()
                      ? params.get(h.name()).getAsString()
                      : h.domain().external(params.get(h.name()).getAsDouble()));
      trials.add(
          new Trial(
              trials.size(),
              TrialState.valueOf(one.get("state").getAsString()),
              setting,
              Map.of(),
              one.get("value").isJsonNull() ? null : one.get("value").getAsDouble(),
              new TreeMap<>(reports),
              Map.of(),
              null,
              null));
    }
    return trials;
  }

  private static List<double[]> rows(
      JsonObject columns, Space space, List<Coordinate> coordinates) {
    List<double[]> rows = new ArrayList<>();
    int n = columns.getAsJsonArray(space.hyperparameters().get(0).name()).size();
    for (int i = 0; i < n; i++) {
      double[] row = new double[coordinates.size()];
      for (int j = 0; j < row.length; j++) {
        Hyperparameter one = space.hyperparameters().get(j);
        double internal = columns.getAsJsonArray(one.name()).get(i).getAsDouble();
        row[j] = coordinates.get(j).place(one.domain().external(internal));
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<Integer> numbersOf(JsonObject golden, String name) {
    return Arrays.stream(numbers(golden.get(name))).mapToObj(x -> (int) x).toList();
  }

  private static double[] numbers(JsonElement array) {
    return StreamSupport.stream(array.getAsJsonArray().spliterator(), false)
        .mapToDouble(JsonElement::getAsDouble)
        .toArray();
  }
}
