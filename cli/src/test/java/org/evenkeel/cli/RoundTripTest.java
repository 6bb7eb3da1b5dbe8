package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.Json;
import org.evenkeel.result.Result;
import org.evenkeel.result.ResultJson;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.journal.Journal;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.TrialState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command writes as JSON is read, and written again, to the same text. */
class RoundTripTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "predict --layers 64,64x3,10 --rule uniform(-0.5,0.5) --multiplier 2",
        "check --layers 64,64x3,10 --rule he --multiplier 2",
        "check --layers 64,64x60,10 --rule he*1000",
        "check --layers 64,64x3,10 --rule djl",
        "check --layers 64,64x3,10 --activation tanh --rule data",
        "train --layers 64,64x3,10 --examples 300 --epochs 2 --learning-rate 1000000",
        "compare --starts he,he --layers 64,16x2,10 --examples 300 --epochs 1",
        "compare --starts djl,he*1000,he --seeds 2 --layers 64,64x20,10 --examples 300 --epochs 2",
        "compare --starts he --layers 64,8,10 --examples 300 --epochs 1 --seed 9223372036854775807",
        "tune --examples 300 --width 16 --depth 2 --epochs 1 --seeds 1 --confirm 2 --trials 8"
            + " --search multiplier=1|2|4,batch=int:16..64,optimizer=sgd|adam",
      })
  void theSameText(String command) {
    Runs.Result run = Runs.evenkeel((command + " --format json").split(" "));
    assertEquals("", run.err());
    JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
    Result read = ResultJson.read(json, command);
    JsonObject again =
        read instanceof Comparison comparison
            ? ResultJson.write(comparison)
            : ResultJson.write((StudyResult) read);
    assertEquals(Json.text(json), Json.text(again));
  }

  @Test
  void aStudyThatIsNotThereIsNotBegunByReading(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("study.jsonl");
    Space space = Space.parse("x=0..1");
    Journal.open(file, "mine")
        .exclusively(change -> change.create(space, space.setting(h -> 0.5), TrialState.WAITING));
    String before = Files.readString(file);
    Runs.Result run =
        Runs.evenkeel(
            "report",
            file.toString(),
            "--study-name",
            "typo",
            "-o",
            folder.resolve("p").toString());
    assertEquals(2, run.code());
    assertTrue(run.err().contains("no study \"typo\""), run.err());
    assertEquals(before, Files.readString(file));
  }
}
