package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The search from the command line, with workers in processes of their own. */
class TuneTest {

  /** A network that trains within a tenth of a second. */
  private static final String[] SMALL = {
    "--examples", "400", "--width", "16", "--depth", "3", "--epochs", "3"
  };

  private static final String[] SHORT = {"--seeds", "2", "--confirm", "2", "--format", "json"};

  @TempDir Path folder;

  private static String[] tune(String... more) {
    return Stream.of(Stream.of("tune"), Stream.of(SMALL), Stream.of(SHORT), Stream.of(more))
        .flatMap(part -> part)
        .toArray(String[]::new);
  }

  private static JsonObject json(String... arguments) {
    Runs.Result result = Runs.evenkeel(arguments);
    assertEquals(0, result.code(), result.err());
    return JsonParser.parseString(result.out()).getAsJsonObject();
  }

  private static double lowest(JsonObject run) {
    double lowest = Double.POSITIVE_INFINITY;
    for (JsonElement epoch : run.getAsJsonArray("epochs")) {
      lowest = Math.min(lowest, epoch.getAsJsonObject().get("validationLoss").getAsDouble());
    }
    return lowest;
  }

  @Test
  void theWinnerIsTrainedAgainToTheSameValue() throws IOException {
    Path winner = folder.resolve("winner");
    JsonObject found = json(tune("--trials", "14", "--winner", winner.toString()));
    JsonObject won = found.getAsJsonObject("winner");
    JsonArray runs = json("train", "@" + winner, "--format", "json").getAsJsonArray("runs");
    assertEquals(
        won.getAsJsonObject("values").get("0").getAsDouble(),
        lowest(runs.get(0).getAsJsonObject()),
        0);
    for (String key :
        List.of(
            "tally",
            "trials",
            "default",
            "theory",
            "search",
            "best",
            "optimum",
            "response",
            "map",
            "importance")) {
      assertTrue(found.has(key), key);
    }
    assertTrue(14 <= found.getAsJsonArray("trials").size());
    assertEquals(
        1.0,
        found.getAsJsonObject("default").getAsJsonObject("params").get("multiplier").getAsDouble());
  }

  @Test
  void aStudyGoesOnWhereItStopped() {
    String file = folder.resolve("study.jsonl").toString();
    JsonObject first = json(tune("--trials", "3", "--study", file, "--workers", "1"));
    JsonObject second =
        json("tune", "--study", file, "--trials", "5", "--format", "json", "--workers", "1");
    List<JsonElement> before = new ArrayList<>(first.getAsJsonArray("trials").asList());
    assertEquals(before, second.getAsJsonArray("trials").asList().subList(0, 3));
    assertEquals(5, second.getAsJsonArray("trials").size());
    JsonObject joined = json("worker", "--study", file, "--trials", "6", "--format", "json");
    assertEquals(
        6,
        joined.get("complete").getAsInt()
            + joined.get("pruned").getAsInt()
            + joined.get("hopeless").getAsInt());
    Runs.Result other = Runs.evenkeel("tune", "--study", file, "--width", "8");
    assertEquals(2, other.code());
    assertTrue(other.err().contains("this study was created with different options"), other.err());
  }

