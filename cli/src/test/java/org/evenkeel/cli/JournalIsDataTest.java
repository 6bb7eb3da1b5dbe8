package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.evenkeel.data.DataSource;
import org.evenkeel.experiment.Experiment;
import org.evenkeel.experiment.NetworkSource;
import org.evenkeel.experiment.StudyPlan;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A journal is data: what it holds is checked before it is used, never run as a command, and never
 * changed by a command that is refused.
 */
class JournalIsDataTest {

  private static final String CREATE =
      "{\"op_code\": 0, \"worker_id\": \"w\", \"study_name\": \"s\", \"directions\": [1]}";

  @TempDir Path folder;
  private Path study;

  @BeforeEach
  void name() {
    study = folder.resolve("study.jsonl");
    System.clearProperty(NoisyFactory.LOADED);
  }

  private static JsonObject plan(NetworkSource network) {
    return StudyPlan.of(
            Experiment.of(network, DataSource.of("digits").withExamples(40)),
            "multiplier=log:0.5..2,optimizer=sgd|adam")
        .json();
  }

  private static JsonObject plan() {
    return plan(new NetworkSource.Perceptron(null, 16, 3, "relu"));
  }

  private static String note(String key, JsonElement value) {
    JsonObject attributes = new JsonObject();
    attributes.add(key, value);
    JsonObject op = new JsonObject();
    op.addProperty("op_code", 2);
    op.addProperty("worker_id", "w");
    op.addProperty("study_id", 0);
    op.add("user_attr", attributes);
    return op.toString();
  }

  private static String trial(double loss) {
    return """
        {"op_code": 4, "worker_id": "w", "study_id": 0, "state": 1, "value": %s, "params": {"multiplier": 1.5, "optimizer": 0}, "distributions": {"multiplier": "{\\"name\\": \\"FloatDistribution\\", \\"attributes\\": {\\"step\\": null, \\"low\\": 0.5, \\"high\\": 2.0, \\"log\\": true}}", "optimizer": "{\\"name\\": \\"CategoricalDistribution\\", \\"attributes\\": {\\"choices\\": [\\"sgd\\", \\"adam\\"]}}"}, "datetime_start": "2026-01-01T00:00:00.000000", "datetime_complete": "2026-01-01T00:00:01.000000"}"""
        .formatted(loss);
  }

  private void write(String... after) throws IOException {
    Files.write(study, Stream.concat(Stream.of(CREATE), Stream.of(after)).toList());
  }

  /** The commands that read a journal. */
  private Stream<String[]> commands() {
    return Stream.of(
        new String[] {"report", "" + study, "-o", "" + folder.resolve("page.html")},
        new String[] {"worker", "--study", "" + study},
        new String[] {"tune", "--study", "" + study, "--trials", "1"});
  }

  private static void refused(Runs.Result result, String named) {
    assertEquals(2, result.code(), result.err());
    String line = result.err().strip();
    assertEquals(1, line.lines().count(), line);
    assertTrue(line.length() <= 300, line.length() + " characters: " + line);
    assertTrue(line.contains(named), line);
    assertFalse(line.matches(".*(Exception|For input string|java\\.).*"), line);
    assertEquals("", result.out());
  }

