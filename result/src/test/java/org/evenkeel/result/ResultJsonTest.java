package org.evenkeel.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.evenkeel.activation.Activations;
import org.evenkeel.forecast.Forecast;
import org.evenkeel.forecast.Weights;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.parameter.Fans;
import org.evenkeel.plan.PlannedParameter;
import org.evenkeel.result.Comparison.StartResult;
import org.evenkeel.result.StudyResult.Confirmation;
import org.evenkeel.result.StudyResult.Estimates;
import org.evenkeel.result.StudyResult.Finalists;
import org.evenkeel.result.StudyResult.LossMap;
import org.evenkeel.result.StudyResult.TheoryRange;
import org.evenkeel.signal.Cause;
import org.evenkeel.signal.Change;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.Reason;
import org.evenkeel.signal.Remedy;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict;
import org.evenkeel.study.result.Effect;
import org.evenkeel.study.result.Importance;
import org.evenkeel.study.result.Interval;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.study.trial.TrialState;
import org.evenkeel.training.StableRate;
import org.evenkeel.training.TrainingRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is read as it was. */
class ResultJsonTest {

  private static final String HOSTILE = "</script>\"'\u2028 \\ <b>\n\t中文 العربية";

  private static final Origin ORIGIN =
      new Origin(
          "evenkeel check '" + HOSTILE + "'",
          "0.1.0",
          7L,
          "net",
          "digits",
          "t.csv: " + HOSTILE,
          "sgd");

  private static final SignalProfile FORECAST =
      seeded(
          Forecast.of(
              Network.perceptron("8,16x2,3", Activations.named("tanh")),
              Weights.of(Start.of("lecun")),
              InputSignal.STANDARDIZED));

  /** A run's seed is its profile's too. */
  private static SignalProfile seeded(SignalProfile profile) {
    return new SignalProfile(0L, profile.input(), profile.layers(), profile.verdict());
  }

  private static final SignalProfile EXTREME =
      new SignalProfile(
          null,
          new InputSignal(1.5, null, 0.25, 0.1, null),
          List.of(
              layer(
                  HOSTILE,
                  new Quantity(1e-300, 0.0, Double.POSITIVE_INFINITY, 0.0),
                  Quantity.UNKNOWN),
              layer(
                  "b",
                  new Quantity(Double.POSITIVE_INFINITY, 1e300, Double.POSITIVE_INFINITY, null),
                  Quantity.measured(Double.POSITIVE_INFINITY)),
              layer("c", Quantity.UNKNOWN, Quantity.measured(-0.5)),
              layer("d", Quantity.measured(Double.POSITIVE_INFINITY), Quantity.UNKNOWN)),
          new Verdict(
              Verdict.State.EXPLODING,
              "b",
              new Cause.ForwardTrend(
                  "b", 2, Double.POSITIVE_INFINITY, new Reason.Gain(4, 2, "relu")),
              Remedy.of(
                  new Change.Standardize(),
                  new Change.Redraw("auto", null, 0.0, true),
                  new Change.Widen(2, List.of(8, 32, 3)),
                  new Change.Activate("relu")),
              12));

  private static LayerSignal layer(String name, Quantity forward, Quantity gradient) {
    return LayerSignal.of(name, "dense", new Fans(8, 2.5), null)
        .withStart(new LayerSignal.LayerStart("he", null, 2, 1e-12))
        .withUntouched(name.equals("b"))
        .withMoments(forward, Quantity.UNKNOWN, gradient, Quantity.predicted(0.5))
        .withUnits(null, 0.25, name.equals("b"))
        .withNote(HOSTILE);
  }

  private static final List<PlannedParameter> PLAN =
      List.of(
          new PlannedParameter(
              "lstm1.weight",
              "forget",
              "lstm",
              List.of(4L, 8L),
              new Fans(8, 4),
              new LayerSignal.LayerStart("he", "normal", 2, 0.25),
              1.4,
              null,
              new PlannedParameter.Reason(List.of(1, 3), "what follows")),
          new PlannedParameter(
              "bias",
              null,
              "bias",
              List.of(4L),
              null,
              new LayerSignal.LayerStart("zeros", null, 1, 0),
              null,
              0.0,
              new PlannedParameter.Reason(List.of(), "")));

  private static TrainingRun run(long seed, String state, double loss) {
    return new TrainingRun(
        seed,
        TrainingRun.State.named(state),
        List.of(
            new TrainingRun.Epoch(1, 150L, 2.3, loss, 0.1),
            new TrainingRun.Epoch(2, null, 1.1, 1.2, Double.NaN)),
        state.equals("trained") ? 300L : null);
  }

