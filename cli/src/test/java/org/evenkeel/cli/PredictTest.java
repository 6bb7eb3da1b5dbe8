package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PredictTest {

  private static JsonObject json(String command) {
    Runs.Result result = Runs.evenkeel((command + " --format json").split(" "));
    assertEquals("", result.err());
    return JsonParser.parseString(result.out()).getAsJsonObject();
  }

  private static JsonObject layer(JsonObject profile, int index) {
    return profile.getAsJsonArray("layers").get(index).getAsJsonObject();
  }

  /**
   * R41: tanh with PyTorch's gain 5/3, n = 256, 32 layers: q = 1.1785 and a gradient of ×206.11.
   */
  @Test
  void aForecastHasPredictionsWithRangesAndNoMeasurements() {
    JsonObject json =
        json("predict --layers 256,256x32,10 --activation tanh --rule lecun*2.7777777777777777");
    assertEquals(33, json.getAsJsonArray("layers").size());
    JsonObject deep = layer(json, 31);
    assertEquals("dense32", deep.get("name").getAsString());
    assertEquals(2.7777777777777777 / 256, deep.get("variance").getAsDouble(), 1e-15);
    assertEquals(1.17848, deep.getAsJsonObject("forward").get("predicted").getAsDouble(), 1e-4);
    JsonObject gradient = layer(json, 0).getAsJsonObject("gradient");
    assertEquals(206.11, gradient.get("predicted").getAsDouble(), 2);
    for (String quantity : List.of("forward", "gradient")) {
      JsonObject values = layer(json, 0).getAsJsonObject(quantity);
      double predicted = values.get("predicted").getAsDouble();
      assertTrue(values.get("low").getAsDouble() < predicted, quantity);
      assertTrue(values.get("high").getAsDouble() > predicted, quantity);
      assertFalse(values.has("measured"), quantity);
    }
    assertTrue(deep.getAsJsonObject("correlation").has("predicted"));
    assertFalse(deep.has("deadShare"));
    JsonObject outlook = deep.getAsJsonObject("outlook");
    assertEquals("stable", outlook.get("stability").getAsString());
    assertEquals(1.209831, outlook.get("chi").getAsDouble(), 1e-5, "R27");
    assertEquals(1.178480, outlook.get("fixedPoint").getAsDouble(), 1e-5, "R27");
    assertTrue(outlook.get("correlationDepth").getAsDouble() > 0);
  }

  @Test
  void theExitCodeTellsWhetherTheForecastIsHealthy() {
    assertEquals(0, Runs.evenkeel("predict", "--rule", "he").code());
    Runs.Result vanishing = Runs.evenkeel("predict", "--rule", "1/n", "--layers", "64,64x60,10");
    assertEquals(3, vanishing.code());
    assertTrue(vanishing.out().contains("vanishing"), vanishing.out());
  }

  @Test
  void shapedNetworksSayTheirConstants() {
    Runs.Result result =
        Runs.evenkeel(
            "predict", "--layers", "64,256x50,10", "--activation", "softplus", "--shape", "dks");
    assertEquals(0, result.code(), result.out());
    assertTrue(
        result
            .out()
            .replaceAll("\\s+", " ")
            .contains("; dks(softplus)(x) = 5.095 (softplus(0.3266 x + 0.4094) - 0.9313)"),
        result.out());
    assertTrue(result.out().contains("healthy"), result.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "predict --shape dks | evenkeel: dks does not exist for relu, whose slope below 0 stays 0; use leaky-relu",
        "predict --shape tat --activation selu | evenkeel: tat does not exist for selu: its slope jumps",
        "predict --shape dks --activation hard-tanh | evenkeel: dks does not exist for hard-tanh: no constants",
        "predict --shape dsk | evenkeel: a shape must be one of dks, tat: \"dsk\"; did you mean dks?",
        "draw --shape dks --network gpt2 -o x.safetensors | evenkeel: --shape needs a network of layers",
        "check --shape dks --block-factory no.such.Model | evenkeel: --shape has no effect on a block factory"
      })
  void shapesThatDoNotExistAreRefused(String command, String line) {
    Runs.Result result = Runs.evenkeel(command.split(" "));
    assertEquals(2, result.code());
    assertTrue(result.err().startsWith(line), result.err());
    assertEquals(1, result.err().lines().count());
  }

  @Test
  void inputsMayBeAlike() {
    JsonObject first =
        layer(json("predict --layers 64,64x3,10 --rule he --input-correlation 0.6"), 0);
    assertEquals(0.6, first.getAsJsonObject("correlation").get("predicted").getAsDouble(), 1e-9);
  }

  /** Data that are named are forecast with their own moments, as check forecasts the batch. */
  @ParameterizedTest
  @ValueSource(strings = {"--data digits --raw", "--raw", "--data noise --examples 100"})
  void dataGiveTheInputOfTheForecast(String data) {
    String options = " --layers 64,64x3,10 --rule he " + data;
    JsonObject predicted = json("predict" + options);
    JsonObject checked = json("check" + options);
    JsonObject input = checked.getAsJsonObject("input");
    for (String moment : List.of("secondMoment", "mean", "correlation", "spread", "norms")) {
      double expected = input.get(moment).getAsDouble();
      double found = predicted.getAsJsonObject("input").get(moment).getAsDouble();
      assertEquals(expected, found, 1e-5 * Math.abs(expected) + 1e-8, moment);
    }
    double forward = layer(checked, 0).getAsJsonObject("forward").get("predicted").getAsDouble();
    assertEquals(
        forward,
        layer(predicted, 0).getAsJsonObject("forward").get("predicted").getAsDouble(),
        1e-5 * forward);
  }

  @Test
  void optionsWithoutEffectBesideDataAreRefused() {
    Runs.Result both = Runs.evenkeel("predict", "--raw", "--input-correlation", "0.5");
    assertEquals(2, both.code());
    assertTrue(both.err().contains("--input-correlation has no effect"), both.err());
    assertEquals(2, Runs.evenkeel("predict", "--phase", "--data", "digits").code());
  }

  /** Most of a hundred values lie in ranges that 95 % of draws lie in. */
  @Test
  void aMeasurementHasThePredictionBesideIt() {
    JsonObject json = json("check --data noise --layers 64,128x20,10 --rule he --seed 3");
    int within = 0;
    int all = 0;
    for (JsonElement element : json.getAsJsonArray("layers")) {
      JsonObject layer = element.getAsJsonObject();
      assertEquals(layer.get("activation").getAsString().equals("relu"), layer.has("outlook"));
      for (String quantity : List.of("forward", "gradient", "correlation")) {
        JsonObject values = layer.getAsJsonObject(quantity);
        if (values.has("low")) {
          double measured = values.get("measured").getAsDouble();
          within +=
              measured >= values.get("low").getAsDouble()
                      && measured <= values.get("high").getAsDouble()
                  ? 1
                  : 0;
          all++;
        }
      }
    }
    assertTrue(all >= 42, "ranges: " + all);
    assertTrue(within > 0.8 * all, within + " of " + all);
    String table = Runs.evenkeel("check", "--layers", "64,64x3,10", "--rule", "lecun*4").out();
    assertTrue(table.lines().allMatch(line -> line.length() <= 110), table);
    assertTrue(table.contains("measured"), table);
  }

  /** R30: GELU from He's gain dies out; a correction from data keeps every layer within 10 %. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"data, 1", "data*2, 2"})
  void dataBringsEveryLayerToItsTarget(String rule, double target) {
    JsonObject json = json("check --layers 64,64x20,10 --activation gelu --rule " + rule);
    for (JsonElement element : json.getAsJsonArray("layers")) {
      JsonObject layer = element.getAsJsonObject();
      assertEquals("data", layer.get("rule").getAsString());
      assertEquals(
          target,
          layer.getAsJsonObject("forward").get("measured").getAsDouble(),
          0.1 * target,
          layer.get("name").getAsString());
    }
  }

  @Test
  void aModelOfTheUsersIsForecastToo() {
    JsonObject json = json("predict --block-factory org.evenkeel.cli.TwoTowers");
    assertTrue(layer(json, 0).getAsJsonObject("forward").has("predicted"), json.toString());
    JsonObject measured = json("check --block-factory org.evenkeel.cli.TwoTowers --rule djl");
    assertTrue(layer(measured, 0).getAsJsonObject("forward").has("predicted"));
    assertTrue(layer(measured, 0).getAsJsonObject("forward").has("measured"));
  }

  /** R12, R13 and the settings of Schoenholz et al.: 1 and 1.5 are ordered, 2.5 and 4 chaotic. */
  @Test
  void thePhasesOfTanh() {
    JsonObject json = json("predict --phase --activation tanh");
    JsonArray critical = json.getAsJsonArray("criticalLine");
    assertEquals(1, critical.get(0).getAsJsonObject().get("weightVariance").getAsDouble(), 1e-6);
    JsonObject biased = critical.get(1).getAsJsonObject();
    assertEquals(0.05, biased.get("biasVariance").getAsDouble(), 1e-12);
    assertEquals(1.76095464, biased.get("weightVariance").getAsDouble(), 1e-6);
    assertEquals(0.57004788, biased.get("fixedPoint").getAsDouble(), 1e-6);
    for (JsonElement element : json.getAsJsonArray("grid")) {
      JsonObject cell = element.getAsJsonObject();
      if (cell.get("biasVariance").getAsDouble() == 0.05) {
        double weight = cell.get("weightVariance").getAsDouble();
        assertEquals(
            weight < 1.76 ? "ordered" : "chaotic", cell.get("phase").getAsString(), "" + weight);
      }
    }
  }

  /** A spectrum has theory in predict, and the values of one draw beside it in check. */
  @Test
  void theSpectrumOfALinearNetwork() {
    String network = " --layers 64,64x10,64 --activation identity --rule orthogonal --spectrum";
    JsonObject theory = json("predict" + network).getAsJsonObject("spectrum");
    assertEquals(64, theory.get("inputs").getAsInt());
    assertEquals(64, theory.get("outputs").getAsInt());
    for (String key : List.of("meanSquare", "largest")) {
      assertEquals(1, theory.getAsJsonObject(key).get("predicted").getAsDouble(), 1e-6, key);
      assertFalse(theory.getAsJsonObject(key).has("measured"), key);
    }
    JsonObject found = json("check --data noise" + network).getAsJsonObject("spectrum");
    assertEquals(64, found.getAsJsonArray("singularValues").size());
    for (JsonElement value : found.getAsJsonArray("singularValues")) {
      assertEquals(1, value.getAsDouble(), 1e-5, "R36");
    }
    assertEquals(0, found.getAsJsonObject("variance").get("predicted").getAsDouble(), 1e-12);
    assertEquals(0, found.getAsJsonObject("variance").get("measured").getAsDouble(), 1e-9);
  }

  @Test
  void thePhaseDiagramIsDrawnAsItsNameEnds(@TempDir Path folder) throws Exception {
    Path png = folder.resolve("phases.png");
    Path svg = folder.resolve("phases.SVG");
    Runs.Result drawn =
        Runs.evenkeel("predict", "--phase", "--activation", "selu", "--png", png.toString());
    assertEquals(0, drawn.code(), drawn.err());
    assertTrue(drawn.out().contains("σ_b²"), drawn.out());
    BufferedImage image = ImageIO.read(png.toFile());
    assertEquals(1800, image.getWidth(), "two pixels for a point");
    assertTrue(
        image.getRGB(300, 300) != image.getRGB(1500, 900), "ordered left, chaotic to the right");
    assertEquals(0, Runs.evenkeel("predict", "--phase", "--svg", svg.toString()).code());
    String text = Files.readString(svg);
    assertTrue(
        text.contains("<svg") && text.strip().matches("(?s).*</svg\\s*>"), "a whole document");
  }

  /** Presets start networks with their names; a rule file for weights files starts none. */
  @Test
  void rulesForWeightsFilesAreRefusedForNetworksWithOtherNames(@TempDir Path folder)
      throws Exception {
    Path rules =
        Files.writeString(
            folder.resolve("weights.yaml"),
            Runs.evenkeel("draw", "--rules", "gpt2", "--print-rules").out());
    Map<String, String> answers =
        Map.of(
            "gpt2",
            "gpt2 has no rule for dense1.weight of this network",
            "evenkeel(gelu=0.5)",
            "evenkeel has no rule for dense1.weight of this network",
            rules.toString(),
            "weights files, which draw ");
    answers.forEach(
        (word, answer) -> {
          Runs.Result run = Runs.evenkeel("predict", "--layers", "4,4", "--rules", word);
          assertEquals(2, run.code(), run.out() + run.err());
          assertEquals(1, run.err().lines().count(), run.err());
          assertTrue(run.err().contains(answer), run.err());
        });
    assertEquals(0, Runs.evenkeel("predict", "--network", "gpt2", "--rules", "gpt2").code());
  }
}
