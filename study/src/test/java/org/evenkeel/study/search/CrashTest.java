// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.evenkeel.study.journal.Journal;
import org.evenkeel.study.objective.Evaluation.Outcome;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.study.trial.TrialState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Searches that are killed: nothing finished is ever lost, changed or done twice. */
@Timeout(300)
class CrashTest {

  /** Studies that are killed side by side, to save time. */
  private static final int STUDIES = 3;

  /** How often each of them is killed. */
  private static final int KILLS = 17;

  /** After so long the rest of the kills is left out: a machine may be busy. */
  private static final Duration PATIENCE = Duration.ofSeconds(35);

  /** Yet so many there are in any case. */
  private static final int LEAST_KILLS = 4;

  private static final String PYTHON = "/usr/bin/python3";

  @TempDir Path folder;

  /** A search in a process of its own. */
  private record Run(Process process, BufferedReader out, String name) {

    static Run start(Path file, int trials, String name) throws IOException {
      ProcessBuilder builder =
          new ProcessBuilder(
              CrashMain.command("search", file.toString(), Integer.toString(trials), name));
      builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
      builder.redirectError(
          ProcessBuilder.Redirect.appendTo(
              file.resolveSibling(file.getFileName() + ".stderr").toFile()));
      Process process = builder.start();
      return new Run(process, process.inputReader(StandardCharsets.UTF_8), name);
    }

    void go() throws IOException {
      Writer in = process.outputWriter(StandardCharsets.UTF_8);
      in.write("go\n");
      in.flush();
    }

    /** Reads on until it says something. */
    void await(String what) throws IOException {
      String line = out.readLine();
      while (line != null && !line.equals(what)) {
        line = out.readLine();
      }
      assertNotNull(line, name + " ended before it said " + what);
    }

    void kill() throws InterruptedException {
      process.destroyForcibly(); // SIGKILL
      process.waitFor();
    }

