// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.worker;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Monitor;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.study.space.Setting;

/** A worker of toy objectives, and with the argument "parent" a process that has a pool of them. */
final class ToyWorker {

  private ToyWorker() {}

  static List<String> java(String main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                main));
    command.addAll(List.of(arguments));
    return command;
  }

  static List<String> command(String... arguments) {
    return java(ToyWorker.class.getName(), arguments);
  }

  static JsonObject plan(String what) {
    JsonObject plan = new JsonObject();
    plan.addProperty("what", what);
    return plan;
  }

  public static void main(String[] arguments) throws Exception {
    String first = arguments.length > 0 ? arguments[0] : "";
    switch (first) {
      case "parent" -> parent();
      case "stillborn" -> {
        System.err.println("no luck");
        System.exit(7);
      }
      case "late" -> {
        Runnable serve = () -> WorkerLoop.serve(System.in, System.out, ToyWorker::open);
        Runtime.getRuntime().addShutdownHook(new Thread(serve));
        System.exit(0);
      }
      default -> WorkerLoop.serve(System.in, System.out, ToyWorker::open);
    }
  }

  private static void parent() throws InterruptedException {
    WorkerPool pool = new WorkerPool(command(), Map.of(), plan("toys"), 2, Duration.ofMinutes(2));
    for (int i = 0; i < 2; i++) {
      Thread busy =
          new Thread(
              () -> {
                try {
                  pool.evaluate(toy("hang"), 0, new Heard());
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      busy.start();
    }
    pool.processes().forEach(child -> System.out.println(child.pid()));
    System.out.println("all");
    Thread.sleep(Long.MAX_VALUE);
  }

  static Setting toy(String toy) {
    return Setting.empty().with("toy", toy);
  }

  private static Objective open(JsonObject plan) {
    if (plan.get("what").getAsString().equals("nothing")) {
      throw new IllegalArgumentException("a plan is of toys: nothing");
    }
    return ToyWorker::play;
  }

  private static Evaluation play(Setting setting, long seed, Monitor monitor)
      throws InterruptedException {
    System.out.println("a library chats");
    switch (setting.get("toy").toString()) {
      case "quadratic" -> {
        return Evaluation.of(Math.pow(setting.number("x") - 3, 2) + seed);
      }
      case "kinds" -> {
        return new Evaluation(
            Evaluation.Outcome.DONE,
            1.0,
            setting.values().values().stream()
                .map(value -> value.getClass().getSimpleName() + " " + value)
                .toList()
                .toString());
      }
      case "steps" -> {
        for (int step = 1; step <= 5; step++) {
          monitor.worked(step * 10L);
          if (!monitor.report(step, step == 2 ? Double.NaN : 1.0 / step)) {
            return Evaluation.pruned();
          }
        }
        return Evaluation.of(0.2);
      }
      case "work" -> {
        long end = System.nanoTime() + 100_000_000L;
        long units = 0;
        while (System.nanoTime() < end) {
          monitor.worked(++units);
        }
        return Evaluation.of(0.5);
      }
      case "burn" -> {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long end = threads.getCurrentThreadCpuTime() + 100_000_000L;
        while (threads.getCurrentThreadCpuTime() < end) {
          monitor.worked(0);
        }
        return Evaluation.of(0.5);
      }
      case "sleep" -> {
        Thread.sleep((long) setting.number("ms"));
        return Evaluation.of(0.5);
      }
      case "hang" -> {
        while (true) {
          Thread.sleep(1000);
          monitor.worked(0); // gets nowhere
        }
      }
      case "crash" -> {
        System.err.println("a library is out of luck");
        Runtime.getRuntime().halt(134);
        return null;
      }
      case "garbage" -> {
        PrintStream raw = new PrintStream(new FileOutputStream(FileDescriptor.out), true);
        raw.println("# {no JSON");
        Thread.sleep(60_000);
        return Evaluation.of(1);
      }
      case "forged" -> {
        PrintStream raw = new PrintStream(new FileOutputStream(FileDescriptor.out), true);
        raw.println("{\"done\": 4711, \"outcome\": \"done\", \"value\": 0}");
        Thread.sleep(60_000);
        return Evaluation.of(1);
      }
      case "huge" -> {
        monitor.note("signal", new JsonPrimitive("é".repeat(1_000_000)));
        return Evaluation.of(0.5);
      }
      case "memory" -> {
        long[][] all = new long[1 << 20][];
        for (int i = 0; i < all.length; i++) {
          all[i] = new long[1 << 16];
        }
        return Evaluation.of(all.length);
      }
      case "bad" -> throw new IllegalArgumentException("a toy is good: bad");
      case "bug" -> throw new IllegalStateException("two\nlines");
      case "diverges" -> {
        return new Evaluation(Evaluation.Outcome.DONE, Double.NaN, null);
      }
      default -> throw new IllegalArgumentException("no such toy");
    }
  }
}
