// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.worker;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
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
 * <p>A worker that ends, says nothing for too long or says what is not in the protocol is replaced,
 * and its evaluation has failed. One that ends before it was given anything is replaced and no
 * more.
 */
public final class WorkerPool implements Objective, AutoCloseable {

  /** A worker that says nothing for so long hangs. */
  public static final Duration SILENCE = Duration.ofMinutes(2);

  /** After so many workers in a row that end before they are ready there are no more. */
  private static final int FALSE_STARTS = 3;

  /** How long workers have to end when they are asked to. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** The place of one worker. */
  private static final class Slot {
    private volatile WorkerProcess process; // null if there is none at the moment
  }

  private final List<String> command;
  private final Map<String, String> environment;
  private final JsonElement plan;
  private final Duration silence;
  private final List<Slot> slots;
  private final BlockingQueue<Slot> free;
  private final AtomicLong runs = new AtomicLong();
  private int falseStarts;
  private RuntimeException hopeless; // what every evaluation ends with from now on
  private boolean closed;

  private WorkerPool(
      List<String> command,
      Map<String, String> environment,
      JsonElement plan,
      int workers,
      Duration silence) {
    if (workers < 1) {
      throw new IllegalArgumentException("a pool has at least 1 worker: " + workers);
    }
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.plan = plan;
    this.silence = silence;
    this.slots = Stream.generate(Slot::new).limit(workers).toList();
    this.free = new LinkedBlockingQueue<>(slots);
  }

  /** Workers in this process's environment that hang after {@link #SILENCE}. */
  public static WorkerPool start(List<String> command, JsonElement plan, int workers) {
    return start(command, Map.of(), plan, workers, SILENCE);
  }

  /**
   * Workers that start up while this goes on.
   *
   * @param command the command line of a worker, which calls {@link WorkerLoop#serve}
   * @param environment what its environment has besides that of this process
   * @param plan what to work on, a JSON object
   * @param workers how many, at least 1
   * @param silence a worker that says nothing for so long hangs
   * @throws IllegalStateException if the command cannot be started
   */
  public static WorkerPool start(
      List<String> command,
      Map<String, String> environment,
      JsonElement plan,
      int workers,
      Duration silence) {
    WorkerPool pool = new WorkerPool(command, environment, plan, workers, silence);
    try {
      pool.slots.forEach(pool::fill);
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
    return pool;
  }

  /** Under the lock: no process is started after the last was ended. */
  private synchronized WorkerProcess fill(Slot slot) {
    if (closed) {
      throw new IllegalStateException("a pool evaluates until it is closed");
    }
    if (slot.process == null) {
      slot.process = new WorkerProcess(command, environment, plan);
    }
    return slot.process;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** The processes that are there now. */
  public List<ProcessHandle> processes() {
    return slots.stream()
        .map(slot -> slot.process)
        .filter(Objects::nonNull)
        .map(WorkerProcess::handle)
        .toList();
  }

  /**
   * Evaluates in a worker that is free.
   *
   * @throws IllegalArgumentException if the workers cannot work on the plan
   * @throws IllegalStateException if workers cannot be started, or the pool was closed before
   * @throws InterruptedException if the thread was interrupted or the pool closed on the way
   */
  @Override
  public Evaluation evaluate(Setting setting, long seed, Monitor monitor)
      throws InterruptedException {
    if (isClosed()) {
      throw new IllegalStateException("a pool evaluates until it is closed");
    }
    Slot slot = free.take();
    boolean answered = false;
    boolean replace = false;
    try {
      WorkerProcess worker = readyWorker(slot);
      Evaluation evaluation = run(worker, setting, seed, monitor);
      answered = true;
      return evaluation;
    } catch (WorkerProcess.EndedException e) {
      if (isClosed()) {
        throw new InterruptedException("the pool was closed");
      }
      replace = true;
      return Evaluation.crashed(e.getMessage());
    } finally {
      try {
        if (!answered) {
          empty(slot);
        }
        if (replace) {
          replace(slot); // at once, so that it starts up while the trial is written down
        }
      } finally {
        free.add(slot);
      }
    }
  }

  private void replace(Slot slot) {
    try {
      fill(slot);
    } catch (IllegalStateException e) {
      // The next evaluation tries again, and says so.
    }
  }

  private void empty(Slot slot) {
    WorkerProcess process = slot.process;
    if (process != null) {
      process.kill(0);
      slot.process = null;
    }
  }

  /** A worker that waits for an order. */
  private WorkerProcess readyWorker(Slot slot) throws InterruptedException {
    while (true) {
      throwIfHopeless();
      if (isClosed()) {
        throw new InterruptedException("the pool was closed");
      }
      WorkerProcess worker = slot.process;
      if (worker != null && worker.wasReady() && !worker.isAlive()) {
        empty(slot); // it ended while it had nothing to do
      }
      try {
        worker = fill(slot);
      } catch (IllegalStateException e) {
        if (isClosed()) {
          throw new InterruptedException("the pool was closed");
        }
        throw e;
      }
      try {
        worker.awaitReady(silence);
        started();
        return worker;
      } catch (IllegalArgumentException e) {
        giveUp(e);
      } catch (WorkerProcess.EndedException e) {
        empty(slot);
        if (!isClosed()) {
          falseStart(e);
        }
      }
    }
  }

  private synchronized void throwIfHopeless() {
    if (hopeless instanceof IllegalArgumentException) {
      throw new IllegalArgumentException(hopeless.getMessage(), hopeless);
    } else if (hopeless != null) {
      throw new IllegalStateException(hopeless.getMessage(), hopeless);
    }
  }

  private synchronized void giveUp(RuntimeException reason) {
    hopeless = hopeless == null ? reason : hopeless;
  }

  private synchronized void started() {
    falseStarts = 0;
  }

  private synchronized void falseStart(WorkerProcess.EndedException e) {
    if (++falseStarts >= FALSE_STARTS) {
      giveUp(new IllegalStateException("workers end before they are ready: " + e.getMessage(), e));
    }
  }

  private Evaluation run(WorkerProcess worker, Setting setting, long seed, Monitor monitor)
      throws InterruptedException, WorkerProcess.EndedException {
    long run = runs.getAndIncrement();
    worker.write(order(run, setting, seed));
    while (true) {
      WorkerMessage line = worker.next(silence);
      if (line instanceof WorkerMessage.Worked worked) {
        monitor.worked(worked.units());
      } else if (line instanceof WorkerMessage.Note note) {
        monitor.note(note.key(), note.value());
      } else if (line instanceof WorkerMessage.Step step) {
        boolean go = monitor.report(step.step(), step.value());
        worker.write("{\"go\": " + go + "}");
      } else if (line instanceof WorkerMessage.Done done && done.run() == run) {
        return done.evaluation();
      } else {
        throw new WorkerProcess.EndedException(
            "a worker in run %d says nothing else: %s".formatted(run, line));
      }
    }
  }

  private static String order(long run, Setting setting, long seed) {
    JsonObject order = new JsonObject();
    order.addProperty("run", run);
    order.add("params", setting.json());
    order.addProperty("seed", seed);
    return order.toString();
  }

  /** Ends all workers. An evaluation that goes on ends with an InterruptedException. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    List<WorkerProcess> processes =
        slots.stream().map(slot -> slot.process).filter(Objects::nonNull).toList();
    processes.forEach(WorkerProcess::ask);
    long deadline = System.nanoTime() + GRACE.toNanos();
    processes.forEach(process -> process.kill(deadline - System.nanoTime()));
  }
}
