// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.worker;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
import org.jspecify.annotations.Nullable;

/**
 * A pool of worker processes, each with one evaluation at a time. As many threads as there are
 * workers may evaluate at once; more wait.
 *
 * <p>A worker that ends, is silent for too long or violates the protocol is replaced, and its
 * evaluation counts as crashed. One that ends before its first evaluation is only replaced.
 */
public final class WorkerPool implements Objective, AutoCloseable {

  /** The default silence after which a worker counts as hanging. */
  public static final Duration SILENCE = Duration.ofMinutes(2);

  /** The number of workers in a row that may end before they are ready. */
  private static final int FALSE_STARTS = 3;

  /** The time that workers have to end after their stdin was closed. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** The place of one worker. */
  private static final class Slot {
    private volatile @Nullable WorkerProcess process; // null while there is none
  }

  private final List<String> command;
  private final Map<String, String> environment;
  private final JsonElement plan;
  private final Duration silence;
  private final List<Slot> slots;
  private final BlockingQueue<Slot> free;
  private final AtomicLong runs = new AtomicLong();
  private final AtomicInteger falseStarts = new AtomicInteger();
  private volatile @Nullable RuntimeException failure; // the end of every evaluation from now on
  private volatile boolean closed;

  /**
   * A pool whose workers start in the background.
   *
   * @param command the command line of a worker, which calls {@link WorkerLoop#serve}
   * @param environment variables added to this process's environment
   * @param plan the plan that each worker opens, a JSON object
   * @param workers the number of workers, at least 1
   * @param silence the silence after which a worker counts as hanging
   * @throws IllegalStateException if the command cannot be started
   */
  public WorkerPool(
      List<String> command,
      Map<String, String> environment,
      JsonElement plan,
      int workers,
      Duration silence) {
    if (workers < 1) {
      throw new IllegalArgumentException("workers must be at least 1: " + workers);
    }
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.plan = plan;
    this.silence = silence;
    this.slots = Stream.generate(Slot::new).limit(workers).toList();
    this.free = new LinkedBlockingQueue<>(slots);
    try {
      slots.forEach(slot -> slot.process = new WorkerProcess(command, environment, plan));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** A pool in this process's environment with the default {@link #SILENCE}. */
  public static WorkerPool start(List<String> command, JsonElement plan, int workers) {
    return new WorkerPool(command, Map.of(), plan, workers, SILENCE);
  }

  /** Starts a process if there is none; synchronized, so that none starts after the close. */
  private synchronized WorkerProcess fill(Slot slot) throws InterruptedException {
    requireOpen();
    if (slot.process == null) {
      slot.process = new WorkerProcess(command, environment, plan);
    }
    return slot.process;
  }

  private void requireOpen() throws InterruptedException {
    if (closed) {
      throw new InterruptedException("the pool was closed");
    }
  }

  /** The current processes. */
  public List<ProcessHandle> processes() {
    return current().stream().map(WorkerProcess::handle).toList();
  }

  private List<WorkerProcess> current() {
    return slots.stream().map(slot -> slot.process).filter(Objects::nonNull).toList();
  }

  /**
   * Evaluates a setting in a free worker.
   *
   * @throws IllegalArgumentException if the workers refuse the plan
   * @throws IllegalStateException if workers cannot be started, or the pool was closed before
   * @throws InterruptedException if the thread was interrupted or the pool closed meanwhile
   */
  @Override
  public Evaluation evaluate(Setting setting, long seed, Monitor monitor)
      throws InterruptedException {
    if (closed) {
      throw new IllegalStateException("the pool is closed");
    }
    Slot slot = free.take();
    boolean answered = false;
    try {
      WorkerProcess worker = readyWorker(slot);
      Evaluation evaluation = run(worker, setting, seed, monitor);
      answered = true;
      return evaluation;
    } catch (WorkerProcess.EndedException e) {
      empty(slot);
      replace(slot); // at once, so that it starts while the trial is written
      answered = true;
      return Evaluation.crashed(e.getMessage());
    } finally {
      try {
        if (!answered) {
          empty(slot);
        }
      } finally {
        free.add(slot);
      }
    }
  }

  private void replace(Slot slot) throws InterruptedException {
    try {
      fill(slot);
    } catch (IllegalStateException e) {
      // The next evaluation tries again and reports the reason.
    }
  }

  private void empty(Slot slot) {
    WorkerProcess process = slot.process;
    if (process != null) {
      process.kill(0);
      slot.process = null;
    }
  }

  /** A worker that waits for an evaluation. */
  private WorkerProcess readyWorker(Slot slot) throws InterruptedException {
    while (true) {
      throwFailure();
      if (slot.process != null && slot.process.endedIdle()) {
        empty(slot);
      }
      WorkerProcess worker = fill(slot);
      try {
        worker.awaitReady(silence);
        falseStarts.set(0);
        return worker;
      } catch (IllegalArgumentException e) {
        failure = e;
      } catch (WorkerProcess.EndedException e) {
        empty(slot);
        requireOpen();
        if (falseStarts.incrementAndGet() >= FALSE_STARTS) {
          String message = "workers end before they are ready: " + e.getMessage();
          failure = new IllegalStateException(message, e);
        }
      }
    }
  }

  private void throwFailure() {
    RuntimeException reason = failure;
    if (reason instanceof IllegalArgumentException) {
      throw new IllegalArgumentException(reason.getMessage(), reason);
    } else if (reason != null) {
      throw new IllegalStateException(reason.getMessage(), reason);
    }
  }

  private Evaluation run(WorkerProcess worker, Setting setting, long seed, Monitor monitor)
      throws InterruptedException, WorkerProcess.EndedException {
    long run = runs.getAndIncrement();
    worker.write(order(run, setting, seed));
    while (true) {
      WorkerMessage message = worker.next(silence);
      if (message instanceof WorkerMessage.Worked worked) {
        monitor.worked(worked.worked());
      } else if (message instanceof WorkerMessage.Note note) {
        monitor.note(note.note(), Objects.requireNonNullElse(note.value(), JsonNull.INSTANCE));
      } else if (message instanceof WorkerMessage.Step step) {
        double value = step.value() == null ? Double.NaN : step.value();
        worker.write("{\"go\": " + monitor.report(step.step(), value) + "}");
      } else if (message instanceof WorkerMessage.Done done && done.done() == run) {
        return done.evaluation().orElseThrow();
      } else {
        throw new WorkerProcess.EndedException(
            "a worker sent an unexpected message in run %d: %s".formatted(run, message));
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

  /** Ends all workers. Running evaluations end with an InterruptedException. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    List<WorkerProcess> processes = current();
    processes.forEach(WorkerProcess::requestEnd);
    long deadline = System.nanoTime() + GRACE.toNanos();
    processes.forEach(process -> process.kill(deadline - System.nanoTime()));
  }
}
