// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.study.trial.TrialState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Studies as other tools read them. */
class ExportTest {

  private static final Space SPACE = Space.parse("multiplier=log:0.1..10,optimizer=sgd|adam");

  /** A trial of seeds 4 and 5 with two steps each, and one pruned in its third. */
  private static final StudyResult STUDY =
      StudyResult.of(
          "study.jsonl",
          SPACE,
          List.of(
              trial(0, TrialState.COMPLETE, 0.25, "sgd", 1.5, 0.5, 1.25, 0.125),
              trial(1, TrialState.PRUNED, null, "adam", 2.5, 2.25, 3)));

  @TempDir Path folder;

  private static Trial trial(
      int number, TrialState state, @Nullable Double value, String optimizer, double... reports) {
    Setting setting = Setting.empty().with("multiplier", number + 0.5).with("optimizer", optimizer);
    TreeMap<Integer, Double> intermediate = new TreeMap<>();
    for (int i = 0; i < reports.length; i++) {
      intermediate.put(i + 1, reports[i]);
    }
    JsonArray seeds = new JsonArray();
    seeds.add(4);
    seeds.add(5);
    Map<String, JsonElement> notes = Map.of(TrialNotes.SEEDS, seeds);
    LocalDateTime start = LocalDateTime.of(2026, 11, 29, 12, number);
    return new Trial(
        number,
        state,
        setting,
        SPACE.domains(setting),
        value,
        intermediate,
        notes,
        start,
        start.plusSeconds(7));
  }

  @Test
  void eachSeedHasACurveOfItsOwn() {
    TrialCurves curves = TrialCurves.of(STUDY);
    assertEquals(
        Map.of("seed 4", Map.of(1, 1.5, 2, 0.5), "seed 5", Map.of(1, 1.25, 2, 0.125)),
        curves.curves(STUDY.trials().get(0)));
    assertEquals(
        Map.of("seed 4", Map.of(1, 2.5, 2, 2.25), "seed 5", Map.of(1, 3.0)),
        curves.curves(STUDY.trials().get(1)));
  }

  /**
   * The first record of an event file, by tensorboard 2.20: {@code
   * RecordWriter(f).write(Event(wall_time=1764417600+..., file_version="brain.Event:2"))}: length,
   * masked CRC-32C of it, the event.
   */
  @Test
  void anEventFileBeginsWithItsVersion() throws IOException {
    TensorBoardFiles.write(STUDY, folder);
    byte[] bytes = Files.readAllBytes(folder.resolve("trial-0000/events.out.tfevents.0.evenkeel"));
    assertEquals("1800000000000000a37f4b22", HexFormat.of().formatHex(Arrays.copyOf(bytes, 12)));
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    assertTrue(text.contains("brain.Event:2"), text);
  }

  @Test
  void aSecondExportReplacesTheFirst() throws IOException {
    List<String> first = exported();
    assertEquals(first, exported());
    assertTrue(first.stream().anyMatch(file -> file.endsWith("params/optimizer")), first::toString);
  }

  private List<String> exported() throws IOException {
    MlflowFiles.write(STUDY, "study.jsonl", folder.resolve("mlruns"));
    try (Stream<Path> files = Files.walk(folder.resolve("mlruns"))) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  /** The real tools read the files back. */
  @Test
  void tensorBoardAndMlflowReadTheStudy() throws IOException, InterruptedException {
    String python = System.getenv("EVENKEEL_PYTHON");
    Assumptions.assumeTrue(python != null, "needs EVENKEEL_PYTHON");
    Assumptions.assumeTrue(
        run(python, "import tensorboard, mlflow").code() == 0, "needs tensorboard and mlflow");
    TensorBoardFiles.write(STUDY, folder.resolve("events"));
    MlflowFiles.write(STUDY, "study.jsonl", folder.resolve("mlruns"));
    Ran board =
        run(
            python,
            """
            from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
            for trial in ("trial-0000", "trial-0001"):
                a = EventAccumulator(r"%s/" + trial).Reload()
                for tag in sorted(a.Tags()["scalars"]):
                    print(trial, tag, [(e.step, e.value) for e in a.Scalars(tag)])
            """
                .formatted(folder.resolve("events")));
    assertEquals(
        """
        trial-0000 setting/multiplier [(0, 0.5)]
        trial-0000 validation loss/seed 4 [(1, 1.5), (2, 0.5)]
        trial-0000 validation loss/seed 5 [(1, 1.25), (2, 0.125)]
        trial-0000 value [(0, 0.25)]
        trial-0001 setting/multiplier [(0, 1.5)]
        trial-0001 validation loss/seed 4 [(1, 2.5), (2, 2.25)]
        trial-0001 validation loss/seed 5 [(1, 3.0)]
        """,
        board.out(),
        board.err());
    Ran mlflow =
        run(
            python,
            """
            from mlflow.tracking import MlflowClient
            c = MlflowClient(r"file://%s")
            e = c.get_experiment_by_name("study.jsonl")
            for r in sorted(c.search_runs([e.experiment_id]), key=lambda r: r.info.run_name):
                print(r.info.run_name, r.info.status, sorted(r.data.params.items()),
                      sorted(r.data.metrics.items()))
                for m in sorted(r.data.metrics):
                    print(m, [(h.step, h.value) for h in c.get_metric_history(r.info.run_id, m)])
            """
                .formatted(folder.resolve("mlruns")));
    assertEquals(
        """
        trial 0 FINISHED [('multiplier', '0.5'), ('optimizer', 'sgd')] [('validation loss', 0.25), ('validation loss of seed 4', 0.5), ('validation loss of seed 5', 0.125)]
        validation loss [(0, 0.25)]
        validation loss of seed 4 [(1, 1.5), (2, 0.5)]
        validation loss of seed 5 [(1, 1.25), (2, 0.125)]
        trial 1 KILLED [('multiplier', '1.5'), ('optimizer', 'adam')] [('validation loss of seed 4', 2.25), ('validation loss of seed 5', 3.0)]
        validation loss of seed 4 [(1, 2.5), (2, 2.25)]
        validation loss of seed 5 [(1, 3.0)]
        """,
        mlflow.out(),
        mlflow.err());
  }

  private record Ran(int code, String out, String err) {}

  private Ran run(String python, String program) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(python, "-c", program)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("MLFLOW_ALLOW_FILE_STORE", "true"); // which 3.17 asks for
    int code = builder.start().waitFor();
    return new Ran(code, Files.readString(out), Files.readString(err));
  }
}