  static final List<Comparison> COMPARISONS =
      List.of(
          new Comparison(ORIGIN, List.of(new StartResult("auto", FORECAST, PLAN, List.of())), null),
          new Comparison(
              Origin.UNKNOWN, List.of(new StartResult("plan", null, PLAN, List.of())), null),
          Comparison.of(HOSTILE, EXTREME),
          new Comparison(
              ORIGIN,
              List.of(
                  new StartResult(
                      "he*2",
                      "he",
                      2.0,
                      FORECAST,
                      PLAN,
                      List.of(
                          run(0, "trained", 1.5), run(1, "diverged", Double.POSITIVE_INFINITY))),
                  new StartResult(
                      "he*2", "he", 2.0, FORECAST, List.of(), List.of(run(0, "trained", 1.5))),
                  new StartResult(
                      "djl",
                      "djl",
                      null,
                      seeded(EXTREME),
                      List.of(),
                      List.of(run(0, "stalled", 2.3)))),
              0.85),
          new Comparison(
              ORIGIN,
              List.of(
                  new StartResult("auto", FORECAST, PLAN, List.of())
                      .withStableRate(new StableRate(0.24, 0.4, 256, 19))),
              null),
          new Comparison(
              ORIGIN,
              List.of(
                  new StartResult("auto", FORECAST, PLAN, List.of())
                      .withStableRate(new StableRate(1000, Double.POSITIVE_INFINITY, 64, 1))),
              null));

  @ParameterizedTest
  @FieldSource("COMPARISONS")
  void comparisonsAreReadAsTheyWereWritten(Comparison comparison) {
    JsonObject json = ResultJson.write(comparison);
    Result read = ResultJson.read(JsonParser.parseString(Json.text(json)), "test");
    assertEquals(comparison, read);
    assertEquals(Json.text(json), Json.text(ResultJson.write((Comparison) read)));
  }

  @Test
  void aMeasurementThatFailedIsNotOneThatOverflows() {
    JsonObject json = ResultJson.write(Comparison.of("x", EXTREME));
    JsonObject none = json.getAsJsonArray("layers").get(2).getAsJsonObject();
    assertTrue(none.getAsJsonObject("forward").get("measured").isJsonNull());
    assertEquals(
        JsonParser.parseString("{\"measured\": null, \"infinite\": true}"),
        json.getAsJsonArray("layers").get(3).getAsJsonObject().get("forward"));
  }

  private static final Space SPACE =
      Space.parse(
          "multiplier=log:0.1..10,learningRate=log:1e-3..1,batch=int:16..64,optimizer=sgd|adam,momentum=0.5..0.99 if optimizer=sgd");

