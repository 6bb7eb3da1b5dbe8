// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.draws;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * All measurements on the JDK that runs this.
 *
 * <p>First every contestant draws once and its numbers are held against the law they must have.
 * Then contestants take turns, a fresh JVM each time, so that a drift of the machine hits all
 * alike; and so do the first draws.
 */
public final class Suite {

  private final boolean quick;
  private final int rounds;
  private final int processes;
  private final Map<Row, FirstDraw.Result> checked = new LinkedHashMap<>();

  private Suite(boolean quick) {
    this.quick = quick;
    this.rounds = quick ? 1 : 3;
    this.processes = quick ? 1 : 11;
  }

  /** Runs everything: folder of the results, commit, and {@code --quick} for a smoke run. */
  public static void main(String[] args) throws IOException, RunnerException {
    new Suite(List.of(args).contains("--quick")).run(Path.of(args[0]), args[1]);
  }

  private void run(Path folder, String commit) throws IOException, RunnerException {
    Files.createDirectories(folder);
    Results.Run run =
        new Results.Run(
            Runtime.version().toString(),
            System.getProperty("java.vm.name"),
            machine(),
            LocalDate.now(ZoneOffset.UTC).toString(),
            commit,
            rounds,
            processes);
    Results.write(folder, run, warm());
    List<Results.Cold> cold = new ArrayList<>();
    cold().forEach((row, times) -> cold.add(new Results.Cold(row, times)));
    List<Results.Checked> asked = new ArrayList<>();
    checked.forEach((row, result) -> asked.add(new Results.Checked(row, result)));
    new Results(run, asked, cold, null).write(folder);
  }

  private List<RunResult> warm() throws RunnerException {
    Map<Row, List<RunResult>> found = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Plan plan : Plan.WARM) {
        for (Row row : (quick ? plan.small() : plan).round(round)) {
          if ((row.threads() == 2 || !quick) && takesPart(row)) {
            log("round " + (round + 1) + ": " + row);
            found.computeIfAbsent(row, r -> new ArrayList<>()).addAll(measure(row));
          }
        }
      }
    }
    return found.values().stream().filter(runs -> !runs.isEmpty()).map(Suite::pooled).toList();
  }

  private List<RunResult> measure(Row row) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("\\." + Draws.class.getSimpleName() + "\\.")
            .param("question", row.question().name())
            .param("contestant", row.contestant())
            .param("size", Integer.toString(row.size()))
            .param("threads", Integer.toString(row.threads()))
            .jvmArgsAppend(row.warmArgs().toArray(String[]::new))
            .verbosity(VerboseMode.SILENT);
    if (row.question() == Question.ORTHOGONAL) { // a second each
      options.warmupIterations(1).measurementIterations(2);
    }
    if (quick) {
      TimeValue shortTime = TimeValue.milliseconds(20);
      options.warmupIterations(1).warmupTime(shortTime);
      options.measurementIterations(2).measurementTime(shortTime);
    }
    return List.copyOf(new Runner(options.build()).run());
  }

  /** The turns of one row as one result of JMH, as if its forks had followed each other. */
  private static RunResult pooled(List<RunResult> turns) {
    List<BenchmarkResult> forks =
        turns.stream().flatMap(turn -> turn.getBenchmarkResults().stream()).toList();
    return new RunResult(turns.get(0).getParams(), forks);
  }

  private Map<Row, Results.Times> cold() {
    Map<Row, Results.Times> found = new LinkedHashMap<>();
    for (int process = 0; process < processes; process++) {
      log("first draws " + (process + 1) + " of " + processes);
      for (Plan plan : Plan.COLD) {
        for (Row row : plan.coldRound()) {
          if (takesPart(row)) {
            FirstDraw.Result result = FirstDraw.inNewProcess(row);
            Results.Times times =
                found.computeIfAbsent(
                    row, r -> new Results.Times(new ArrayList<>(), new ArrayList<>()));
            times.open().add(result.open());
            times.draw().add(result.draw());
          }
        }
      }
    }
    return found;
  }

  /** Whether a contestant can draw; asked once, in a process of its own. */
  private boolean takesPart(Row row) {
    Row small = new Row(row.question(), row.contestant(), size(row), 1);
    FirstDraw.Result result = checked.computeIfAbsent(small, this::check);
    return result.missing() == null;
  }

  private static int size(Row row) {
    return row.question() == Question.ORTHOGONAL ? Row.M / 16 : Row.M;
  }

  private FirstDraw.Result check(Row row) {
    FirstDraw.Result result = FirstDraw.inNewProcess(row);
    if (result.missing() != null) {
      log("left out: " + row + ": " + result.missing());
    } else if (result.wrong()) {
      log("not the law asked for: " + row + ": " + result);
    }
    return result;
  }

  /** Processor, cores, memory and the widest vectors, as Linux tells them. */
  private static String machine() throws IOException {
    Path cpu = Path.of("/proc/cpuinfo");
    String text = Files.exists(cpu) ? Files.readString(cpu) : "";
    String model =
        text.lines()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.replaceFirst(".*:\\s*", ""))
            .findFirst()
            .orElse(System.getProperty("os.arch"));
    String simd =
        text.contains(" avx512f ") ? ", AVX-512" : text.contains(" avx2 ") ? ", AVX2" : "";
    int cores = Runtime.getRuntime().availableProcessors();
    return "%s, %d cores%s, %s".formatted(model, cores, simd, System.getProperty("os.name"));
  }

  private static void log(String line) {
    System.err.println(line);
  }
}
