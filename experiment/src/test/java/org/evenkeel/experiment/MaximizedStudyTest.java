// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.evenkeel.data.DataSource;
import org.evenkeel.djl.train.Metric;
import org.evenkeel.djl.train.Metrics;
import org.evenkeel.djl.train.Predictions;
import org.evenkeel.experiment.NetworkSource.Perceptron;
import org.evenkeel.experiment.goal.Goal;
import org.evenkeel.result.ResultJson;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.journal.Journal;
import org.evenkeel.study.search.Budget;
import org.evenkeel.study.search.Ending;
import org.evenkeel.study.trial.Direction;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Studies of a metric of which higher is better have its own values in their journals. */
class MaximizedStudyTest {

  private static final StudyPlan PLAN =
      StudyPlan.of(
              Experiment.of(
                      new Perceptron(null, 16, 2, "tanh"),
                      DataSource.of("moons").withExamples(200).withTest(0.25))
                  .withTraining(Experiment.DEFAULT_TRAINING.withEpochs(3)),
              "multiplier=log:0.5..2,learningRate=log:0.01..1")
          .withSeeds(2, 2)
          .withGoal(Goal.LOSS.withMetric("accuracy"));

  @TempDir Path folder;

  private static StudyResult run(Path file, int trials) {
    try (Tuning tuning = Tuning.onDisk(file, null, PLAN)) {
      return tuning.run(Budget.trials(trials), ProgressListener.NONE);
    }
  }

  private static List<JsonObject> lines(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
  }

  /** The value of each trial as it is written. */
  private static Map<Integer, Double> written(Path file) throws IOException {
    Map<Integer, Double> values = new TreeMap<>();
    for (JsonObject op : lines(file)) {
      if (op.get("op_code").getAsInt() == 6 && op.get("values") instanceof JsonArray one) {
        values.put(op.get("trial_id").getAsInt(), one.get(0).getAsDouble());
      }
    }
    return values;
  }

  @Test
  void anAccuracyIsMaximizedAndItsJournalHasAccuracies() throws IOException {
    Path file = folder.resolve("study.jsonl");
    StudyResult study = run(file, 7);
    assertEquals("[2]", lines(file).get(0).get("directions").toString());
    Trial winner = study.recommended().orElseThrow();
    assertEquals(1 - winner.value(), written(file).get(winner.number()), 1e-12);
    assertTrue(written(file).values().stream().allMatch(v -> v >= 0 && v <= 1));
    assertEquals("accuracy", study.valued());
    assertEquals("1 - accuracy", study.minimized());
    assertEquals(
        "{\"metric\":\"accuracy\",\"best\":1.0}",
        ResultJson.write(study).get("maximized").toString());
    // The seeds' values, the comparison and the look at the test part are accuracies as well.
    Trial raw = Journal.existing(file, null).trials().get(winner.number());
    JsonObject first =
        lines(file).stream()
            .filter(op -> op.get("op_code").getAsInt() == 8)
            .filter(op -> op.get("trial_id").getAsInt() == winner.number())
            .map(op -> op.getAsJsonObject("user_attr"))
            .filter(note -> note.has("values"))
            .reduce((a, b) -> b)
            .orElseThrow()
            .getAsJsonObject("values");
    TrialNotes.values(raw)
        .forEach((seed, loss) -> assertEquals(1 - loss, first.get("" + seed).getAsDouble(), 1e-12));
    JsonObject attributes = new JsonObject();
    lines(file).stream()
        .filter(op -> op.get("op_code").getAsInt() == 2)
        .forEach(op -> op.getAsJsonObject("user_attr").asMap().forEach(attributes::add));
    assertEquals(
        1 - study.test().value(),
        attributes.getAsJsonObject("evenkeel:test").get("value").getAsDouble(),
        1e-12);
    if (study.confirmation() != null) {
      double mean =
          attributes
              .getAsJsonArray("confirmation")
              .get(0)
              .getAsJsonObject()
              .getAsJsonObject("values")
              .asMap()
              .values()
              .stream()
              .mapToDouble(one -> one.getAsDouble())
              .average()
              .orElseThrow();
      assertEquals(1 - study.confirmation().loss(), mean, 1e-12);
    }
    // It goes on, with the same trials, and ends at an accuracy.
    StudyResult more = run(file, 9);
    assertEquals(study.trials().get(0), more.trials().get(0));
    try (Tuning tuning = Tuning.onDisk(file, null, PLAN)) {
      Budget reached = new Budget(50, null, written(file).get(winner.number()));
      assertEquals(Ending.TARGET, tuning.search(reached, ProgressListener.NONE));
    }
  }