    void end() throws Exception {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), name);
      assertEquals(0, process.exitValue(), name);
    }

    /** The workers that are there, whoever their parent is now. */
    List<ProcessHandle> workers() {
      return ProcessHandle.allProcesses()
          .filter(p -> !p.equals(process.toHandle()))
          .filter(
              p ->
                  p.info().arguments().filter(all -> Arrays.asList(all).contains(name)).isPresent())
          .toList();
    }

    void assertNoWorkers() throws Exception {
      for (ProcessHandle worker : workers()) {
        worker.onExit().get(30, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void aSearchThatIsKilledLosesNothing() throws Exception {
    List<Path> files = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(STUDIES);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < STUDIES; i++) {
        int study = i;
        all.add(
            threads.submit(
                () -> {
                  killAndFinish(study);
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
    for (int study = 0; study < STUDIES; study++) {
      files.add(folder.resolve("midway" + study + ".log"));
      files.add(folder.resolve("killed" + study + ".log"));
    }
    optunaSeesTheSame(files);
  }

  private void killAndFinish(int study) throws Exception {
    Path file = folder.resolve("killed" + study + ".log");
    Random random = new Random(study);
    Map<Integer, Trial> finished = new HashMap<>();
    Run before = null;
    long end = System.nanoTime() + PATIENCE.toNanos();
    int kill = 0;
    for (; kill < KILLS && (kill < LEAST_KILLS || System.nanoTime() - end < 0); kill++) {
      Run run = Run.start(file, 1_000_000, "study-" + study + "-run-" + kill);
      if (random.nextInt(5) == 0) {
        run.go();
        Thread.sleep(random.nextInt(600)); // as it starts up
      } else {
        run.await("ready");
        run.go();
        // Moments by what the search did, because a busy machine may do nothing in a second.
        int changes = random.nextInt(12);
        int workerDies = random.nextInt(3) == 0 ? random.nextInt(changes + 1) : -1;
        for (int change = 0; change <= changes; change++) {
          run.await("changed");
          if (change == workerDies) {
            List<ProcessHandle> workers = run.process().children().toList();
            if (!workers.isEmpty()) {
              workers.get(random.nextInt(workers.size())).destroyForcibly();
            }
          }
        }
        Thread.sleep(random.nextInt(40));
      }
      run.kill();
      if (before != null) {
        before.assertNoWorkers(); // those of this run have some time to end
      }
      before = run;
      if (Files.exists(file)) {
        check(file, finished, CrashMain.WORKERS);
      }
    }
    before.assertNoWorkers();
    System.out.printf(
        "study %d after %d kills: %s%n", study, kill, Tally.of(Journal.open(file, null).trials()));
    Files.copy(file, folder.resolve("midway" + study + ".log"));

    int budget = Journal.open(file, null).trials().size() + 5;
    Run last = Run.start(file, budget, "study-" + study + "-last");
    last.await("ready");
    last.go();
    last.await("TRIALS");
    last.end();
    check(file, finished, 0);
    assertEquals(budget, finished.size());
    last.assertNoWorkers();
  }

  /**
   * Holds a study against what it was before.
   *
   * @param finished the trials that were finished before; those that are now are added
   * @param running the most trials that run
   */
  private static void check(Path file, Map<Integer, Trial> finished, int running)
      throws IOException {
    List<Trial> trials = Journal.open(file, null).trials();
    for (int i = 0; i < trials.size(); i++) {
      Trial trial = trials.get(i);
      assertEquals(i, trial.number());
      assertTrue(CrashMain.SPACE.contains(trial.setting()), () -> "" + trial);
      Trial old = finished.get(i);
      if (old != null) {
        assertEquals(old, trial, "what is finished stays as it is");
      }
      if (trial.state().finished()) {
        finished.put(i, trial);
        assertSound(trial);
      } else {
        assertEquals(TrialState.RUNNING, trial.state());
      }
    }
    assertTrue(trials.size() >= finished.size(), "nothing is lost");
    long left = trials.stream().filter(t -> !t.state().finished()).count();
    assertTrue(left <= running, () -> left + " trials run");
    assertEquals(
        trials.size(), trials.stream().map(Trial::setting).distinct().count(), "each setting once");
    assertOneEndEach(file, finished.keySet());
  }

  /** Everything that is known of a trial is what its setting gives. */
  private static void assertSound(Trial trial) {
    Map<Long, Double> values = TrialNotes.values(trial);
    values.forEach(
        (seed, value) ->
            assertEquals(CrashMain.value(trial.setting(), seed, CrashMain.STEPS), value));
    trial
        .intermediate()
        .forEach(
            (step, value) ->
                assertEquals(
                    CrashMain.value(
                        trial.setting(),
                        CrashMain.SEEDS.get((step - 1) / CrashMain.STEPS),
                        (step - 1) % CrashMain.STEPS + 1),
                    value));
    switch (trial.state()) {
      case COMPLETE -> {
        assertEquals(Set.copyOf(CrashMain.SEEDS), values.keySet());
        assertEquals(CrashMain.SEEDS.size() * CrashMain.STEPS, trial.intermediate().size());
        assertEquals(
            values.values().stream().mapToDouble(v -> v).average().orElseThrow(), trial.value());
        assertEquals(Outcome.DONE.label(), TrialNotes.outcome(trial));
      }
      case PRUNED -> {
        assertEquals(Outcome.PRUNED.label(), TrialNotes.outcome(trial));
        assertEquals(values.size() * CrashMain.STEPS, trial.intermediate().lastKey());
        assertEquals(trial.intermediate().get(trial.intermediate().lastKey()), trial.value());
      }
      default -> {
        assertEquals(Outcome.CRASHED.label(), TrialNotes.outcome(trial));
        assertEquals(2, TrialNotes.crashes(trial), "two of its workers were killed");
      }
    }
    assertNotNull(trial.completed());
  }

  /** By the lines of the file, as a reader that lets nothing pass. */
  private static void assertOneEndEach(Path file, Set<Integer> finished) throws IOException {
    Set<Integer> ended = new HashSet<>();
    List<String> lines = Files.readString(file).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (i == lines.size() - 1 && !Files.readString(file).endsWith("\n")) {
        break; // torn
      }
      JsonObject op = JsonParser.parseString(lines.get(i)).getAsJsonObject();
      if (op.has("state") && op.has("trial_id")) {
        int state = op.get("state").getAsInt();
        if (TrialState.of(state).orElseThrow().finished()) {
          assertTrue(ended.add(op.get("trial_id").getAsInt()), "line " + (i + 1));
        }
      }
    }
    assertEquals(finished, ended);
  }

  @Test
  void twoSearchesShareABudget() throws Exception {
    Path file = folder.resolve("shared.log");
    int budget = 60;
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      runs.add(Run.start(file, budget, "shared-" + i));
    }
    for (Run run : runs) {
      run.await("ready");
    }
    for (Run run : runs) {
      run.go();
    }
    for (Run run : runs) {
      run.await("TRIALS");
      run.end();
      run.assertNoWorkers();
    }
    Map<Integer, Trial> finished = new HashMap<>();
    check(file, finished, 0);
    assertEquals(budget, finished.size());
    Map<Long, Long> byProcess =
        finished.values().stream()
            .collect(
                Collectors.groupingBy(
                    t ->
                        t.attributes()
                            .get(TrialNotes.OWNER)
                            .getAsJsonObject()
                            .get("pid")
                            .getAsLong(),
                    Collectors.counting()));
    System.out.println("trials by process: " + byProcess);
    assertEquals(
        runs.stream().map(run -> run.process().pid()).collect(Collectors.toSet()),
        byProcess.keySet());
    assertTrue(finished.values().stream().allMatch(t -> TrialNotes.crashes(t) == 0));
    optunaSeesTheSame(List.of(file));
  }

  /** Optuna 3.1 or later, where it is installed, reads the same trials. */
  private static void optunaSeesTheSame(List<Path> files) throws Exception {
    String script =
        """
        import json, sys
        try:
            import optuna
        except ImportError:
            sys.exit(7)
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        for path in sys.argv[1:]:
            storage = optuna.storages.JournalStorage(optuna.storages.JournalFileStorage(path))
            study = optuna.load_study(study_name=None, storage=storage)
            print(json.dumps([
                [t.number, t.state.name, t.value, t.params,
                 {str(k): v for k, v in t.intermediate_values.items()}, t.user_attrs]
                for t in study.get_trials(deepcopy=False)]))
        """;
    Path errors = files.get(0).resolveSibling("optuna.stderr");
    List<String> command = new ArrayList<>(List.of(PYTHON, "-W", "ignore", "-c", script));
    files.forEach(file -> command.add(file.toString()));
    Process python;
    try {
      python = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    } catch (IOException e) {
      skipOptuna("there is no " + PYTHON);
      return;
    }
    List<String> out = python.inputReader(StandardCharsets.UTF_8).lines().toList();
    int exit = python.waitFor();
    if (exit == 7) {
      skipOptuna(PYTHON + " has no optuna");
      return;
    }
    assertEquals(0, exit, Files.readString(errors));
    for (int i = 0; i < files.size(); i++) {
      List<Trial> trials = Journal.open(files.get(i), null).trials();
      JsonArray theirs = JsonParser.parseString(out.get(i)).getAsJsonArray();
      assertEquals(trials.size(), theirs.size());
      for (Trial trial : trials) {
        assertEquals(json(trial), theirs.get(trial.number()), "Optuna's trial");
      }
    }
  }

  private static JsonArray json(Trial trial) {
    JsonArray json = new JsonArray();
    json.add(trial.number());
    json.add(trial.state().name());
    json.add(trial.value());
    json.add(trial.setting().json());
    JsonObject reports = new JsonObject();
    trial.intermediate().forEach((step, value) -> reports.addProperty("" + step, value));
    json.add(reports);
    JsonObject notes = new JsonObject();
    trial.attributes().forEach(notes::add);
    json.add(notes);
    return json;
  }

  private static void skipOptuna(String why) {
    if ("required".equals(System.getenv("CI_OPTUNA"))) {
      fail("Optuna is required: " + why);
    }
    System.out.println("Not held against Optuna: " + why);
  }
}
