// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Language models by name are checked and trained on a text. */
class LanguageTest {

  /** 27 kinds of characters: letters and the space; the full stop makes it 28. */
  private static final String SENTENCE = "the quick brown fox jumps over the lazy dog. ";

  private static final String GPT2 =
      "gpt2(layers=1,width=32,heads=2,vocabulary=28,tokens=16,dropout=0)";

  @TempDir private static Path folder;

  @BeforeAll
  static void write() throws IOException {
    Files.writeString(folder.resolve("fox.txt"), SENTENCE.repeat(100));
  }

  private static Runs.Result run(String command) {
    return Runs.evenkeel(command.replace("F/", folder + "/").split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        GPT2 + "|text(length=16):F/fox.txt|auto",
        "llama(layers=1,width=32,heads=2,inner=64,vocabulary=28,tokens=16)|text(length=16):F/fox.txt|auto",
        "bert(layers=1,width=32,heads=2,vocabulary=29,tokens=16,dropout=0)|text(length=16,masked=0.2):F/fox.txt|normal(0.1)",
        "lstm-classifier(layers=1,width=16,units=16,vocabulary=28,tokens=16,classes=28)|text(length=16):F/fox.txt|auto",
      })
  void aLanguageModelIsCheckedAndTrained(String network, String data, String rule) {
    Runs.Result checked = run("check --format json --network " + network + " --data " + data);
    assertTrue(checked.code() == 0 || checked.code() > 2, checked.err());
    assertTrue(checked.err().startsWith("data      fox.txt: "), checked.err());
    JsonArray rows =
        JsonParser.parseString(checked.out()).getAsJsonObject().getAsJsonArray("layers");
    for (JsonElement row : rows) {
      JsonObject gradient = row.getAsJsonObject().getAsJsonObject("gradient");
      assertTrue(gradient.has("measured"), row.toString());
    }
    Runs.Result trained =
        run(
            "train --quiet --format json --epochs 30 --batch 16 --optimizer adam --learning-rate 0.003 --rule "
                + rule
                + " --network "
                + network
                + " --data "
                + data);
    assertEquals(0, trained.code(), trained.err());
    JsonObject one =
        JsonParser.parseString(trained.out())
            .getAsJsonObject()
            .getAsJsonArray("runs")
            .get(0)
            .getAsJsonObject();
    assertEquals("trained", one.get("state").getAsString(), one.toString());
    double accuracy =
        one.getAsJsonArray("epochs")
            .get(29)
            .getAsJsonObject()
            .get("validationAccuracy")
            .getAsDouble();
    assertTrue(accuracy > 0.3, one.toString()); // the space, the commonest, is a fifth
  }

  @Test
  void startsOfALanguageModelAreComparedOnSums() {
    Runs.Result compared =
        run(
            "compare --format json --quiet --starts djl,auto,normal(0.02) --epochs 1 --data sums --examples 200 --network "
                + GPT2);
    assertTrue(compared.code() == 0 || compared.code() > 2, compared.err());
    assertEquals(
        3, JsonParser.parseString(compared.out()).getAsJsonObject().getAsJsonArray("runs").size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bert(layers=1,width=32,heads=2,vocabulary=29,tokens=16)|text(length=16):F/fox.txt|a network that tells the next token must not see it: by bert.encoder.layer.0.attention.self each token sees those behind it; make it causal, of one direction or, as normalization: token, for each token, or tell hidden characters, as of text(masked=0.15):FILE",
        GPT2
            + "|text(length=8):F/fox.txt|the network's input must have the size of an example: 16, but fox.txt has 8 features; give the network that input, or let it take noise, which has any",
        GPT2
            + "|text(length=16,masked=0.2):F/fox.txt|an embedding takes token numbers from 0 to 27: fox.txt has the value 28.0; give such numbers, and not standardized, or a larger vocabulary",
        GPT2
            + "|copy|a classifier ends in a vector: its output has 2 axes; end it with flatten and dense, or give an architecture the number of classes",
        "gpt2(layers=1,width=32,vocabulary=28,tokens=16,classes=9)|text(length=16):F/fox.txt|a network needs an output for each class: it has 9, the data 28 classes; end it with 28",
        "lstm-classifier(layers=1,width=16,units=16,vocabulary=29,tokens=16,classes=28)|text(length=16,masked=0.2):F/fox.txt|a network that ends in a vector needs a label at the end of each example: fox.txt has none at the end of example",
        GPT2 + "|text:F/none.txt|text: needs a file: there is no 'F/none.txt'; check the spelling",
        GPT2 + "|text(size=3):F/fox.txt|a text has the arguments length and masked: 'size=3'",
      })
  void whatDoesNotFitIsOneLine(String network, String data, String message) {
    Runs.Result result = run("train --quiet --network " + network + " --data " + data);
    assertEquals(2, result.code(), result.out());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().contains(message.replace("F/", folder + "/")), result.err());
  }

  @ParameterizedTest
  @CsvSource({
    "--raw, on token numbers",
    "--examples=5, on data from files",
    "--noise=0.1, sequences or from files",
    "--label=a, on data that are not a table",
  })
  void optionsOfOtherDataAreRefused(String option, String message) {
    Runs.Result result =
        run("check --quiet " + option + " --network " + GPT2 + " --data text(length=16):F/fox.txt");
    assertEquals(2, result.code());
    assertTrue(result.err().contains(message), result.err());
  }

  @Test
  void aTextIsNotOverwritten() {
    Runs.Result result =
        run("check --network " + GPT2 + " --data text(length=16):F/fox.txt --report F/fox.txt");
    assertEquals(2, result.code());
    assertTrue(result.err().contains(" would overwrite the file of --data: "), result.err());
    assertEquals(List.of(), result.out().lines().toList());
  }
}
