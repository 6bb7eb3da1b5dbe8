package org.evenkeel.study.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.evenkeel.study.space.CategoricalDomain;
import org.evenkeel.study.space.FloatDomain;
import org.evenkeel.study.space.IntDomain;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Journals whole, cut, damaged, and files that are none. */
class JournalTest {

  private static final Space SPACE = Space.parse("rate=log:1e-4..1");

  private static final Setting SETTING = new Setting(Map.of("rate", 0.25));

  private static final String STUDY =
      "{\"op_code\":0,\"worker_id\":\"w\",\"study_name\":\"%s\",\"directions\":[%s]}\n";

  private static final String TRIAL =
      "{\"op_code\":4,\"worker_id\":\"w\",\"study_id\":0,"
          + "\"datetime_start\":\"2026-01-02T03:04:05.678901\"}\n";

  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("s.journal"), text);
  }

  private static void runOne(Journal journal) {
    journal.exclusively(
        change -> {
          int number = change.create(SPACE, SETTING, TrialState.RUNNING);
          change.report(number, 1, 0.5);
          change.note(number, "note", new JsonPrimitive("é"));
          change.state(number, TrialState.COMPLETE, (double) number);
          return null;
        });
  }

  @Test
  void names() throws IOException {
    Path file = folder.resolve("a.b.journal");
    assertEquals("a.b", Journal.open(file, null).name());
    byte[] before = Files.readAllBytes(file);
    assertEquals("a.b", Journal.open(file, null).name());
    assertArrayEquals(before, Files.readAllBytes(file), "opening writes nothing");
    assertEquals("x", Journal.open(file, "x").name());
    assertEquals(
        "%s holds several studies; give the name of one: a.b, x".formatted(file),
        assertThrows(IllegalArgumentException.class, () -> Journal.open(file, null)).getMessage());
    assertEquals("s", Journal.open(file(""), null).name());
  }

  @Test
  void studiesOfAFileAreApart() {
    Path file = folder.resolve("two.journal");
    Journal a = Journal.open(file, "a");
    Journal b = Journal.open(file, "b");
    runOne(a);
    runOne(b);
    runOne(a);
    runOne(b);
    b.note("only", new JsonPrimitive("b"));
    for (Journal one : List.of(a, b, Journal.open(file, "a"), Journal.open(file, "b"))) {
      assertEquals(List.of(0, 1), one.trials().stream().map(Trial::number).toList());
      assertEquals(List.of(0.0, 1.0), one.trials().stream().map(Trial::value).toList());
      assertEquals(one.name().equals("b") ? 1 : 0, one.attributes().size());
    }
  }

  /** A process may be killed after any byte: what it wrote as a whole counts, and all goes on. */
  @Test
  void aFileCutAnywhereGoesOn() throws IOException {
    Path whole = folder.resolve("whole.journal");
    Journal first = Journal.open(whole, "cut");
    runOne(first);
    runOne(first);
    byte[] bytes = Files.readAllBytes(whole);
    Path file = folder.resolve("cut.journal");
    for (int length = 0; length <= bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      Files.write(file, cut);
      Journal journal = Journal.open(file, null);
      int lines =
          (int) new String(cut, StandardCharsets.ISO_8859_1).chars().filter(c -> c == '\n').count();
      int trials = lines >= 6 ? 2 : lines >= 2 ? 1 : 0;
      assertEquals(trials, journal.trials().size(), "after %d bytes".formatted(length));
      if (lines > 0) {
        assertArrayEquals(cut, Files.readAllBytes(file), "opening writes nothing");
      }
      runOne(journal);
      assertEquals(journal.trials(), Journal.open(file, "cut").trials());
      assertEquals(trials + 1, journal.trials().size());
      assertEquals(trials, journal.trials().get(trials).value());
      assertEquals(
          trials > 0 && lines < 5 ? TrialState.RUNNING : TrialState.COMPLETE,
          journal.trials().get(0).state());
    }
  }

  @Test
  void aReaderSeesWhatAnotherCutsOffAndWrites() throws IOException {
    Path file = folder.resolve("s.journal");
    Journal writer = Journal.open(file, null);
    Journal reader = Journal.open(file, null);
    runOne(writer);
    String whole = Files.readString(file);
    for (String torn :
        List.of("{\"op_code\"", "{\"op_code\":4,\n", "\0\0\0\0", "{\"op_code\":4}")) {
      Files.writeString(file, whole + torn);
      assertEquals(1, reader.trials().size());
    }
    runOne(writer);
    assertEquals(2, reader.trials().size());
    assertFalse(Files.readString(file).contains("{\"op_code\":4}"));
  }

  /** As after a full disk: what a reader has seen was cut off, and a longer line stands there. */
  @Test
  void whatWasReadAndCutOffIsForgotten() throws IOException {
    Path file = folder.resolve("s.journal");
    Journal journal = Journal.open(file, null);
    String before = Files.readString(file);
    Journal other = Journal.open(file, null);
    other.note("cut", new JsonPrimitive(1));
    assertEquals(Set.of("cut"), journal.attributes().keySet());
    Files.writeString(
        file,
        before
            + "{\"op_code\":2,\"worker_id\":\"w\",\"study_id\":0,\"user_attr\":{\"kept\":\"%s\"}}\n"
                .formatted("y".repeat(400)));
    journal.note("mine", new JsonPrimitive(2));
    assertEquals(Set.of("kept", "mine"), journal.attributes().keySet());
    assertEquals(Set.of("kept", "mine"), Journal.open(file, null).attributes().keySet());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"op_code\":4,\"worker_id\":\"w\",\"study_id\":0,\"datetime_start\":nul",
        "{\"op_code\":4,\"worker_id\":\"w\",\"study_id\":0}}",
        "{\"op_code\":5,\"worker_id\":\"w\",\"trial_id\":0}",
        "{\"op_code\":6,\"worker_id\":\"w\",\"trial_id\":0,\"state\":9,\"values\":null}",
        "{\"op_code\":8,\"worker_id\":\"w\",\"trial_id\":\"x\",\"user_attr\":{}}",
        "{'op_code':8}",
        "hello",
        "[4]",
        "''",
      })
  void aDamagedLineIsNamed(String line) throws IOException {
    Path file = file(STUDY.formatted("s", 1) + TRIAL);
    Journal open = Journal.open(file, null);
    String damaged = Files.readString(file) + line + "\n" + TRIAL + TRIAL;
    Files.writeString(file, damaged);
    String message =
        "line 3 of %s is damaged; nothing was written: remove that line, or restore a copy"
            .formatted(file);
    for (int i = 0; i < 2; i++) {
      assertEquals(
          message,
          assertThrows(IllegalArgumentException.class, () -> Journal.open(file, null))
              .getMessage());
      assertEquals(
          message, assertThrows(IllegalArgumentException.class, open::trials).getMessage());
      assertEquals(
          message, assertThrows(IllegalArgumentException.class, () -> runOne(open)).getMessage());
    }
    assertEquals(damaged, Files.readString(file));
  }

  /** Rows: a file that is no journal, as hexadecimal digits or text. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "text; a,b,c",
        "text; a,b\\n1,2\\n",
        "text; {\"a\":1}",
        "text; {\"a\":1}\\n",
        "text; {\\n \"a\":1\\n}\\n",
        "text; [1,2]\\n",
        "text; {\"op_code\":\"x\"}\\n{}\\n",
        "hex; 89504e470d0a1a0a0000000d49484452",
        "hex; 00000000",
        "hex; cafebabe",
      })
  void anotherFileStaysAsItIs(String form, String content) throws IOException {
    byte[] bytes =
        form.equals("hex")
            ? HexFormat.of().parseHex(content)
            : content.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(folder.resolve("other"), bytes);
    for (String name : new String[] {null, "s"}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> Journal.open(file, name)).getMessage();
      assertTrue(message.contains(file.toString()) && message.contains(";"), message);
      assertEquals(1, message.lines().count());
    }
    assertArrayEquals(bytes, Files.readAllBytes(file));
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count(), "nothing is left beside it");
    }
  }

  @Test
  void foldersAndMissingFolders() {
    assertEquals("%s is a folder; give a study file in it".formatted(folder), line(folder));
    Path file = folder.resolve("no/s.journal");
    assertEquals("%s cannot be locked: there is no such folder".formatted(file), line(file));
  }

  private static String line(Path file) {
    return assertThrows(UncheckedIOException.class, () -> Journal.open(file, null))
        .getCause()
        .getMessage();
  }

  @ParameterizedTest
  @CsvSource({"3", "0", "'1,1'", "'2,1'"})
  void otherDirectionsAreRefused(String directions) throws IOException {
    Path file = file(STUDY.formatted("s", directions));
    assertEquals(
        "the study \"s\" in %s does not minimize or maximize one value; give another study"
            .formatted(file),
        assertThrows(IllegalArgumentException.class, () -> Journal.open(file, null)).getMessage());
  }

  @Test
  void operationsOfALaterOptunaAreNamed() throws IOException {
    String text = STUDY.formatted("s", 1) + "{\"op_code\":11,\"worker_id\":\"w\"}\n" + TRIAL;
    Path file = file(text);
    assertEquals(
        "%s, line 2: unknown operation 11, of a later Optuna; continue the study there"
            .formatted(file),
        assertThrows(IllegalArgumentException.class, () -> Journal.open(file, null)).getMessage());
    assertEquals(text, Files.readString(file));
  }

  @Test
  void everyLineIsJson() throws IOException {
    Path file = folder.resolve("s.journal");
    Journal journal = Journal.open(file, null);
    JsonArray list = new JsonArray();
    list.add(Double.NaN);
    list.add(1);
    journal.exclusively(
        change -> {
          change.create(SPACE, SETTING, TrialState.RUNNING);
          change.report(0, 1, Double.NaN);
          change.report(0, 2, Double.POSITIVE_INFINITY);
          change.note(0, "list", list);
          change.state(0, TrialState.PRUNED, Double.NaN);
          return null;
        });
    assertFalse(Pattern.compile("NaN|Infinity").matcher(Files.readString(file)).find());
    Trial trial = journal.trials().get(0);
    assertEquals(Map.of(), trial.intermediate());
    assertEquals(JsonNull.INSTANCE, trial.attributes().get("list").getAsJsonArray().get(0));
    assertEquals(null, trial.value());
    assertThrows(
        IllegalArgumentException.class,
        () ->
            journal.exclusively(
                change -> {
                  change.create(SPACE, SETTING, TrialState.RUNNING);
                  change.state(1, TrialState.COMPLETE, Double.NaN);
                  return null;
                }));
  }

  @Test
  void aHyperparameterKeepsItsKind() {
    Journal journal = Journal.open(folder.resolve("s.journal"), null);
    runOne(journal);
    for (String other : List.of("rate=1e-4..1", "rate=int:0..1", "rate=a|b")) {
      Space space = Space.parse(other);
      Setting setting =
          new Setting(Map.of("rate", space.named("rate").orElseThrow().domain().at(0.5)));
      assertThrows(
          IllegalArgumentException.class,
          () -> journal.exclusively(change -> change.create(space, setting, TrialState.RUNNING)));
    }
    Space wider = Space.parse("rate=log:1e-9..10");
    journal.exclusively(change -> change.create(wider, SETTING, TrialState.RUNNING));
    assertEquals(2, journal.trials().size());
  }

  @Test
  void readsTheNamesOfOptuna2AndTheTimesOfOptuna5() throws IOException {
    String parameter =
        "{\"op_code\":5,\"worker_id\":\"w\",\"trial_id\":0,\"param_name\":\"%s\","
            + "\"param_value_internal\":%s,\"distribution\":\"{\\\"name\\\": \\\"%s\\\","
            + " \\\"attributes\\\": {%s}}\"}\n";
    Path file =
        file(
            STUDY.formatted("s", 1)
                + TRIAL.replace("678901", "678901+00:00")
                + parameter.formatted("u", 0.5, "UniformDistribution", low("0.0", "1.0", ""))
                + parameter.formatted("l", 0.5, "LogUniformDistribution", low("0.1", "1.0", ""))
                + parameter.formatted(
                    "d", 0.5, "DiscreteUniformDistribution", low("0.0", "1.0", "q 0.25"))
                + parameter.formatted("i", 3, "IntUniformDistribution", low("1", "9", "step 2"))
                + parameter.formatted(
                    "j", 3.0, "IntLogUniformDistribution", low("1", "9", "step 1"))
                + parameter.formatted(
                    "c", 1, "CategoricalDistribution", "\\\"choices\\\": [\\\"a\\\", true]")
                + parameter.formatted(
                    "f", 0.5, "FloatDistribution", low("0.0", "1.0", "log false,step null"))
                + parameter.formatted("n", 4, "IntDistribution", low("2", "8", "log false,step 2"))
                + "{\"op_code\": 7, \"worker_id\": \"w\", \"trial_id\": 0, \"step\": 3, "
                + "\"intermediate_value\": NaN}\n"
                + "{\"op_code\": 7, \"worker_id\": \"w\", \"trial_id\": 0, \"step\": 4, "
                + "\"intermediate_value\": -Infinity}\n");
    Trial trial = Journal.open(file, null).trials().get(0);
    assertEquals("u=0.5, l=0.5, d=0.5, i=3, j=3, c=true, f=0.5, n=4", trial.setting().toString());
    assertEquals(
        Map.of(
            "u", FloatDomain.uniform(0, 1),
            "l", FloatDomain.logUniform(0.1, 1),
            "d", new FloatDomain(0, 1, false, 0.25),
            "i", new IntDomain(1, 9, false, 2),
            "j", new IntDomain(1, 9, true, 1),
            "c", new CategoricalDomain(List.of("a", true)),
            "f", FloatDomain.uniform(0, 1),
            "n", new IntDomain(2, 8, false, 2)),
        trial.domains());
    trial
        .domains()
        .forEach((name, d) -> assertEquals(d, DomainJson.read(DomainJson.text(d)), name));
    assertEquals(Map.of(3, Double.NaN, 4, Double.NEGATIVE_INFINITY), trial.intermediate());
    LocalDateTime here =
        OffsetDateTime.parse("2026-01-02T03:04:05.678901Z")
            .atZoneSameInstant(ZoneId.systemDefault())
            .toLocalDateTime();
    assertEquals(here, trial.started());
  }

  private static String low(String low, String high, String more) {
    String text = "\\\"low\\\": %s, \\\"high\\\": %s".formatted(low, high);
    for (String one : more.isEmpty() ? new String[0] : more.split(",", -1)) {
      text += ", \\\"%s\\\": %s".formatted(one.split(" ", -1)[0], one.split(" ", -1)[1]);
    }
    return text;
  }

  @Test
  void aFileThatMayOnlyBeReadIsRead() throws IOException {
    Path file = folder.resolve("s.journal");
    runOne(Journal.open(file, null));
    assertTrue(file.toFile().setWritable(false));
    if (Files.isWritable(file)) {
      System.out.println(
          "JournalTest.aFileThatMayOnlyBeReadIsRead skipped: root may write everything");
      return;
    }
    Journal journal = Journal.open(file, null);
    assertEquals(1, journal.trials().size());
    assertEquals(
        "%s cannot be written: no permission; its former content is kept".formatted(file),
        assertThrows(UncheckedIOException.class, () -> runOne(journal)).getCause().getMessage());
  }
}
