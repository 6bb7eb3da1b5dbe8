// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.evenkeel.lab.browser.Lab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabTest {

  @TempDir Path folder;

  @Test
  void thePageIsOneFile() throws IOException {
    Path page = folder.resolve("lab.html");
    Runs.Result run = Runs.evenkeel("lab", "-o", page.toString());
    assertEquals(0, run.code(), run.err());
    assertTrue(Files.readString(page).startsWith("<!doctype html>"));
    Runs.Result json = Runs.evenkeel("lab", "-o", page.toString(), "--format", "json");
    assertEquals(
        page.toString(),
        JsonParser.parseString(json.out()).getAsJsonObject().get("page").getAsString());
  }

  /** The command that the page shows for a setting has its numbers. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "f=relu",
        "f=tanh m=4 depth=20 width=64",
        "f=gelu rule=auto depth=100",
        "f=silu rule=2/n m=0.7 b=0.05 depth=12",
        "f=tanh form=normalized depth=6 width=128",
        "f=gelu form=residual rule=glorot depth=5 width=32 seed=3",
      })
  void numbersAreThoseOfPredict(String controls) throws IOException {
    JsonObject shown =
        JsonParser.parseString(Lab.forecast(controls.replace(' ', '\n'))).getAsJsonObject();
    Path file = folder.resolve("network.yaml");
    Files.writeString(file, shown.get("yaml").getAsString());
    List<String> words = new ArrayList<>(List.of(shown.get("command").getAsString().split(" ")));
    assertEquals("evenkeel", words.remove(0));
    words.replaceAll(word -> word.equals("network.yaml") ? file.toString() : word);
    words.addAll(List.of("--format", "json"));
    Runs.Result run = Runs.evenkeel(words.toArray(String[]::new));
    JsonArray layers = JsonParser.parseString(run.out()).getAsJsonObject().getAsJsonArray("layers");
    for (String curve : List.of("signal", "gradient", "correlation")) {
      JsonArray middle = shown.getAsJsonObject(curve).getAsJsonArray("middle");
      assertEquals(layers.size(), middle.size());
      for (int l = 0; l < layers.size(); l++) {
        JsonObject layer = layers.get(l).getAsJsonObject();
        String key = curve.equals("signal") ? "forward" : curve;
        double expected = layer.getAsJsonObject(key).get("predicted").getAsDouble();
        double found = middle.get(l).getAsDouble();
        assertEquals(expected, found, 1e-9 * Math.abs(expected) + 1e-15, curve + " " + l);
      }
    }
  }

  /** The command that the page shows for trainings has their losses, but for single precision. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "data=circles depth=2 width=10 batch=30 rate=0.1 epochs=10",
        "data=spirals f=tanh depth=3 width=16 batch=10 rate=0.05 epochs=4 start3=lecun seed=3",
        "data=digits depth=2 width=32 batch=60 rate=0.1 epochs=10 start2=he*2",
      })
  void trainingsAreThoseOfCompare(String controls) {
    String lines = (controls + " start1=zeros").replace(' ', '\n');
    String begun = Lab.train(lines + (lines.contains("start3") ? "" : "\nstart3=he"));
    String command = JsonParser.parseString(begun).getAsJsonObject().get("command").getAsString();
    JsonArray shown =
        JsonParser.parseString(Lab.step(1000, 0)).getAsJsonObject().getAsJsonArray("runs");
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    assertEquals("evenkeel", words.remove(0));
    words.addAll(List.of("--format", "json", "--quiet"));
    Runs.Result run = Runs.evenkeel(words.toArray(String[]::new));
    assertEquals(0, run.code(), run.err());
    JsonArray runs = JsonParser.parseString(run.out()).getAsJsonObject().getAsJsonArray("runs");
    assertEquals(runs.size(), shown.size());
    for (int r = 0; r < runs.size(); r++) {
      JsonObject expected = runs.get(r).getAsJsonObject();
      JsonObject found = shown.get(r).getAsJsonObject();
      assertEquals(expected.get("state"), found.get("state"));
      JsonArray epochs = expected.getAsJsonArray("epochs");
      assertEquals(epochs.size(), found.getAsJsonArray("loss").size());
      for (int e = 0; e < epochs.size(); e++) {
        JsonObject epoch = epochs.get(e).getAsJsonObject();
        assertEquals(epoch.get("steps"), found.getAsJsonArray("epochSteps").get(e));
        for (String loss : List.of("trainLoss", "loss")) {
          double value = epoch.get(loss.equals("loss") ? "validationLoss" : loss).getAsDouble();
          double here = found.getAsJsonArray(loss).get(e).getAsDouble();
          assertEquals(value, here, 1e-4, expected.get("start") + " epoch " + (e + 1));
        }
      }
    }
  }
}
