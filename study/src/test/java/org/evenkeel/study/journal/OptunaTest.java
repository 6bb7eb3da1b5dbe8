package org.evenkeel.study.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.evenkeel.study.space.CategoricalDomain;
import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.FloatDomain;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.IntDomain;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Direction;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.study.trial.TrialState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Journals that real Optuna reads and writes as well: both see the same. */
@Timeout(120)
class OptunaTest {

  private static final String PYTHON =
      System.getenv().getOrDefault("OPTUNA_PYTHON", "/usr/bin/python3");

  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS");

  private static final Space SPACE =
      new Space(
          List.of(
              Hyperparameter.of("rate", FloatDomain.logUniform(1e-4, 1)),
              Hyperparameter.of("width", new IntDomain(2, 64, false, 2)),
              Hyperparameter.of("kind", new CategoricalDomain(List.of("relu", "tanh", true, 3L))),
              Hyperparameter.of("slope", new FloatDomain(0, 1, false, 0.25))
                  .onlyIf("kind", "tanh")));

  private static final Setting SETTING =
      new Setting(Map.of("rate", 1e-3, "width", 16L, "kind", "tanh", "slope", 0.75));

  @TempDir Path folder;

  private Path script;

  @BeforeEach
  void optunaIsThere() throws IOException, InterruptedException {
    boolean there = false;
    if (Files.isExecutable(Path.of(PYTHON))) {
      Process process =
          new ProcessBuilder(PYTHON, "-c", "import optuna")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      there = process.waitFor() == 0;
    }
    if (!there) {
      String missing = "%s has no optuna; install python3-optuna".formatted(PYTHON);
      assertTrue(!"required".equals(System.getenv("CI_OPTUNA")), missing);
      System.out.println("OptunaTest skipped: " + missing);
    }
    assumeTrue(there, "no optuna");
    script = folder.resolve("optuna_journal.py");
    try (InputStream resource = OptunaTest.class.getResourceAsStream("optuna_journal.py")) {
      Files.copy(resource, script);
    }
  }