  /** What is refused leaves no study behind, and no lock. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          --data circels                           ; circels
          --layers 65,10                           ; 65
          --rules F/never.yaml                     ; dense1.wieght
          --block-factory no.such.Model            ; no such class
          --search width=int:2..3 --layers 64,8,10 ; no effect
          --search layers=64,8,10|65,10            ; 65
          --search batch=1..3                      ; whole number
          --search batch=int:0..4                  ; batch
          --search multiplier=-1..1                ; multiplier
          --search learningRate=0..1               ; learning rate
          --search biasVariance=-1..1              ; bias variance
          --search width=int:2..3 --network F/n.yaml ; multilayer perceptron
          --search activation=relu|rulu            ; rulu
          --search rule=he|hee                     ; hee
          --search optimizer=sgd|sdg               ; sdg
          --search fan=in|inn                      ; inn
          --search fan=in|out --rule orthogonal    ; no effect
          --search distribution=normal|uniform --rule zeros ; no effect
          --search multiplier=1..2 --rule djl      ; no effect
          --search optimizer=1..2                  ; choices
          --search multiplier=a|b                  ; number
          --search width=int:4..8,layers=64,8,10|64,9,10 ; no effect
          --seeds 2000000000                       ; at most 1,000
          --workers 99999999999                    ; beyond 2,147,483,647
          --trials 1e3                             ; whole number
          --timeout 0s                             ; --timeout
          """)
  void aRefusedSearchLeavesNoStudy(String options, String named) throws IOException {
    Files.writeString(folder.resolve("never.yaml"), "rules: [{name: dense1.wieght, rule: he}]\n");
    Files.writeString(folder.resolve("n.yaml"), "input: [64]\nlayers: [{dense: 10}]\n");
    String command = "tune --study " + study + " " + options.replace("F/", folder + "/");
    command += options.contains("--trials") ? "" : " --trials 1";
    refused(Runs.evenkeel(command.split(" ", -1)), named);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of("n.yaml", "never.yaml"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  /** A study of another name is neither created nor joined. */
  @Test
  void aMisspelledStudyIsNotCreated() throws IOException {
    write(note("evenkeel", plan()));
    String before = Files.readString(study);
    refused(Runs.evenkeel("worker", "--study", "" + study, "--study-name", "typo"), "typo");
    refused(
        Runs.evenkeel(
            "report", "" + study, "--study-name", "typo", "-o", "" + folder.resolve("p.html")),
        "typo");
    assertEquals(before, Files.readString(study));
  }

  /** Values of a plan: {@code path = value}. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "seeds=4.5",
        "seeds=\"three\"",
        "seeds=0",
        "seeds=2000000000",
        "seeds=1e400",
        "seeds=null",
        "theory=\"maybe\"",
        "theory=1",
        "samplerSeed=1.5",
        "checked=1",
        "checked=[]",
        "search=\"multiplier\"",
        "search=\"epochs=1..2\"",
        "search=\"batch=1..2\"",
        "search=5",
        "unknown=1",
        "multiplier=\"x\"",
        "multiplier=-1",
        "network=5",
        "network={}",
        "network.width=16.5",
        "network.activation=\"rulu\"",
        "network.layers=\"64,\\u001b[31m,10\"",
        "network.tree={\"input\":[64]}",
        "data.pixels=8.5",
        "data.source=\"circels\"",
        "data.source=null",
        "data=7",
        "start.rule=\"hee\"",
        "start.fan=\"inn\"",
        "start.seed=0.5",
        "start=null",
        "training.batch=0",
        "training.batch=2.5",
        "training.optimizer=\"SDG\"",
        "training.epochs=99999999999",
        "training=[]",
        "arguments={}",
        "arguments=[{}]",
      })
  void aPlanWithAWrongValueIsRefused(String change) throws IOException {
    JsonObject plan = plan();
    int equals = change.indexOf('=');
    String[] path = change.substring(0, equals).split("\\.", -1);
    JsonObject at = plan;
    for (int i = 0; i + 1 < path.length; i++) {
      at = at.getAsJsonObject(path[i]);
    }
    at.add(path[path.length - 1], JsonParser.parseString(change.substring(equals + 1)));
    refusedEverywhere(note("evenkeel", plan));
  }

  private void refusedEverywhere(String... lines) throws IOException {
    write(lines);
    String before = Files.readString(study);
    commands().forEach(command -> refused(Runs.evenkeel(command), ""));
    assertEquals(before, Files.readString(study));
    assertFalse(Files.exists(folder.resolve("page.html")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[99]", "[-1]", "[0.5]", "[\"a\"]", "{}", "[]", "7", "[[0]]"})
  void wrongFinalistsAreRefused(String finalists) throws IOException {
    write(
        note("evenkeel", plan()), trial(0.5), note("finalists", JsonParser.parseString(finalists)));
    refused(Runs.evenkeel(commands().findFirst().orElseThrow()), "finalists");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"op_code\": 4.5, \"worker_id\": \"w\", \"study_id\": 0}",
        "{\"op_code\": 4, \"worker_id\": \"w\", \"study_id\": 0.5}",
        "{\"op_code\": 4, \"worker_id\": \"w\", \"study_id\": 0, \"state\": 1.5}",
        "{\"op_code\": 4, \"worker_id\": \"w\", \"study_id\": 0, \"state\": 9}",
        "{\"op_code\": 6, \"worker_id\": \"w\", \"trial_id\": 0.5, \"state\": 1}",
        "{\"op_code\": 1e400, \"worker_id\": \"w\"}",
        "{\"op_code\": 2, \"worker_id\": \"w\", \"study_id\": \"x\", \"user_attr\": {}}",
      })
  void anOperationWithAWrongNumberIsRefused(String operation) throws IOException {
    refusedEverywhere(note("evenkeel", plan()), operation);
  }

  /** Only a class that this command line names is loaded; a report loads none. */
  @Test
  void aJournalLoadsNoClass() throws IOException {
    NetworkSource factory = new NetworkSource.Factory(NoisyFactory.class.getName(), List.of());
    write(note("evenkeel", plan(factory)), trial(0.5));
    loadsNothing();
  }

