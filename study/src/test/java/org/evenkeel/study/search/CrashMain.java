// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.evenkeel.study.journal.Journal;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Monitor;
import org.evenkeel.study.pruner.RacePruner;
import org.evenkeel.study.sampler.NoDuplicates;
import org.evenkeel.study.sampler.Sampler;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.worker.WorkerLoop;
import org.evenkeel.study.worker.WorkerPool;

/** A search of two worker processes on a journal, to be killed at any moment. */
final class CrashMain {

  static final Space SPACE = Space.parse("x=0..1,y=log:1e-3..1,kind=a|b,n=int:1..9");
  static final List<Long> SEEDS = List.of(11L, 12L, 13L);
  static final int STEPS = 3;
  static final int WORKERS = 2;

  private static final Monitor DEAF =
      new Monitor() {
        @Override
        public boolean report(int step, double value) {
          return true;
        }

        @Override
        public void note(String key, JsonElement value) {}

        @Override
        public void worked(long units) {}
      };

  private CrashMain() {}

  /**
   * The command line of a search. Its class path is that of the environment, so that command lines
   * are short and the processes of one search are found by their last argument.
   */
  static List<String> command(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xmx64m",
                CrashMain.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** What a setting gives with a seed at a step; the last step is the value. */
  static double value(Setting setting, long seed, int step) {
    return setting.number("x")
        + setting.number("y")
        + setting.number("n") / 8
        + (setting.get("kind").equals("a") ? 0 : 0.25)
        + seed / 64.0
        + (STEPS - step) / 16.0;
  }

  private static Evaluation evaluate(Setting setting, long seed, Monitor monitor)
      throws InterruptedException {
    for (int step = 1; step <= STEPS; step++) {
      Thread.sleep(2);
      monitor.worked(step);
      if (!monitor.report(step, value(setting, seed, step))) {
        return Evaluation.pruned();
      }
    }
    return Evaluation.of(value(setting, seed, STEPS));
  }

  /**
   * With "worker" and a name, a worker; with "search", a file, a number of trials and a name, a
   * search. It says "ready" once a worker is, and waits for a line; then it says "changed" whenever
   * a trial began or ended, and at last how the search ended. It ends when nobody listens to it any
   * more.
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("worker")) {
      WorkerLoop.serve(System.in, System.out, plan -> CrashMain::evaluate);
      return;
    }
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Search search =
        new Search(
            SPACE,
            new NoDuplicates(Sampler.RANDOM),
            new RacePruner(STEPS),
            SEEDS,
            STEPS,
            4711,
            Budget.trials(Integer.parseInt(arguments[2])));
    try (WorkerPool pool =
        WorkerPool.start(command("worker", arguments[3]), new JsonObject(), WORKERS)) {
      Journal journal = Journal.open(Path.of(arguments[1]), null);
      pool.evaluate(SPACE.setting(one -> one.domain().at(0.5)), 0, DEAF);
      System.out.println("ready");
      in.readLine();
      endWith(in);
      Ending ending = search.run(journal, pool, WORKERS, tally -> System.out.println("changed"));
      System.out.println(ending);
    }
    System.exit(0);
  }

  private static void endWith(BufferedReader in) {
    Thread end =
        new Thread(
            () -> {
              try {
                in.readLine();
              } catch (IOException e) {
                // As good as the end.
              }
              Runtime.getRuntime().halt(3);
            });
    end.setDaemon(true);
    end.start();
  }
}