  private Process start(Object... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(PYTHON, script.toString()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** What Optuna prints of the study. */
  private static JsonObject shown(Process process) throws Exception {
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor());
    return JsonParser.parseString(text).getAsJsonObject();
  }

  private static void assertSame(JsonObject optuna, Journal journal) {
    List<Trial> trials = journal.trials();
    JsonArray theirs = optuna.getAsJsonArray("trials");
    assertEquals(theirs.size(), trials.size());
    for (int i = 0; i < trials.size(); i++) {
      assertEquals(
          plain(theirs.get(i)), plain(json(trials.get(i), journal.direction())), "trial " + i);
    }
    JsonObject attributes = new JsonObject();
    journal.attributes().forEach(attributes::add);
    assertEquals(plain(optuna.get("attributes")), plain(attributes));
    JsonElement best = optuna.get("best");
    assertEquals(
        best instanceof JsonNull ? -1 : best.getAsInt(),
        trials.stream()
            .filter(Trial::hasValue)
            .min(Comparator.comparing(Trial::value).thenComparing(Trial::number))
            .map(Trial::number)
            .orElse(-1));
  }

  private static JsonObject json(Trial trial, Direction direction) {
    JsonObject json = new JsonObject();
    json.addProperty("number", trial.number());
    json.addProperty("state", trial.state().name());
    json.addProperty("value", direction.value(trial.value()));
    // What is enqueued has no distributions, and Optuna shows no values before they are asked for.
    JsonObject values = trial.setting().json();
    List.copyOf(values.keySet()).stream()
        .filter(name -> !trial.domains().containsKey(name))
        .forEach(values::remove);
    json.add("params", values);
    JsonObject kinds = new JsonObject();
    trial.domains().forEach((name, d) -> kinds.addProperty(name, text(d)));
    json.add("kinds", kinds);
    JsonObject reports = new JsonObject();
    trial
        .intermediate()
        .forEach(
            (step, loss) -> {
              double value = direction.value(loss.doubleValue());
              reports.add(
                  String.valueOf(step),
                  Double.isFinite(value)
                      ? new JsonPrimitive(value)
                      : new JsonPrimitive(
                          Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf"));
            });
    json.add("intermediate", reports);
    JsonObject attributes = new JsonObject();
    TrialNotes.inverted(trial.attributes(), direction).forEach(attributes::add);
    json.add("attributes", attributes);
    json.addProperty(
        "started", trial.started() == null ? null : trial.started().format(MICROSECONDS));
    json.addProperty(
        "completed", trial.completed() == null ? null : trial.completed().format(MICROSECONDS));
    return json;
  }

  /** As Python prints it. */
  private static String text(Domain domain) {
    if (domain instanceof FloatDomain d) {
      return "FloatDistribution(high=%s, log=%s, low=%s, step=%s)"
          .formatted(
              d.high(), python(d.log()), d.low() == 1e-4 ? "0.0001" : d.low(), python(d.step()));
    } else if (domain instanceof IntDomain d) {
      return "IntDistribution(high=%d, log=%s, low=%d, step=%d)"
          .formatted(d.high(), python(d.log()), d.low(), d.step());
    }
    List<String> choices =
        ((CategoricalDomain) domain)
            .choices().stream().map(c -> c instanceof String ? "'" + c + "'" : python(c)).toList();
    return "CategoricalDistribution(choices=(%s))".formatted(String.join(", ", choices));
  }

  private static String python(Object value) {
    return value == null
        ? "None"
        : value instanceof Boolean flag ? (flag ? "True" : "False") : String.valueOf(value);
  }

  /** A text in which equal values are equal: names in order, numbers as doubles. */
  private static String plain(JsonElement json) {
    if (json instanceof JsonObject object) {
      List<String> parts = new ArrayList<>();
      for (String name : new TreeSet<>(object.keySet())) {
        parts.add(name + ": " + plain(object.get(name)));
      }
      return parts.toString();
    } else if (json instanceof JsonArray array) {
      List<String> parts = new ArrayList<>();
      array.forEach(one -> parts.add(plain(one)));
      return "list" + parts;
    } else if (json instanceof JsonPrimitive one && one.isNumber()) {
      return String.valueOf(one.getAsDouble());
    }
    return json.toString();
  }

  private static int run(Journal journal, Setting setting, double value) {
    int number =
        journal.exclusively(
            change -> {
              int created = change.create(SPACE, setting, TrialState.RUNNING);
              change.note(created, "seeds", JsonParser.parseString("[0, 1, 2]"));
              return created;
            });
    for (int step = 1; step <= 3; step++) {
      int now = step;
      journal.exclusively(
          change -> {
            change.report(number, now, value / now);
            return null;
          });
    }
    journal.exclusively(
        change -> {
          change.note(number, "outcome", new JsonPrimitive("done é \"\u2028\""));
          change.state(number, TrialState.COMPLETE, value);
          return null;
        });
    return number;
  }

  @Test
  void aStudyThatOptunaBegan() throws Exception {
    Path file = folder.resolve("optuna.journal");
    JsonObject begun = shown(start("begin", file));
    byte[] before = Files.readAllBytes(file);
    Journal journal = Journal.open(file, "s");
    assertEquals(List.of(before.length), List.of(Files.readAllBytes(file).length));
    assertSame(begun, journal);
    Trial enqueued = journal.trials().get(10);
    assertEquals(TrialState.WAITING, enqueued.state());
    assertEquals("rate=0.25, width=6, kind=relu", enqueued.setting().toString());
    assertEquals(Map.of(), enqueued.domains());

    // Ours goes on: with what was enqueued, with trials of its own, and it leaves one for Optuna.
    journal.exclusively(
        change -> {
          change.choose(10, SPACE, enqueued.setting());
          change.state(10, TrialState.RUNNING, null);
          change.report(10, 1, 0.25);
          change.state(10, TrialState.COMPLETE, -2.5);
          return null;
        });
    assertEquals(12, run(journal, SETTING, 1e-5));
    journal.exclusively(change -> change.create(SPACE, SETTING, TrialState.WAITING));
    journal.note("more", JsonParser.parseString("{\"a\": [1, 2.5, null]}"));
    assertEquals(6L, journal.trials().get(10).setting().get("width"));
    JsonObject after = shown(start("work", file, 3));
    assertEquals(10, after.get("best").getAsInt());
    assertEquals(15, after.getAsJsonArray("trials").size());
    assertSame(after, journal);
    assertSame(after, Journal.open(file, "s"));
    Trial left = journal.trials().get(13);
    assertEquals(TrialState.COMPLETE, left.state());
    assertEquals(SETTING.number("rate"), left.setting().number("rate"));
  }

  @Test
  void aStudyThatOursBegan() throws Exception {
    Path file = folder.resolve("ours.journal");
    Journal journal = Journal.open(file, "s");
    assertSame(shown(start("show", file)), journal);
    run(journal, SETTING, 0.1 + 0.2);
    run(journal, SETTING.with("kind", true).with("rate", 1.0), Double.MIN_VALUE);
    journal.exclusively(
        change -> {
          change.create(SPACE, SETTING, TrialState.RUNNING);
          change.report(2, 1, 1e300);
          change.state(2, TrialState.PRUNED, 1e300);
          change.create(SPACE, SETTING, TrialState.RUNNING);
          change.state(3, TrialState.FAIL, null);
          change.create(SPACE, SETTING, TrialState.RUNNING);
          change.state(4, TrialState.WAITING, null);
          change.create(SPACE, SETTING, TrialState.RUNNING);
          return null;
        });
    journal.note("plan", JsonParser.parseString("{\"space\": \"x=0..1\"}"));
    JsonObject after = shown(start("work", file, 2));
    assertEquals(7, after.getAsJsonArray("trials").size());
    assertSame(after, journal);
  }

  @Test
  void aStudyThatMaximizes() throws Exception {
    Path file = folder.resolve("maximize.journal");
    Journal journal = Journal.open(file, "s", Direction.maximize(1));
    run(journal, SETTING, 0.25); // an accuracy of 0.75
    int number = run(journal, SETTING.with("rate", 0.5), 0.125);
    journal.change(change -> change.create(SPACE, SETTING, TrialState.RUNNING));
    journal.change(change -> change.values(2, Map.of(0L, 0.25, 1L, 0.5)));
    JsonObject seen = shown(start("show", file));
    assertEquals(number, seen.get("best").getAsInt());
    JsonObject best = seen.getAsJsonArray("trials").get(number).getAsJsonObject();
    assertEquals(0.875, best.get("value").getAsDouble());
    assertEquals(1 - 0.125 / 3, best.getAsJsonObject("intermediate").get("3").getAsDouble());
    JsonObject running = seen.getAsJsonArray("trials").get(2).getAsJsonObject();
    assertEquals(
        "{\"0\":0.75,\"1\":0.5}", running.getAsJsonObject("attributes").get("values").toString());
    assertSame(seen, journal);
    JsonObject after = shown(start("work", file, 2));
    assertSame(after, Journal.existing(file, null));
    assertEquals(Direction.maximize(1), Journal.existing(file, null).direction());

    // One that Optuna created has no value that cannot be exceeded, until one is noted.
    Path theirs = folder.resolve("theirs.journal");
    JsonObject created = shown(start("maximize", theirs));
    Journal opened = Journal.open(theirs, "s");
    assertEquals(Direction.maximize(0), opened.direction());
    assertEquals(-0.75, opened.trials().get(0).value());
    assertSame(created, opened);
    opened.bestPossible(1);
    assertEquals(0.25, opened.trials().get(0).value());
    assertSame(shown(start("show", theirs)), Journal.open(theirs, "s"));
  }

  @Test
  void bothAtOnce() throws Exception {
    Path file = folder.resolve("both.journal");
    Journal journal = Journal.open(file, "s");
    Process optuna = start("work", file, 25);
    List<Integer> ours = new ArrayList<>();
    // From before Optuna begins until it is done, with pauses: it waits up to a second between
    // looks.
    for (int i = 0; optuna.isAlive() && i < 500; i++) {
      ours.add(run(journal, SETTING, 1000 + i));
      Thread.sleep(40);
    }
    shown(optuna);
    JsonObject after = shown(start("show", file));
    assertSame(after, journal);
    assertSame(after, Journal.open(file, "s"));
    List<Trial> trials = journal.trials();
    assertEquals(25 + ours.size(), trials.size());
    for (int i = 0; i < ours.size(); i++) {
      assertEquals(1000.0 + i, trials.get(ours.get(i)).value());
      assertNotNull(trials.get(ours.get(i)).attributes().get("outcome"));
    }
    int first =
        trials.stream()
            .filter(t -> t.attributes().containsKey("note"))
            .findFirst()
            .orElseThrow()
            .number();
    System.out.println(
        "OptunaTest: %d trials of ours beside 25 of Optuna, %d of them after its first"
            .formatted(ours.size(), ours.stream().filter(n -> n > first).count()));
    assertTrue(ours.stream().anyMatch(n -> n > first), "they did not work at the same time");
  }
}
