// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command that reads files says in one line what it read. */
class DataTest {

  private static final String SMALL = " --width 8 --depth 2";

  private static final String LINE =
      "data      wine.csv: 40 rows, 2 features; classes: no 30, yes 10; cells separated by ';';"
          + " decimal commas; header; label 'good'; standardized; 32 to train, 8 to validate";

  @TempDir private static Path folder;

  @BeforeAll
  static void write() throws IOException {
    StringBuilder wine = new StringBuilder("acid;sugar;good\n");
    StringBuilder colors = new StringBuilder("color,size,kind\n");
    for (int i = 0; i < 40; i++) {
      wine.append("%d,5;%d,25;%s\n".formatted(i % 7, i % 5, i % 4 == 0 ? "yes" : "no"));
      colors.append("%s,%s,%d\n".formatted(i % 2 == 0 ? "red" : "blue", i % 5, i % 2));
    }
    Files.writeString(folder.resolve("wine.csv"), wine);
    Files.writeString(folder.resolve("colors.csv"), colors.append("NA,3,1\nred,?,0\n"));
  }

  private static Runs.Result run(String command) {
    return Runs.evenkeel(command.replace("F/", folder + "/").split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rules --plan --block-factory org.evenkeel.cli.TwoInputs --data F/wine.csv",
        "predict --data F/wine.csv" + SMALL,
        "check --data F/wine.csv" + SMALL,
        "train --data F/wine.csv --epochs 1" + SMALL,
        "compare --data F/wine.csv --starts he --epochs 1" + SMALL,
        "tune --data F/wine.csv --epochs 1 --seeds 1 --confirm 2 --trials 1 --workers 1" + SMALL,
      })
  void everyCommandSaysWhatItRead(String command) {
    Runs.Result result = run(command);
    assertTrue(result.code() != 1 && result.code() != 2, result.err());
    assertEquals(LINE, result.err().lines().findFirst().orElse(""), result.err());
    assertEquals(1, result.err().lines().filter(line -> line.startsWith("data")).count());
  }

  @Test
  void itIsSaidBeforeANetworkIsRefused() {
    Runs.Result result = run("check --data F/wine.csv --layers 64,8,2");
    assertEquals(2, result.code());
    assertEquals(LINE, result.err().lines().findFirst().orElse(""));
  }

  @Test
  void quietIsSilentAndGeneratedDataAreNotRead() {
    assertEquals("", run("check --quiet --data F/wine.csv" + SMALL).err());
    assertEquals("", run("check --data moons" + SMALL).err());
  }

  @Test
  void aDocumentHasWhatWasRead() {
    JsonObject data =
        JsonParser.parseString(run("check --format json --data F/wine.csv" + SMALL).out())
            .getAsJsonObject()
            .getAsJsonObject("data");
    assertEquals("wine.csv", data.get("name").getAsString());
    assertEquals("[2]", data.get("shape").toString());
    assertEquals("{\"no\":30,\"yes\":10}", data.get("classes").toString());
    assertEquals(32, data.get("training").getAsInt());
    assertEquals(8, data.get("validation").getAsInt());
    assertTrue(data.get("standardized").getAsBoolean());
    assertEquals(
        "[\"cells separated by ';'\",\"decimal commas\",\"header\",\"label 'good'\"]",
        data.get("notes").toString());
  }

  /** A page says what was read, whether it is made at once or from a document or a study. */
  @Test
  void aPageHasWhatWasRead() throws IOException {
    Path page = folder.resolve("page.html");
    Path result = folder.resolve("result.json");
    Path study = folder.resolve("told.jsonl");
    for (String command :
        List.of(
            "predict --data F/wine.csv" + SMALL,
            "check --data F/wine.csv" + SMALL,
            "tune --data F/wine.csv --epochs 1 --seeds 1 --confirm 2 --trials 2 --workers 1 --study "
                + study
                + SMALL)) {
      Runs.Result document = run(command + " --format json --report " + page);
      assertTrue(document.code() != 1 && document.code() != 2, document.err());
      assertSaid(page);
      Files.writeString(result, document.out());
      assertEquals(0, run("report " + result + " -o " + page).code());
      assertSaid(page);
    }
    assertEquals(0, run("report " + study + " -o " + page).code());
    assertSaid(page);
  }

  private static void assertSaid(Path page) throws IOException {
    String html = Files.readString(page).replace("&#39;", "'");
    assertTrue(html.contains(LINE.substring("data      ".length())), html.substring(0, 2000));
    Files.delete(page);
  }

  @Test
  void theOptionsOfTablesHaveTheirEffect() {
    String read = "check --data F/colors.csv --categorical color" + SMALL;
    assertTrue(run(read + " --missing drop").err().contains("2 rows without a value dropped"));
    String mean = run(read + " --missing MEAN").err();
    assertTrue(mean.contains("42 rows, 3 features"), mean);
    assertTrue(mean.contains("2 missing values replaced by means"), mean);
    assertTrue(run(read).err().contains("line 42, column 'color' has 'NA'"));
    assertTrue(
        run("check --delimiter semicolon --data F/wine.csv" + SMALL)
            .err()
            .contains("40 rows, 2 features"));
  }

  /** A study that is resumed reads its data as when it was begun. */
  @Test
  void aStudyKeepsHowItsDataAreRead() throws IOException {
    Path study = folder.resolve("study.jsonl");
    String tune = "tune --workers 1 --trials %d --study " + study;
    String options =
        " --data F/colors.csv --categorical color --missing drop --delimiter , --epochs 1 --seeds 1"
            + " --confirm 2"
            + SMALL;
    Runs.Result begun = run(tune.formatted(1) + options);
    assertEquals(0, begun.code(), begun.err());
    Runs.Result resumed = run(tune.formatted(2));
    assertEquals(0, resumed.code(), resumed.err());
    String line = begun.err().lines().findFirst().orElse("");
    assertTrue(line.contains("2 rows without a value dropped"), line);
    assertEquals(line, resumed.err().lines().findFirst().orElse(""));
    try (Stream<String> lines = Files.lines(study)) {
      assertFalse(lines.anyMatch(one -> one.contains("\"state\": 3")), "no trial failed");
    }
  }
}
