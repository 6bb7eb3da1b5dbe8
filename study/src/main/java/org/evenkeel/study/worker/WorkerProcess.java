// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.worker;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One worker process, and the lines to and from it. */
final class WorkerProcess {

  /** The process is no longer of use. */
  static final class EndedException extends Exception {
    private static final long serialVersionUID = 1;

    EndedException(String message) {
      super(message);
    }
  }

  private final Process process;
  private final Writer stdin;
  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
  private volatile String lastError = "";
  private boolean ready;

  private WorkerProcess(Process process) {
    this.process = process;
    this.stdin = process.outputWriter(StandardCharsets.UTF_8);
    drain(process.getInputStream(), line -> lines.add(Optional.of(line)));
    drain(
        process.getErrorStream(),
        line -> {
          if (!line.isBlank()
              && !line.startsWith("\t")) { // the head of a stack trace, not its tail
            lastError = line.strip();
          }
        });
  }

  static WorkerProcess start(List<String> command, JsonElement plan) {
    try {
      WorkerProcess started = new WorkerProcess(new ProcessBuilder(command).start());
      JsonObject open = new JsonObject();
      open.add("open", plan);
      try {
        started.write(open);
      } catch (EndedException e) {
        // It ended at once; who waits for it to be ready is told.
      }
      return started;
    } catch (IOException e) {
      throw new IllegalStateException("cannot start a worker: " + e.getMessage(), e);
    }
  }

  private void drain(InputStream in, Consumer<String> each) {
    boolean stdout = in == process.getInputStream();
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader text =
                  new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                text.lines().forEach(each);
              } catch (IOException | UncheckedIOException e) {
                // It was killed; the end below tells.
              } finally {
                if (stdout) {
                  lines.add(Optional.empty());
                }
              }
            },
            "worker " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Waits until it is ready.
   *
   * @throws IllegalArgumentException if it cannot work on what it was told
   */
  void ready(Duration silence) throws InterruptedException, EndedException {
    if (!ready) {
      JsonObject answer = line(silence);
      if (answer.has("error")) {
        throw new IllegalArgumentException(answer.get("error").getAsString());
      }
      ready = true;
    }
  }

  void write(JsonObject line) throws EndedException {
    try {
      stdin.write(line + "\n");
      stdin.flush();
    } catch (IOException e) {
      throw ended();
    }
  }

  /** The next line. */
  JsonObject line(Duration silence) throws InterruptedException, EndedException {
    Optional<String> line = lines.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
    if (line == null) {
      throw new EndedException("a worker said nothing for %d s".formatted(silence.toSeconds()));
    } else if (line.isEmpty()) {
      lines.add(line); // ended is ended
      throw ended();
    }
    try {
      return JsonParser.parseString(line.get()).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      String text = line.get();
      throw new EndedException(
          "a worker says one JSON object a line: '%s'"
              .formatted(text.length() > 60 ? text.substring(0, 60) + "…" : text));
    }
  }

  private EndedException ended() {
    try {
      // The end of its output comes a moment before the end of the process.
      String how =
          process.waitFor(5, TimeUnit.SECONDS)
              ? "ended with exit code " + process.exitValue()
              : "closed its output";
      return new EndedException("a worker " + how + (lastError.isEmpty() ? "" : ": " + lastError));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new EndedException("a worker ended");
    }
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Ends it now, and waits until it has. */
  void kill() {
    process.destroyForcibly();
    boolean interrupted = Thread.interrupted();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
