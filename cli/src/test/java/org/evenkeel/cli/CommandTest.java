// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.activation.Activations;
import org.evenkeel.init.Rules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTest {

  private static JsonObject json(String command) {
    Runs.Result result = Runs.evenkeel((command + " --format json").split(" "));
    assertEquals("", result.err());
    assertFalse(result.out().contains("NaN"), result.out());
    assertFalse(result.out().contains("Infinity"), result.out());
    return JsonParser.parseString(result.out()).getAsJsonObject();
  }

  /** The runs of a comparison by the name of their start. */
  private static Map<String, JsonObject> runs(String command) {
    Map<String, JsonObject> runs = new HashMap<>();
    for (JsonElement run : json(command).getAsJsonArray("runs")) {
      runs.put(run.getAsJsonObject().get("start").getAsString(), run.getAsJsonObject());
    }
    return runs;
  }

  private static JsonObject last(JsonObject run) {
    JsonArray epochs = run.getAsJsonArray("epochs");
    return epochs.get(epochs.size() - 1).getAsJsonObject();
  }

  private static double accuracy(JsonObject run) {
    return last(run).get("validationAccuracy").getAsDouble();
  }

  private static String state(JsonObject run) {
    return run.get("state").getAsString();
  }

  private static String verdict(JsonObject profile) {
    return profile.getAsJsonObject("verdict").get("state").getAsString();
  }

  @Test
  void rulesListsEveryRuleAndActivation() {
    JsonObject json = json("rules");
    assertEquals(Rules.all().size(), json.getAsJsonArray("rules").size());
    assertEquals(Activations.all().size(), json.getAsJsonArray("activations").size());
    String table = Runs.evenkeel("rules").out().replace("\n  ", " ");
    Rules.all().forEach(rule -> assertTrue(table.contains(rule.paper()), rule.name()));
    assertTrue(table.contains("1.592537"), "R06: the gain of tanh");
  }

  @Test
  void planTellsWhatEveryParameterIsDrawnBy(@TempDir Path folder) throws IOException {
    Path rules = folder.resolve("rules.yaml");
    Files.writeString(
        rules,
        """
        rules:
          - {name: "dense2.*", rule: "uniform(-0.5, 0.5)"}
          - {kind: bias, rule: constant(0.1)}
          - {name: "*.weight", kind: dense, rule: he*3, fan: average, distribution: uniform}
        """);
    JsonObject json = json("rules --plan --layers 8,4x2,3 --seed 9 --rules " + rules);
    assertEquals(9, json.get("seed").getAsLong());
    Map<String, JsonObject> plan = new HashMap<>();
    for (JsonElement parameter : json.getAsJsonArray("parameters")) {
      plan.put(parameter.getAsJsonObject().get("name").getAsString(), parameter.getAsJsonObject());
    }
    assertEquals(6, plan.size());
    JsonObject first = plan.get("dense1.weight");
    assertEquals("dense", first.get("kind").getAsString());
    assertEquals("[4,8]", first.get("dimensions").toString());
    assertEquals(8, first.get("fanIn").getAsLong());
    assertEquals(4, first.get("fanOut").getAsLong());
    assertEquals("he", first.get("rule").getAsString());
    assertEquals(3, first.get("multiplier").getAsDouble());
    assertEquals("uniform", first.get("distribution").getAsString());
    assertEquals(1, first.get("variance").getAsDouble(), 1e-12, "3 * 2/((8 + 4)/2)");
    assertEquals(Math.sqrt(8), first.get("gain").getAsDouble(), 1e-12);
    assertEquals(Math.sqrt(3), first.get("bound").getAsDouble(), 1e-6);
    assertEquals("[3]", first.get("entries").toString());
    assertEquals("[1,3]", plan.get("dense2.weight").get("entries").toString());
    assertEquals(0.5, plan.get("dense2.weight").get("bound").getAsDouble());
    assertEquals("[1,2]", plan.get("dense2.bias").get("entries").toString());
    assertTrue(plan.get("dense1.bias").get("bound").isJsonNull());
    assertEquals("[]", json.get("unmatched").toString());
    String table = Runs.evenkeel("rules", "--plan", "--rules", rules.toString()).out();
    assertTrue(table.contains("dense2.weight: more than one entry matches, 1 and 3"), table);
  }

  /** The same entry, in the plan and in the weights that a layer is started with. */
  @Test
  void whatThePlanSaysIsDrawn(@TempDir Path folder) throws IOException {
    Path rules = folder.resolve("rules.yaml");
    Files.writeString(rules, "rules: [{name: dense2.weight, rule: lecun*0.25}]");
    JsonObject layer =
        json("check --layers 64,32x3,10 --rules " + rules)
            .getAsJsonArray("layers")
            .get(1)
            .getAsJsonObject();
    assertEquals("lecun", layer.get("rule").getAsString());
    assertEquals(0.25, layer.get("multiplier").getAsDouble());
    assertEquals(0.25 / 32, layer.get("variance").getAsDouble(), 1e-15);
  }

  @Test
  void modelsOfTheUsersHaveAPlanToo() {
    JsonObject json = json("rules --plan --block-factory org.evenkeel.cli.TwoTowers");
    for (JsonElement parameter : json.getAsJsonArray("parameters")) {
      assertTrue(parameter.getAsJsonObject().get("dimensions").getAsJsonArray().size() > 0);
    }
    assertTrue(json.getAsJsonArray("parameters").size() > 2, json.toString());
  }

  @Test
  void checkTellsHowEveryLayerWasDrawnAndWhatItCarries() {
    JsonObject json = json("check --layers 64,32x3,10 --rule he --multiplier 2 --seed 5");
    assertEquals(5, json.get("seed").getAsLong());
    assertEquals(4, json.getAsJsonArray("layers").size());
    JsonObject layer = json.getAsJsonArray("layers").get(0).getAsJsonObject();
    assertEquals("dense1", layer.get("name").getAsString());
    assertEquals("dense", layer.get("kind").getAsString());
    assertEquals(64, layer.get("fanIn").getAsLong());
    assertEquals(32, layer.get("fanOut").getAsLong());
    assertEquals("relu", layer.get("activation").getAsString());
    assertEquals("he", layer.get("rule").getAsString());
    assertEquals("normal", layer.get("distribution").getAsString());
    assertEquals(2.0, layer.get("multiplier").getAsDouble());
    assertEquals(2 * 2.0 / 64, layer.get("variance").getAsDouble(), 1e-15);
    for (String quantity : List.of("forward", "gradient", "correlation")) {
      assertTrue(layer.getAsJsonObject(quantity).get("measured").getAsDouble() > 0, quantity);
    }
    assertTrue(layer.has("deadShare"));
    assertFalse(layer.has("saturatedShare"), "absent keys are omitted");
  }

  @Test
  void theExitCodeTellsWhetherTheVerdictIsHealthy() {
    assertEquals(0, Runs.evenkeel("check", "--rule", "he").code());
    Runs.Result vanishing = Runs.evenkeel("check", "--rule", "1/n", "--layers", "64,64x30,10");
    assertEquals(3, vanishing.code());
    assertTrue(vanishing.out().contains("vanishing"), vanishing.out());
    assertTrue(vanishing.out().contains("Try --rule auto"), vanishing.out());
  }

  @Test
  void overflowIsNullInJson() {
    JsonObject json = json("check --layers 64,64x60,10 --rule he*1000");
    assertEquals("exploding", verdict(json));
    JsonObject lastLayer = json.getAsJsonArray("layers").get(60).getAsJsonObject();
    assertTrue(lastLayer.getAsJsonObject("forward").get("measured").isJsonNull());
  }

  /**
   * Twenty layers of 64, plain SGD, one learning rate: He's start reaches 85 % within 30 epochs,
   * smaller ones stay near chance (10 %), a larger one does not train.
   */
  @Test
  void itTrainsWhatOthersCannot() {
    Map<String, JsonObject> runs =
        runs(
            "compare --starts 2/n,1/n,0.5/n,4/n --layers 64,64x20,10 --examples 2400 --epochs 30"
                + " --batch 32 --learning-rate 0.01 --target-accuracy 0.85");
    assertEquals("trained", state(runs.get("2/n")));
    assertTrue(runs.get("2/n").get("stepsToTarget").getAsLong() <= 30 * 60);
    assertTrue(accuracy(runs.get("1/n")) < 0.3, runs.get("1/n").toString());
    assertTrue(accuracy(runs.get("0.5/n")) < 0.2, runs.get("0.5/n").toString());
    assertEquals("vanished", state(runs.get("0.5/n")));
    assertTrue(List.of("diverged", "stalled").contains(state(runs.get("4/n"))));
    assertEquals("healthy", verdict(runs.get("2/n")));
    assertEquals("vanishing", verdict(runs.get("1/n")));
    assertEquals("exploding", verdict(runs.get("4/n")));
  }

  /** The exercise of the usual course: circles, 2-10-5-1, full batches, 15,000 iterations. */
  @Test
  void theCoursesExercise() {
    Map<String, JsonObject> runs =
        runs(
            "compare --starts zeros,he,normal(10) --data circles --examples 400 --noise 0.05"
                + " --validation 0.25 --layers 2,10,5,1 --learning-rate 0.01 --batch 300 --epochs"
                + " 15000");
    assertEquals(0.5, accuracy(runs.get("zeros")));
    assertEquals("symmetric", verdict(runs.get("zeros")));
    assertTrue(accuracy(runs.get("he")) >= 0.95, last(runs.get("he")).toString());
    assertTrue(accuracy(runs.get("normal(10)")) < accuracy(runs.get("he")) - 0.1);
  }

  /** Orthogonal weights on the edge of chaos carry through 10,000 layers, with 0.9 they do not. */
  @Test
  void tenThousandLayers() {
    String command = "check --layers 64,64x10000,10 --activation tanh --rule orthogonal";
    JsonObject healthy = json(command);
    assertEquals(10_001, healthy.getAsJsonArray("layers").size());
    assertEquals("healthy", verdict(healthy));
    assertEquals("vanishing", verdict(json(command + " --multiplier 0.9")));
  }

  @Test
  void aGainThatIsTooLargeIsNotCalledNarrow() {
    JsonObject verdict =
        runs("compare --depth 10 --starts 3/n --epochs 1 --examples 500")
            .get("3/n")
            .getAsJsonObject("verdict");
    assertEquals("slow", verdict.get("state").getAsString(), verdict.toString());
    assertTrue(verdict.get("cause").getAsString().contains("gain too large"), verdict.toString());
  }

  @Test
  void djlStandsForTheModelsOwnDefaults() {
    Map<String, JsonObject> runs =
        runs("compare --starts djl,he --layers 64,64x5,10 --examples 500 --epochs 1");
    assertEquals("djl", runs.get("djl").get("rule").getAsString());
    assertFalse(runs.get("djl").has("multiplier"));
    JsonObject layer = runs.get("djl").getAsJsonArray("layers").get(0).getAsJsonObject();
    assertFalse(layer.has("variance"));
    assertTrue(layer.getAsJsonObject("forward").get("measured").getAsDouble() > 0);
  }

  @Test
  void theSameSeedGivesTheSameRunAndAnotherSeedAnother() {
    String command = "train --layers 64,16x3,10 --examples 400 --epochs 2 --seed ";
    assertEquals(json(command + 1), json(command + 1));
    assertNotEquals(json(command + 1), json(command + 2));
  }

  @Test
  void aNetworkFromYamlIsCheckedOnImages(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("net.yaml");
    Files.writeString(
        file,
        """
        input: [1, 8, 8]
        layers:
          - convolution: {channels: 16, kernel: 3, padding: 1}
          - normalization: batch
          - activation: relu
          - residual:
              branch:
                - convolution: {channels: 16, kernel: 3, padding: 1, groups: 4}
                - activation: relu
                - convolution: {channels: 16, kernel: 3, padding: 1}
          - activation: relu
          - pooling: {reduction: average}
          - dropout: 0.1
          - dense: {units: 10, name: head}
        """);
    JsonObject json = json("check --network " + file);
    assertEquals("healthy", verdict(json));
    JsonObject grouped = json.getAsJsonArray("layers").get(1).getAsJsonObject();
    assertEquals("residual1.convolution1", grouped.get("name").getAsString());
    assertEquals(36, grouped.get("fanIn").getAsLong());
    assertEquals(36, grouped.get("fanOut").getAsLong());
  }

  @Test
  void aModelOfTheUsersIsCheckedAndTrained() {
    String model = " --block-factory org.evenkeel.cli.TwoTowers";
    JsonObject json = json("check" + model);
    assertEquals("healthy", verdict(json));
    assertEquals(4, json.getAsJsonArray("layers").size());
    JsonObject inner = json.getAsJsonArray("layers").get(1).getAsJsonObject();
    assertEquals("03ParallelBlock_01SequentialBlock_01Linear", inner.get("name").getAsString());
    assertEquals("gelu", inner.get("activation").getAsString());
    Map<String, JsonObject> runs =
        runs("compare --starts auto,djl --examples 1000 --epochs 8 --learning-rate 0.1" + model);
    assertEquals("trained", state(runs.get("auto")));
    assertEquals("trained", state(runs.get("djl")));
  }

  @Test
  void aCsvFileWithItsLabelInFrontIsTrainedOn(@TempDir Path folder) throws IOException {
    StringBuilder rows = new StringBuilder("species,width,height\n");
    for (int i = 0; i < 200; i++) {
      rows.append(i % 2 == 0 ? "cat" : "dog").append(',').append(i % 2 * 4 + i % 7).append(",5\n");
    }
    Path file = folder.resolve("animals.csv");
    Files.writeString(file, rows);
    JsonObject run =
        json("train --quiet --data %s --label species --layers 2,8x2,2 --epochs 20 --learning-rate 0.1"
                .formatted(file))
            .getAsJsonArray("runs")
            .get(0)
            .getAsJsonObject();
    assertEquals("trained", state(run));
    assertTrue(accuracy(run) > 0.7, run.toString());
  }

  @Test
  void helpAndVersionGoToStdout() {
    for (String[] args : new String[][] {{"--help"}, {"--version"}, {"check", "--help"}}) {
      Runs.Result result = Runs.evenkeel(args);
      assertEquals(0, result.code());
      assertEquals("", result.err());
      assertTrue(result.out().contains("evenkeel"), result.out());
      assertFalse(result.out().contains("${"), result.out());
    }
    assertEquals(2, Runs.evenkeel().code());
  }

  @Test
  void aRunWithoutATargetHasNoSteps() {
    JsonObject run =
        json("train --layers 64,8,10 --examples 100 --epochs 1 --target-accuracy 1")
            .getAsJsonArray("runs")
            .get(0)
            .getAsJsonObject();
    assertTrue(run.get("stepsToTarget").isJsonNull());
  }
}
