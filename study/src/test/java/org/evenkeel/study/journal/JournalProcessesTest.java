package org.evenkeel.study.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonPrimitive;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Journals that several processes write, and processes that are killed while they do. */
@Timeout(120)
class JournalProcessesTest {

  @TempDir Path folder;

  private static Process start(String... command) throws IOException {
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** A writer in a process of its own, which starts quickly because it has little to do. */
  private static List<String> writer(Path file, int trials, String who) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xshare:auto",
        "-cp",
        System.getProperty("java.class.path"),
        JournalWriter.class.getName(),
        file.toString(),
        String.valueOf(trials),
        who);
  }

  private static List<String> lines(Process process) throws IOException {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      return reader.lines().toList();
    }
  }

  @Test
  void threeProcessesLoseNothing() throws Exception {
    Path file = folder.resolve("s.journal");
    List<Process> processes = new ArrayList<>();
    for (String who : List.of("a", "b", "c")) {
      processes.add(start(writer(file, 40, who).toArray(String[]::new)));
    }
    Map<Integer, String> told = new TreeMap<>();
    for (int i = 0; i < 3; i++) {
      for (String line : lines(processes.get(i))) {
        assertNull(told.put(Integer.valueOf(line), "abc".substring(i, i + 1)), "a number twice");
      }
      assertEquals(0, processes.get(i).waitFor());
    }
    List<Trial> trials = Journal.open(file, "s").trials();
    assertEquals(120, trials.size());
    for (Trial trial : trials) {
      assertEquals(told.get(trial.number()), trial.attributes().get("who").getAsString());
      assertEquals(TrialState.COMPLETE, trial.state());
      assertEquals((double) trial.number(), trial.value());
      assertEquals(Map.of(1, 0.5, 2, 1.0), trial.intermediate());
    }
  }

  /** Kills a writer at 50 moments, each time after it began to write: seed 5. */
  @Test
  void killsLoseNoFinishedTrial() throws Exception {
    Path file = folder.resolve("s.journal");
    Random random = new Random(5);
    Set<Integer> finished = new HashSet<>();
    int links = 0;
    for (int i = 0; i < 50; i++) {
      Process process = start(writer(file, 1_000_000, "k").toArray(String[]::new));
      try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
        finished.add(number(reader.readLine(), finished));
        long nanos = (long) (random.nextDouble() * 20e6);
        Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
        process.toHandle().destroyForcibly(); // the process itself would close the stream too
        process.waitFor();
        links += Files.exists(folder.resolve("s.journal.lock"), LinkOption.NOFOLLOW_LINKS) ? 1 : 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          finished.add(number(line, finished));
        }
      }
      List<Trial> trials = Journal.open(file, "s").trials();
      for (int number : finished) {
        Trial trial = trials.get(number);
        assertEquals(TrialState.COMPLETE, trial.state());
        assertEquals((double) number, trial.value());
        assertEquals(Map.of(1, 0.5, 2, 1.0), trial.intermediate());
      }
      // What was finished and not told yet may be one more each time; what was begun is begun.
      long complete = trials.stream().filter(t -> t.state() == TrialState.COMPLETE).count();
      assertTrue(complete - finished.size() <= i + 1, complete + " of " + finished.size());
      trials.forEach(t -> assertEquals(0.5, t.setting().number("x")));
    }
    System.out.println(
        "JournalProcessesTest: 50 writers killed, %d of them while they had the lock"
            .formatted(links));
  }

  private static int number(String line, Set<Integer> before) {
    int number = Integer.parseInt(line);
    assertFalse(before.contains(number), "trial %d is there twice".formatted(number));
    return number;
  }

  /** 64 blocks of 1024 bytes are less than 100 trials need. */
  @Test
  void aFullDiskLeavesWhatWasThere() throws Exception {
    Path file = folder.resolve("s.journal");
    List<String> quoted = writer(file, 1000, "d").stream().map(a -> "'" + a + "'").toList();
    // The JVM's own file of counters would be too long as well.
    Process process =
        start(
            "bash",
            "-c",
            "ulimit -f 64; " + String.join(" ", quoted).replaceFirst(" ", " -XX:-UsePerfData "));
    List<String> lines = lines(process);
    assertEquals(0, process.waitFor());
    String last = lines.get(lines.size() - 1);
    assertTrue(
        last.startsWith(file + " cannot be written: ")
            && last.endsWith("; its former content is kept"),
        last);
    String text = Files.readString(file);
    assertTrue(text.endsWith("}\n"), "a part of a write was left");
    Journal journal = Journal.open(file, "s");
    List<Trial> trials = journal.trials();
    assertEquals(
        lines.size() - 1, trials.stream().filter(t -> t.state() == TrialState.COMPLETE).count());
    journal.note("there", new JsonPrimitive("is room again"));
    assertEquals(trials, Journal.open(file, "s").trials());
  }

  /** Rows: what stands there, and whether it counts as left behind at once. */
  @Test
  void locksThatWereLeftBehind() throws IOException {
    Path file = folder.resolve("s.journal");
    Path link = folder.resolve("s.journal.lock");
    Journal journal = Journal.open(file, "s");
    // Ours, of a process that is gone.
    JournalLock lock = JournalLock.of(file);
    assertEquals(file.toRealPath(), link.toRealPath(), "the link leads to the journal");
    lock.close();
    assertFalse(Files.exists(link, LinkOption.NOFOLLOW_LINKS));
    Files.createSymbolicLink(link, Path.of("./././s.journal"));
    long start = System.nanoTime();
    journal.note("a", new JsonPrimitive(1));
    assertTrue(System.nanoTime() - start < 20e9, "one of ours is removed at once");
    // Optuna's, as a link and as a file: after a while.
    for (boolean symbolic : new boolean[] {true, false}) {
      try {
        if (symbolic) {
          Files.createSymbolicLink(link, Path.of("s.journal"));
        } else {
          Files.createFile(link);
        }
      } catch (FileSystemException e) {
        throw new AssertionError(e);
      }
      start = System.nanoTime();
      JournalLock.of(file, Duration.ofMillis(300)).close();
      assertTrue(System.nanoTime() - start > 300e6, "one of Optuna's gets its time");
      assertFalse(Files.exists(link, LinkOption.NOFOLLOW_LINKS));
    }
    // Somebody took ours for left behind: theirs is not ours to remove.
    lock = JournalLock.of(file);
    Files.delete(link);
    Files.createSymbolicLink(link, Path.of("s.journal"));
    lock.close();
    assertTrue(Files.exists(link, LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void onePathOrAnotherIsOneLock() throws IOException {
    Path file = folder.resolve("s.journal");
    assertTrue(
        JournalLock.here(file)
            == JournalLock.here(folder.resolve("../" + folder.getFileName() + "/s.journal")));
    Files.createFile(file);
    Path other = Files.createSymbolicLink(folder.resolve("other.journal"), Path.of("s.journal"));
    assertTrue(JournalLock.here(file) == JournalLock.here(other));
  }
}