  private static Trial trial(int number, TrialState state, Double value, String outcome) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("multiplier", number == 1 ? 1.0 : 0.5 + number);
    values.put("learningRate", 0.01);
    values.put("batch", 32L);
    values.put("optimizer", number % 2 == 0 ? "sgd" : "adam");
    if (number % 2 == 0) {
      values.put("momentum", 0.9);
    }
    Setting setting = new Setting(values);
    Map<String, JsonElement> notes = new LinkedHashMap<>();
    notes.put(TrialNotes.OUTCOME, new JsonPrimitive(outcome));
    notes.put(TrialNotes.MESSAGE, new JsonPrimitive(HOSTILE));
    return new Trial(
        number,
        state,
        setting,
        SPACE.domains(setting),
        value,
        new TreeMap<>(Map.of(1, 2.5, 2, Double.POSITIVE_INFINITY)),
        notes,
        null,
        null);
  }

  @Test
  void studiesAreReadAsTheyWereWritten() {
    Trial best = trial(0, TrialState.COMPLETE, 0.5, "done");
    Trial one = trial(1, TrialState.COMPLETE, 0.6, "done");
    StudyResult study =
        new StudyResult(
            ORIGIN,
            "study.jsonl",
            SPACE,
            "trials",
            new TheoryRange(0.45, 1.9, 1),
            List.of(
                best,
                one,
                trial(2, TrialState.PRUNED, null, "diverged"),
                trial(3, TrialState.FAIL, null, "failed")),
            new Finalists(best, one, List.of("--seed", "0"), FORECAST, null),
            new Confirmation(
                new Effect(
                    6,
                    0.1,
                    new Interval(0.05, 0.15, 0.9),
                    0.16,
                    new Interval(0.1, 0.2, 0.9),
                    0,
                    1,
                    Effect.SMALLEST,
                    Effect.Answer.WORTH_IT),
                0.5,
                0.6),
            new Estimates(
                Map.of(
                    "multiplier",
                    new Surface.BestValue("multiplier", 0.5, 0.3, 0.9, 0.95, Map.of(), 1),
                    "batch",
                    new Surface.BestValue("batch", 32L, 16.0, 64.0, 0.95, Map.of(), 1),
                    "optimizer",
                    new Surface.BestValue(
                        "optimizer",
                        "sgd",
                        null,
                        null,
                        0.95,
                        Map.of("sgd", 0.75, "adam", 0.25),
                        1)),
                List.of(
                    new Surface.Prediction(best.setting(), 0.52, new Interval(0.4, 0.6, 0.8)),
                    new Surface.Prediction(one.setting(), 0.61, new Interval(0.5, 0.7, 0.95))),
                new LossMap(
                    "learningRate",
                    List.of(
                        List.of(
                            new Surface.Cell(0.1, 0.001, 2.3, "done"),
                            new Surface.Cell(10.0, 0.001, 2.4, "diverged")),
                        List.of(
                            new Surface.Cell(0.1, 1.0, 2.5, "vanished"),
                            new Surface.Cell(10.0, 1.0, 2.6, "diverged"))),
                    Map.of("batch", 32L)),
                List.of(new Importance("multiplier", 0.4, new Interval(0.1, 0.7, 0.95))),
                List.of(new Importance("multiplier × batch", 0.2, new Interval(0.1, 0.3, 0.95)))),
            "1 - accuracy",
            new StudyResult.TestLook(0, 0.53),
            "3 of 4 trials are done",
            new StudyResult.Maximized("F1", 1));
    JsonObject json = ResultJson.write(study);
    Result read = ResultJson.read(JsonParser.parseString(Json.text(json)), "test");
    assertEquals(study, read);
    assertEquals(Json.text(json), Json.text(ResultJson.write((StudyResult) read)));
  }

  /** A few trials before time was up do not tell that no other multiplier is better. */
  @Test
  void anAnswerWithoutASurfaceIsNone() {
    Trial one = trial(1, TrialState.COMPLETE, 0.6, "done");
    Trial standard =
        new Trial(
            2,
            TrialState.COMPLETE,
            one.setting().with("multiplier", 1.0),
            one.domains(),
            0.5,
            one.intermediate(),
            one.attributes(),
            null,
            null);
    StudyResult done =
        new StudyResult(
            ORIGIN,
            null,
            SPACE,
            "time",
            null,
            List.of(one, standard),
            new Finalists(standard, standard, List.of(), null, null),
            null,
            Estimates.NONE);
    assertEquals(StudyAnswer.Kind.LEAVE_IT, done.answer().orElseThrow().kind());
    StudyAnswer early = done.withMissing("2 of 12 trials are done").answer().orElseThrow();
    assertEquals(StudyAnswer.Kind.NOT_COMPARED, early.kind());
    assertEquals(standard, early.recommended());
    assertTrue(early.sentence().contains("2 of 12 trials are done"), early.sentence());
  }

  @Test
  void infiniteLossesAreNamed() {
    JsonObject json = ResultJson.write(COMPARISONS.get(3));
    JsonObject run = json.getAsJsonArray("runs").get(1).getAsJsonObject();
    assertEquals(
        JsonParser.parseString(
            "{\"epoch\": 1, \"steps\": 150, \"trainLoss\": 2.3, \"validationLoss\": null,"
                + " \"validationAccuracy\": 0.1, \"infinite\": [\"validationLoss\"]}"),
        run.getAsJsonArray("epochs").get(0));
  }

  @Test
  void phasesAndRulesAreKnown() {
    assertEquals(
        new PhaseResult(Origin.UNKNOWN, Activations.named("tanh")),
        ResultJson.read(
            JsonParser.parseString("{\"activation\": \"tanh\", \"grid\": []}"), "test"));
    assertEquals(
        new RulesResult(Origin.UNKNOWN),
        ResultJson.read(JsonParser.parseString("{\"rules\": []}"), "test"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "3",
        "null",
        "{}",
        "{\"layers\": 3}",
        "{\"layers\": [], \"verdict\": {\"state\": \"fine\"}}",
        "{\"runs\": [{\"epochs\": [{}]}]}",
        "{\"trials\": []}",
        "{\"grid\": [], \"activation\": \"none\"}",
        "{\"runs\": 3}",
        "{\"trials\": [null]}",
        "{\"layers\": [3]}"
      })
  void whatIsSomethingElseIsSaidSoInOneLine(String text) {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> ResultJson.read(JsonParser.parseString(text), "x.json"));
    assertTrue(error.getMessage().contains("x.json"), error.getMessage());
    assertFalse(error.getMessage().contains("com.google"), error.getMessage());
    assertFalse(error.getMessage().contains("null"), error.getMessage());
    assertEquals(1, error.getMessage().lines().count());
  }

  @Test
  void numbersInAListStandOnOneLine() {
    assertEquals(
        "{\n  \"a\": [1,2.5],\n  \"b\": [],\n  \"c\": [\n    \"<&>\"\n  ],\n  \"d\": null\n}",
        Json.text(
            JsonParser.parseString("{\"a\": [1, 2.5], \"b\": [], \"c\": [\"<&>\"], \"d\": null}")));
  }
}
