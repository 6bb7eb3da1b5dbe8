package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.evenkeel.data.DataSource;
import org.evenkeel.experiment.Experiment;
import org.evenkeel.experiment.NetworkSource;
import org.evenkeel.experiment.StudyPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's block that prints to stdout breaks no JSON there. */
class NoisyBlockTest {

  @TempDir Path folder;

  /** Runs the command in a process of its own; returns its stdout. */
  private String run(String stdin, String... words) throws IOException, InterruptedException {
    Path in = Files.writeString(folder.resolve("in"), stdin);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Evenkeel.class.getName()));
    command.addAll(List.of(words));
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command).redirectInput(in.toFile()).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    assertTrue(Files.readString(err).contains("forward") || !stdin.isEmpty(), out);
    return out;
  }

  @Test
  void aDocumentIsAllThatIsOnStdout() throws IOException, InterruptedException {
    String out =
        run(
            "",
            "check",
            "--block-factory",
            NoisyFactory.class.getName(),
            "--examples",
            "40",
            "--format",
            "json");
    assertTrue(JsonParser.parseString(out).getAsJsonObject().has("layers"), out);
  }

  @Test
  void aWorkerAnswersInJson() throws IOException, InterruptedException {
    JsonObject open = new JsonObject();
    open.add(
        "open",
        StudyPlan.of(
                Experiment.of(
                    new NetworkSource.Factory(NoisyFactory.class.getName(), List.of()),
                    DataSource.of("digits").withExamples(40)),
                "learningRate=0.1..1")
            .json());
    String out = run("no JSON\n" + open + "\n", "worker");
    List<String> lines = out.lines().toList();
    assertTrue(lines.size() >= 1, out);
    for (String line : lines) {
      assertTrue(JsonParser.parseString(line).isJsonObject(), line);
    }
    assertEquals(
        "not an order",
        JsonParser.parseString(lines.get(0))
            .getAsJsonObject()
            .get("error")
            .getAsString()
            .substring(0, 12));
  }
}