  /** A journal of a version that recorded the command line alone. */
  @Test
  void anOldJournalIsResumed() throws IOException {
    Path file = folder.resolve("old.jsonl");
    Files.writeString(
        file,
        """
        {"op_code": 0, "worker_id": "w", "study_name": "old", "directions": [1]}
        {"op_code": 2, "worker_id": "w", "study_id": 0, "user_attr": {"evenkeel": {\
        "arguments": ["--examples", "400", "--width", "16", "--depth", "3", "--rule", "he*2", "--multiplier", "3", "--epochs", "3"], \
        "search": "multiplier=log:0.5..2", "seeds": 1, "theory": true, "samplerSeed": 5, "checked": 2}}}
        """);
    JsonObject resumed =
        json("tune", "--study", file.toString(), "--trials", "2", "--format", "json");
    assertEquals(2, resumed.getAsJsonArray("trials").size());
    assertTrue(resumed.get("search").toString().contains("0.5"), resumed.toString());
    Runs.Result other = Runs.evenkeel("tune", "--study", file.toString(), "--width", "8");
    assertEquals(2, other.code());
    // The search replaces --multiplier in every trial: refused, and not part of the study.
    Runs.Result replaced =
        Runs.evenkeel("tune", "--search", "multiplier=log:0.5..2", "--multiplier", "3");
    assertEquals(2, replaced.code());
    assertTrue(replaced.err().contains("--multiplier has no effect"), replaced.err());
    JsonObject same =
        json(
            Stream.of(
                    Stream.of("tune", "--study", file.toString(), "--trials", "2"),
                    Stream.of(SMALL),
                    Stream.of("--rule", "he*2", "--seeds", "1"),
                    Stream.of("--search", "multiplier=log:0.5..2", "--sampler-seed", "5"),
                    Stream.of("--confirm", "2", "--format", "json"))
                .flatMap(words -> words)
                .toArray(String[]::new));
    assertEquals(resumed.get("trials"), same.get("trials"));
  }

  @Test
  void oneWorkerAndOneSeedGiveOneStudy() {
    JsonObject first = json(tune("--trials", "6", "--workers", "1"));
    JsonObject again = json(tune("--trials", "6", "--workers", "1"));
    assertEquals(first, again);
  }

  @Test
  void whatCannotWorkIsGivenUpBeforeTheFirstStep() {
    String[] deep = {
      "tune",
      "--examples",
      "400",
      "--width",
      "16",
      "--depth",
      "40",
      "--epochs",
      "1",
      "--seeds",
      "1",
      "--search",
      "multiplier=0.1|9.0",
      "--trials",
      "2",
      "--format",
      "json",
      "--workers",
      "1"
    };
    JsonObject found = json(deep);
    assertEquals(2, found.getAsJsonObject("tally").get("hopeless").getAsInt());
    assertEquals(0, found.getAsJsonObject("tally").get("steps").getAsInt());
    String[] untaught =
        Stream.concat(Stream.of(deep), Stream.of("--no-theory")).toArray(String[]::new);
    assertEquals(0, json(untaught).getAsJsonObject("tally").get("hopeless").getAsInt());
  }

  @Test
  void whateverTrainTakesIsSearched() {
    JsonObject found =
        json(
            tune(
                "--search",
                "multiplier=log:0.5..2,batch=int:16..64,optimizer=sgd|adam,learningRate=log:1e-3..0.1 if optimizer=sgd",
                "--trials",
                "5"));
    for (JsonElement trial : found.getAsJsonArray("trials")) {
      JsonObject params = trial.getAsJsonObject().getAsJsonObject("params");
      assertEquals(params.get("optimizer").getAsString().equals("sgd"), params.has("learningRate"));
    }
  }

  @Test
  void theTableSaysItPlainly() {
    String[] words =
        Stream.of(tune("--trials", "8", "--workers", "1"))
            .filter(w -> !w.equals("--format") && !w.equals("json"))
            .toArray(String[]::new);
    Runs.Result result = Runs.evenkeel(words);
    assertEquals(0, result.code(), result.err());
    assertTrue(
        Stream.of("Worth it", "Leave it at 1", "Cannot tell").anyMatch(result.out()::contains),
        result.out());
    assertTrue(result.out().contains("learningRate (up) by multiplier (right)"), result.out());
    assertTrue(result.out().contains("evenkeel train --examples 400"), result.out());
  }

  @Test
  void noWorkerIsLeft() {
    json(tune("--trials", "2"));
    assertFalse(
        ProcessHandle.current()
            .descendants()
            .anyMatch(
                p ->
                    p.info()
                        .commandLine()
                        .orElse("")
                        .contains("org.evenkeel.experiment.WorkerMain")));
  }
}
