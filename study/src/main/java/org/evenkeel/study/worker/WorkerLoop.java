// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.worker;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Monitor;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.study.space.Setting;
import org.jspecify.annotations.Nullable;

/** The loop of a worker process: evaluates the settings that arrive on stdin until stdin ends. */
public final class WorkerLoop {

  /** Nanoseconds between two lines that only report progress. */
  private static final long WORKED_EVERY = 250_000_000L;

  /** The time that an interrupted worker waits for the end of its stdin. */
  private static final long GRACE_MILLIS = 5_000;

  /** A marker behind the last line of the queue. */
  private static final JsonObject END = new JsonObject();

  private final BlockingQueue<JsonObject> lines = new LinkedBlockingQueue<>();
  private final PrintStream out;
  private final IntConsumer halt;

  private WorkerLoop(PrintStream out, IntConsumer halt) {
    this.out = out;
    this.halt = halt;
  }

  /**
   * Serves a pool on the calling thread. When {@code in} ends, the process is halted immediately,
   * so no worker outlives the pool's process, not even after {@code kill -9}. {@code System.out} is
   * redirected to stderr.
   *
   * @param in the pool's messages, usually {@code System.in}
   * @param out the worker's messages, usually {@code System.out}
   * @param opener creates the objective from the plan in the first line; an
   *     IllegalArgumentException refuses the plan
   * @return 0; only if halting does not end the process
   */
  public static int serve(InputStream in, PrintStream out, Function<JsonObject, Objective> opener) {
    // Ctrl-C reaches the whole process group, but the pool decides how the evaluation ends. So the
    // worker's shutdown waits for the end of stdin.
    Thread grace =
        new Thread(
            () -> {
              try {
                Thread.sleep(GRACE_MILLIS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "worker-grace");
    unlessEnding(() -> Runtime.getRuntime().addShutdownHook(grace));
    System.setOut(System.err);
    try {
      return serve(in, out, opener, Runtime.getRuntime()::halt);
    } finally {
      unlessEnding(() -> Runtime.getRuntime().removeShutdownHook(grace));
    }
  }

  /** Changes the shutdown hooks, which the runtime refuses once the process has begun to end. */
  private static void unlessEnding(Runnable change) {
    try {
      change.run();
    } catch (IllegalStateException e) {
      // The process is ending, with or without this hook.
    }
  }

  /** The same loop with a substitute for halting the process. */
  static int serve(
      InputStream in, PrintStream out, Function<JsonObject, Objective> opener, IntConsumer halt) {
    WorkerLoop loop = new WorkerLoop(out, halt);
    Thread reader = new Thread(() -> loop.read(in), "worker-stdin");
    reader.setDaemon(true);
    reader.start();
    try {
      loop.run(opener);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) { // after an Error too, the state of the process is unknown
      complain(e);
      halt.accept(1);
    }
    return 0;
  }

  /** Prints the stack on request and first, because the pool repeats the last line of stderr. */
  private static void complain(Throwable e) {
    if (System.getenv("EVENKEEL_DEBUG") != null) {
      e.printStackTrace();
    }
    System.err.println(e);
  }

  /** Reads lines; one that is not an order is answered at once, and passed over. */
  private void read(InputStream in) {
    int status = 0;
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isBlank()) {
          Optional<JsonObject> order = WorkerOrder.parse(line);
          if (order.isPresent()) {
            lines.add(order.get());
          } else {
            write(new WorkerMessage.Refusal(WorkerOrder.refusal(line)));
            status = 2;
          }
        }
      }
    } catch (IOException e) {
      System.err.println("a worker's stdin cannot be read: " + e.getMessage());
      status = 2;
    }
    halt.accept(status);
    lines.add(END);
  }

  /** The next order of a kind; null at the end. Others are answered, and passed over. */
  @SuppressWarnings("ReferenceEquality") // END is a marker, not a value
  private @Nullable JsonObject take(String kind) throws InterruptedException {
    for (JsonObject order = lines.take(); order != END; order = lines.take()) {
      if (order.has(kind)) {
        return order;
      }
      write(
          new WorkerMessage.Refusal(
              "expected {\"%s\": …}; this order is not taken now: %s"
                  .formatted(kind, order.keySet())));
    }
    lines.add(END); // again, for whoever takes next
    return null;
  }

  private void run(Function<JsonObject, Objective> opener) throws InterruptedException {
    JsonObject first = take("open");
    if (first == null) {
      return;
    }
    Objective objective;
    try {
      objective = opener.apply(first.getAsJsonObject("open"));
    } catch (IllegalArgumentException | UncheckedIOException e) {
      write(new WorkerMessage.Refusal(line(e)));
      return;
    }
    write(new WorkerMessage.Ready(true));
    for (JsonObject order = take("run"); order != null; order = take("run")) {
      evaluate(objective, order);
    }
  }

  private void evaluate(Objective objective, JsonObject order) throws InterruptedException {
    Setting setting = Setting.of(order.getAsJsonObject("params"));
    Lines monitor = new Lines();
    Evaluation evaluation;
    try {
      evaluation = objective.evaluate(setting, order.get("seed").getAsLong(), monitor);
    } catch (RuntimeException e) {
      if (!(e instanceof IllegalArgumentException)) {
        complain(e);
      }
      evaluation = Evaluation.failed(line(e));
    }
    monitor.writeWorked();
    write(WorkerMessage.Done.of(order.get("run").getAsLong(), evaluation));
  }

  /** The message of an exception in one line. */
  private static String line(RuntimeException e) {
    boolean plain =
        (e instanceof IllegalArgumentException || e instanceof UncheckedIOException)
            && e.getMessage() != null;
    return (plain ? e.getMessage() : e.toString()).strip().replaceAll("\\s*\\R\\s*", "; ");
  }

  private void write(WorkerMessage message) {
    synchronized (out) {
      out.print(message.line() + "\n");
      out.flush();
    }
  }

  /** A monitor that writes what an evaluation reports as lines. */
  private final class Lines implements Monitor {
    private long writtenAt = System.nanoTime() - WORKED_EVERY;
    private long written;
    private long units;

    @Override
    public boolean report(int step, double value) {
      writeWorked();
      write(new WorkerMessage.Step(step, Double.isFinite(value) ? value : null));
      try {
        JsonObject answer = take("go");
        return answer != null && answer.get("go").getAsBoolean();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    @Override
    public void note(String key, JsonElement value) {
      write(new WorkerMessage.Note(key, value));
    }

    @Override
    public void worked(long done) {
      units = done;
      if (System.nanoTime() - writtenAt >= WORKED_EVERY) {
        writeWorked();
      }
    }

    /** Writes only progress, so that a loop without progress is as silent as one that hangs. */
    private void writeWorked() {
      if (units != written) {
        written = units;
        writtenAt = System.nanoTime();
        write(new WorkerMessage.Worked(units));
      }
    }
  }
}
