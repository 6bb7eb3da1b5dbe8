// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables as teams have them: many classes, few rows, one class for nearly all. */
class TablesAtTheEdgeTest {

  @TempDir private Path folder;

  private final SplittableRandom random = new SplittableRandom(9);

  private String row(String label, double... means) {
    return IntStream.range(0, means.length)
        .mapToObj(i -> String.format(Locale.ROOT, "%.3f", means[i] + 0.3 * random.nextGaussian()))
        .collect(Collectors.joining(",", "", "," + label));
  }

  private Path table(List<String> rows) throws IOException {
    return Files.writeString(
        folder.resolve("t.csv"),
        rows.stream().collect(Collectors.joining("\n", "a,b,label\n", "\n")));
  }

  private Runs.Result run(Path table, String command) {
    Runs.Result result =
        Runs.evenkeel((command + " --data " + table + " --width 8 --depth 1 --quiet").split(" +"));
    assertEquals(0, result.code(), result.err());
    return result;
  }

  private void runAll(Path table) {
    run(table, "check");
    run(table, "train --epochs 2");
    run(table, "compare --epochs 2 --starts he,glorot");
  }

  private JsonObject tuned(Path table, String more) {
    String command = "tune --epochs 2 --trials 2 --confirm 2 --workers 1 --format json ";
    return JsonParser.parseString(run(table, command + more).out()).getAsJsonObject();
  }

  @Test
  void fiveHundredClasses() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      rows.add(row("c" + i % 500, i % 25, i % 500 / 25.0));
    }
    Path table = table(rows);
    runAll(table);
    assertTrue(run(table, "train --epochs 1").out().contains("500 classes\n"));
    JsonObject study = tuned(table, "--seeds 1 --metric auc");
    // AUC is 1/2 for guessing; a class that the validation examples do not have is left out.
    assertTrue(study.getAsJsonObject("best").get("value").getAsDouble() <= 0.6);
  }

  @Test
  void twelveRows() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      rows.add(row(i % 2 == 0 ? "yes" : "no", i % 2, 0));
    }
    Path table = table(rows);
    runAll(table);
    assertTrue(
        run(table, "compare --epochs 1 --starts he,glorot")
            .out()
            .replaceAll("\\s+", " ")
            .contains("to validate, which are few to judge by, 2 classes"));
    assertTrue(tuned(table, "--seeds 2").getAsJsonArray("trials").size() >= 2);
    assertTrue(tuned(table, "--folds 3 --metric f1").getAsJsonArray("trials").size() >= 2);
    Runs.Result folds = Runs.evenkeel("tune", "--data", table.toString(), "--folds", "13");
    assertEquals(2, folds.code());
    assertEquals(1, folds.err().lines().filter(line -> line.startsWith("evenkeel:")).count());
  }

  @Test
  void oneClassOfNineTenths() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      rows.add(row(i % 10 == 0 ? "rare" : "common", i % 10 == 0 ? 2 : 0, 0));
    }
    Path table = table(rows);
    runAll(table);
    String trained = run(table, "train --epochs 2 --metric f1").out().replaceAll("\\s+", " ");
    assertTrue(
        trained.contains("2 classes; to guess common is accuracy 90 %, so f1 or auc tell more"),
        trained);
    assertTrue(trained.matches(".*: accuracy [0-9.]+ %, F1 [01]\\.[0-9]+.*"), trained);
    JsonObject study = tuned(table, "--seeds 1 --metric f1");
    double value = study.getAsJsonObject("best").get("value").getAsDouble();
    assertTrue(value >= 0 && value <= 1, "1 - F1 is " + value);
    assertEquals("F1", study.getAsJsonObject("maximized").get("metric").getAsString());
  }

  @Test
  void oneClassOfAll() throws IOException {
    Path table = table(List.of("1,2,a", "2,3,a", "3,4,a"));
    for (String command : List.of("check", "train", "compare", "tune")) {
      Runs.Result refused = Runs.evenkeel(command, "--data", table.toString());
      assertEquals(2, refused.code());
      assertTrue(refused.err().contains("at least two classes"), refused.err());
    }
  }
}
