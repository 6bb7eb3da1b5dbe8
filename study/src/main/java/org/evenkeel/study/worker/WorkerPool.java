// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.worker;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Monitor;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.study.space.Setting;

/**
 * Worker processes, each for one evaluation at a time. As many threads may evaluate at once as
 * there are workers; more wait.
 *
 * <p>A worker that ends, says nothing for too long or says what is no answer is replaced, and its
 * evaluation is {@link Evaluation.Outcome#CRASHED}. The workers are started when the pool is, and
 * none of them waits for another.
 */
public final class WorkerPool implements Objective, AutoCloseable {

  /** A worker that says nothing for so long hangs. */
  public static final Duration SILENCE = Duration.ofMinutes(2);

  /** Workers that end before they are ready; after so many in a row there is no point in more. */
  private static final int FALSE_STARTS = 3;

  /** The place of one worker; the process in it may change. */
  private static final class Slot {
    private WorkerProcess process;
  }

  private final List<String> command;
  private final JsonElement plan;
  private final Duration silence;
  private final List<Slot> slots;
  private final BlockingQueue<Slot> free;
  private final AtomicLong runs = new AtomicLong();
  private final AtomicInteger falseStarts = new AtomicInteger();

  private WorkerPool(List<String> command, JsonElement plan, int workers, Duration silence) {
    this.command = List.copyOf(command);
    this.plan = plan;
    this.silence = silence;
    this.slots = Stream.generate(Slot::new).limit(workers).toList();
    this.free = new LinkedBlockingQueue<>(slots);
  }

  /**
   * Starts workers that are given up after two minutes of silence.
   *
   * @param command the command line of a worker, which calls {@link WorkerLoop#serve}
   * @param plan what to work on
   * @param workers how many, at least 1
   * @throws IllegalStateException if the command cannot be started
   */
  public static WorkerPool start(List<String> command, JsonElement plan, int workers) {
    return start(command, plan, workers, SILENCE);
  }

  /**
   * Starts workers.
   *
   * @param silence after so much of it a worker hangs
   * @throws IllegalStateException if the command cannot be started
   */
  public static WorkerPool start(
      List<String> command, JsonElement plan, int workers, Duration silence) {
    WorkerPool pool = new WorkerPool(command, plan, workers, silence);
    try {
      pool.slots.forEach(slot -> slot.process = WorkerProcess.start(pool.command, plan));
    } catch (IllegalStateException e) {
      pool.close();
      throw e;
    }
    return pool;
  }

  /**
   * Evaluates in a worker that is free.
   *
   * @throws IllegalArgumentException if the workers cannot work on this plan
   * @throws IllegalStateException if workers cannot be started
   */
  @Override
  public Evaluation evaluate(Setting setting, long seed, Monitor monitor)
      throws InterruptedException {
    Slot slot = free.take();
    boolean answered = false;
    try {
      if (slot.process == null) {
        slot.process = WorkerProcess.start(command, plan);
      }
      try {
        slot.process.ready(silence);
        falseStarts.set(0);
      } catch (WorkerProcess.EndedException e) {
        if (falseStarts.incrementAndGet() >= FALSE_STARTS) {
          throw new IllegalStateException(
              "workers end before they are ready: " + e.getMessage(), e);
        }
        return Evaluation.crashed(e.getMessage());
      }
      Evaluation evaluation = run(slot.process, setting, seed, monitor);
      answered = true;
      return evaluation;
    } catch (WorkerProcess.EndedException e) {
      return Evaluation.crashed(e.getMessage());
    } finally {
      if (!answered && slot.process != null) {
        slot.process.kill();
        slot.process = null;
      }
      free.add(slot);
    }
  }

  private Evaluation run(WorkerProcess worker, Setting setting, long seed, Monitor monitor)
      throws InterruptedException, WorkerProcess.EndedException {
    JsonObject order = new JsonObject();
    order.addProperty("run", runs.getAndIncrement());
    order.add("params", setting.json());
    order.addProperty("seed", seed);
    worker.write(order);
    while (true) {
      JsonObject line = worker.line(silence);
      if (line.has("worked")) {
        monitor.worked(line.get("worked").getAsLong());
      }
      if (line.has("note")) {
        monitor.note(line.get("note").getAsString(), line.get("value"));
      } else if (line.has("step")) {
        JsonObject answer = new JsonObject();
        answer.addProperty(
            "go",
            monitor.report(line.get("step").getAsInt(), number(line.get("value"), Double.NaN)));
        worker.write(answer);
      } else if (line.has("done")) {
        return new Evaluation(
            outcome(line.get("outcome").getAsString()),
            number(line.get("value"), null),
            line.has("message") ? line.get("message").getAsString() : null);
      }
    }
  }

  private static Double number(JsonElement json, Double otherwise) {
    return json instanceof JsonPrimitive number ? (Double) number.getAsDouble() : otherwise;
  }

  private static Evaluation.Outcome outcome(String label) {
    return Evaluation.Outcome.valueOf(label.toUpperCase(Locale.ROOT));
  }

  /** The processes that are there now. */
  public List<ProcessHandle> processes() {
    return slots.stream()
        .map(slot -> slot.process)
        .filter(Objects::nonNull)
        .map(WorkerProcess::handle)
        .toList();
  }

  /** Ends all workers. */
  @Override
  public void close() {
    for (Slot slot : slots) {
      WorkerProcess process = slot.process;
      if (process != null) {
        process.kill();
      }
    }
  }
}