  @Test
  void anOldJournalLoadsNoClass() throws IOException {
    JsonObject plan = plan();
    for (String key : List.of("network", "data", "start", "multiplier", "training")) {
      plan.remove(key);
    }
    JsonArray arguments = new JsonArray();
    List.of("--block-factory", NoisyFactory.class.getName(), "--examples", "40")
        .forEach(arguments::add);
    plan.add("arguments", arguments);
    write(note("evenkeel", plan), trial(0.5));
    loadsNothing();
  }

  private void loadsNothing() throws IOException {
    List<String[]> commands = commands().toList();
    Runs.Result report = Runs.evenkeel(commands.get(0));
    assertEquals(0, report.code(), report.err());
    for (String[] command : commands.subList(1, 3)) {
      refused(Runs.evenkeel(command), "--block-factory " + NoisyFactory.class.getName());
    }
    assertNull(System.getProperty(NoisyFactory.LOADED));
    refused(
        Runs.evenkeel("worker", "--study", "" + study, "--block-factory", "another.Model"),
        "is not loaded");
  }

  /** A word that begins with @ is not a file of options. */
  @Test
  void aJournalExpandsNoFile() throws IOException {
    Path options = folder.resolve("options");
    Files.writeString(options, "--examples 40 --block-factory " + NoisyFactory.class.getName());
    JsonObject plan = plan();
    for (String key : List.of("network", "data", "start", "multiplier", "training")) {
      plan.remove(key);
    }
    JsonArray arguments = new JsonArray();
    arguments.add("@" + options);
    plan.add("arguments", arguments);
    refusedEverywhere(note("evenkeel", plan));
    assertNull(System.getProperty(NoisyFactory.LOADED));
  }

  /** The command of a page is the plan's own, or none. */
  @Test
  void aRecordedCommandThatIsNotThePlansIsNotShown() throws IOException {
    Path page = folder.resolve("page.html");
    String[] report = commands().findFirst().orElseThrow();
    JsonObject plan = plan();
    JsonArray own = new JsonArray();
    List.of("--examples", "40", "--width", "16", "--depth", "3").forEach(own::add);
    plan.add("arguments", own);
    write(note("evenkeel", plan), trial(0.5));
    Runs.Result result = Runs.evenkeel(report);
    assertEquals(0, result.code(), result.err());
    assertTrue(Files.readString(page).contains("evenkeel train --examples 40 --width 16"));
    own.add("--block-factory");
    own.add("evil.Model");
    write(note("evenkeel", plan), trial(0.5));
    assertEquals(0, Runs.evenkeel(report).code());
    assertFalse(Files.readString(page).contains("evil.Model"));
    assertFalse(Files.readString(page).contains("evenkeel train"));
  }
}
