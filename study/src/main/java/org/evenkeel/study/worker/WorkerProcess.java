// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.worker;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One worker process and its two streams of lines. Used by one thread at a time. */
final class WorkerProcess {

  /** The number of characters kept of a line of stdout; the signal of 1,000 layers has 500,000. */
  private static final int MAX_LINE = 1 << 24;

  /** The number of characters kept of a line of stderr. */
  private static final int MAX_COMPLAINT = 500;

  /** The time that a process may take to end after its stdout has ended or become invalid. */
  private static final long GRACE_MILLIS = 2_000;

  /** The end of a worker process, or a reason to end it. */
  static final class EndedException extends Exception {
    private static final long serialVersionUID = 1;

    EndedException(String message) {
      super(message);
    }
  }

  /** The work of a thread, which the end of the process ends. */
  private interface Task {
    void run() throws IOException, InterruptedException;
  }

  /** A receiver of lines, which may wait. */
  private interface Receiver {
    void accept(String line) throws InterruptedException;
  }

  private final Process process;
  private final OutputStream stdin;
  private final Thread reader;
  private final Thread drain;
  // Lines may be long, so the queue is short; a worker that writes faster than it is read waits.
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>(16);
  private volatile boolean ended;
  private volatile String complaint = "";
  private boolean ready;

  /**
   * Starts a process and the threads that write its plan and read its lines.
   *
   * @throws IllegalStateException if it cannot be started
   */
  WorkerProcess(List<String> command, Map<String, String> environment, JsonElement plan) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new IllegalStateException("a worker cannot be started: " + e.getMessage(), e);
    }
    stdin = process.getOutputStream();
    JsonObject open = new JsonObject();
    open.add("open", plan);
    // The plan may exceed the capacity of a pipe, so another thread writes it.
    reader = daemon("worker-stdout-", () -> openAndRead(open.toString()));
    drain =
        daemon(
            "worker-stderr-",
            () ->
                read(
                    process.getErrorStream(),
                    MAX_COMPLAINT,
                    line -> complaint = line.isBlank() ? complaint : line.strip()));
  }

  private Thread daemon(String name, Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException | InterruptedException e) {
                // The process has ended, or the pool ends it.
              }
            },
            name + process.pid());
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Whether the worker has been ready and ended since. */
  boolean endedIdle() {
    return ready && !process.isAlive();
  }

  private void openAndRead(String open) throws IOException, InterruptedException {
    try {
      write(open);
    } catch (EndedException e) {
      // The lines that it wrote before its end are more informative.
    }
    try {
      read(process.getInputStream(), MAX_LINE, lines::put);
    } finally {
      ended = true;
    }
  }

  /** Passes on the lines of a stream, cut off after a number of characters. */
  private static void read(InputStream stream, int most, Receiver receiver)
      throws IOException, InterruptedException {
    try (Reader in =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8), 1 << 16)) {
      StringBuilder line = new StringBuilder();
      int c;
      do {
        c = in.read();
        if (c == '\n' || (c < 0 && line.length() > 0)) {
          receiver.accept(line.toString());
          line = new StringBuilder();
        } else if (c >= 0 && line.length() < most) {
          line.append((char) c);
        }
      } while (c >= 0);
    }
  }

  void write(String line) throws EndedException {
    try {
      stdin.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      stdin.flush();
    } catch (IOException e) {
      throw new EndedException(end());
    }
  }

  /**
   * Waits until the worker is ready.
   *
   * @throws IllegalArgumentException if the worker refuses the plan
   */
  void awaitReady(Duration silence) throws EndedException, InterruptedException {
    if (ready) {
      return;
    }
    WorkerMessage message = next(silence);
    if (message instanceof WorkerMessage.Refusal refusal) {
      throw new IllegalArgumentException(refusal.error());
    } else if (!(message instanceof WorkerMessage.Ready)) {
      throw new EndedException("worker sent a message before it was ready: " + message);
    }
    ready = true;
  }

  WorkerMessage next(Duration silence) throws EndedException, InterruptedException {
    long deadline = System.nanoTime() + silence.toNanos();
    while (true) {
      boolean last = ended; // read before the queue, so that no line before the end is missed
      String text = lines.poll(last ? 0 : 50, TimeUnit.MILLISECONDS);
      if (text != null) {
        try {
          return WorkerMessage.parse(text);
        } catch (IllegalArgumentException e) {
          // A JVM that ends by a signal writes its report to stdout.
          throw new EndedException(
              process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)
                  ? end() + "; " + e.getMessage()
                  : e.getMessage());
        }
      } else if (last) {
        throw new EndedException(end());
      } else if (System.nanoTime() - deadline >= 0) {
        throw new EndedException(
            "worker was silent for %s s".formatted(silence.toMillis() / 1000.0) + lastWords());
      }
    }
  }

  /** The kind of the end in one line. */
  private String end() {
    try {
      boolean exited = process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS);
      drain.join(GRACE_MILLIS);
      return (exited
              ? "worker ended with exit code " + process.exitValue()
              : "worker closed its stdin or stdout")
          + lastWords();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "worker ended" + lastWords();
    }
  }

  private String lastWords() {
    return complaint.isEmpty() ? "" : "; " + complaint;
  }

  /** Requests the end by closing the worker's stdin. */
  void requestEnd() {
    // In a thread, because another one may hold the stream's lock while it writes to a worker that
    // hangs.
    daemon("worker-end-", stdin::close);
  }

  /** Kills the process and its descendants after a time, and waits for its end. */
  void kill(long nanosBefore) {
    boolean interrupted = Thread.interrupted();
    try {
      if (nanosBefore > 0) {
        process.waitFor(nanosBefore, TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
    reader.interrupt();
    try {
      process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS);
      stdin.close();
      reader.join(GRACE_MILLIS);
      drain.join(GRACE_MILLIS);
    } catch (IOException e) {
      // The process has ended.
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
