// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.draws;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.evenkeel.random.RandomFill;

/**
 * The first draw of a fresh JVM: a main program, since JMH would warm it up.
 *
 * <p>Prints one line of JSON. The clock for {@link Result#draw} starts when the contestant has its
 * memory and a native library is loaded, and stops when all numbers are there; what came before is
 * {@link Result#open}.
 */
public final class FirstDraw {

  private FirstDraw() {}

  /**
   * What one process found.
   *
   * @param open milliseconds to load the library and allocate
   * @param draw milliseconds of the first draw
   * @param count how many numbers the moments are of
   * @param variance their second moment
   * @param promised what it should be
   * @param kernel Evenkeel's kernel when the draw was over
   * @param missing why there is none of this, or null
   */
  record Result(
      double open,
      double draw,
      int count,
      double mean,
      double variance,
      double promised,
      String kernel,
      String missing) {

    static Result missing(String why) {
      return new Result(0, 0, 0, 0, 0, 0, null, why);
    }

    /** Whether mean or variance is off by more than six standard errors, or 1 in 1000. */
    boolean wrong() {
      double error = 6 / Math.sqrt(count);
      return promised > 0
          && (Math.abs(mean) > Math.sqrt(promised) * error
              || Math.abs(variance / promised - 1) > Math.max(1.5 * error, 1e-3));
    }
  }

  /** Runs one contestant: question, contestant, size, threads. */
  public static void main(String[] args) {
    Question question = Question.valueOf(args[0]);
    Result result = run(question, args[1], Integer.parseInt(args[2]), Integer.parseInt(args[3]));
    System.out.println(new Gson().toJson(result));
    System.exit(0); // some engines leave threads behind
  }

  /** Draws once in this process, which makes it a first draw only if nothing was drawn before. */
  static Result run(Question question, String name, int size, int threads) {
    try {
      return run(() -> Library.open(question, name, size, threads));
    } catch (UnsupportedOperationException | LinkageError e) {
      return Result.missing(e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  private static Result run(Supplier<Contestant> open) {
    long start = System.nanoTime();
    try (Contestant contestant = open.get()) {
      long ready = System.nanoTime();
      contestant.draw().run();
      long end = System.nanoTime();
      return result((ready - start) / 1e6, (end - ready) / 1e6, contestant);
    }
  }

  /** Draws once in a new process, with the JVM options of a row. */
  static Result inNewProcess(Row row) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(row.jvmArgs());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(FirstDraw.class.getName());
    command.addAll(row.arguments());
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String line;
      try (Stream<String> lines = process.inputReader().lines()) {
        line = lines.filter(l -> l.startsWith("{")).reduce("", (a, b) -> b);
      }
      int exit = process.waitFor();
      return exit == 0 && !line.isEmpty()
          ? new Gson().fromJson(line, Result.class)
          : Result.missing("its process ended with " + exit);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while measuring " + row, e);
    }
  }

  private static Result result(double open, double draw, Contestant contestant) {
    float[] numbers = contestant.numbers().get();
    double sum = 0;
    double squares = 0;
    for (float x : numbers) {
      sum += x;
      squares += (double) x * x;
    }
    int n = numbers.length;
    return new Result(
        open, draw, n, sum / n, squares / n, contestant.variance(), RandomFill.kernel(), null);
  }
}