  /** A journal of before: 1 less the accuracy, minimized. */
  @Test
  void aStudyThatMinimizesOneLessItGoesOnAndIsTheSame() throws IOException {
    Path before = folder.resolve("before.jsonl");
    Journal.open(before, null, Direction.MINIMIZE);
    StudyResult old = run(before, 6);
    StudyResult now = run(folder.resolve("now.jsonl"), 6);
    assertEquals("[1]", lines(before).get(0).get("directions").toString());
    assertEquals("1 - accuracy", old.valued());
    for (int i = 0; i < 6; i++) {
      assertEquals(old.trials().get(i).setting(), now.trials().get(i).setting());
      assertEquals(old.trials().get(i).state(), now.trials().get(i).state());
      if (old.trials().get(i).hasValue()) {
        assertEquals(old.trials().get(i).value(), now.trials().get(i).value(), 1e-12);
        assertEquals(old.trials().get(i).value(), written(before).get(i), 1e-12);
      }
    }
    assertEquals(old.answer().orElseThrow().kind(), now.answer().orElseThrow().kind());
    assertEquals(8, run(before, 8).trials().stream().filter(t -> t.number() < 8).count());
  }

  @Test
  void aStudyOfOptunaThatMaximizesIsNotMinimized() {
    Path file = folder.resolve("theirs.jsonl");
    Journal.open(file, null, Direction.maximize(0));
    StudyPlan loss = PLAN.withGoal(Goal.LOSS);
    String message =
        assertThrows(IllegalArgumentException.class, () -> Tuning.onDisk(file, null, loss).close())
            .getMessage();
    assertTrue(message.contains("maximizes its value"), message);
    try (Tuning tuning = Tuning.onDisk(file, null, PLAN)) {
      tuning.search(Budget.trials(1), ProgressListener.NONE);
    }
    assertEquals(Direction.maximize(1), Journal.existing(file, null).direction());
  }

  /** A metric of the user's: the accuracy in percent. */
  public static final class Percent implements Metric {
    @Override
    public double of(Predictions predictions) {
      return 100 * Metrics.ACCURACY.of(predictions);
    }

    @Override
    public boolean higherIsBetter() {
      return true;
    }
  }

  @Test
  void aWorkerJoinsWithTheUsersMetricIfItIsToldOfIt() throws IOException {
    Path file = folder.resolve("own.jsonl");
    String metric = Percent.class.getName();
    StudyPlan own = PLAN.withGoal(Goal.LOSS.withMetric(metric));
    try (Tuning tuning = Tuning.onDisk(file, null, own)) {
      tuning.search(Budget.trials(1), ProgressListener.NONE);
    }
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Tuning.join(file, null, null, null, null, StudyPlan::read).close())
            .getMessage();
    assertTrue(message.endsWith("add --metric " + metric), message);
    try (Tuning tuning = Tuning.join(file, null, null, metric, null, StudyPlan::read)) {
      tuning.search(Budget.trials(2), ProgressListener.NONE);
      assertEquals("negative " + metric, tuning.result().minimized());
    }
    assertTrue(written(file).values().stream().anyMatch(value -> value > 1), "percents");
  }
}
