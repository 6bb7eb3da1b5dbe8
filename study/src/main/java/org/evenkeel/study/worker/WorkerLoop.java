// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.worker;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Monitor;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.study.space.Setting;

/** The worker's side: evaluates what it is told on stdin, until stdin ends. */
public final class WorkerLoop {

  /** Nanoseconds between two lines that only say how far it is. */
  private static final long TOLD_EVERY = 200_000_000L;

  private final BlockingQueue<JsonObject> lines = new LinkedBlockingQueue<>();
  private final PrintStream out;

  private WorkerLoop(PrintStream out) {
    this.out = out;
  }

  /**
   * Serves this process's stdin and stdout and never returns while the other side lives: when stdin
   * ends, so does the process, whatever it is at. So no worker outlives who started it, not even
   * after {@code kill -9}. An interrupt of the whole process group, as of Ctrl-C, is left to the
   * other side. Whatever else writes to {@code System.out} goes to stderr.
   *
   * @param opener makes the objective of what the first line says; an IllegalArgumentException
   *     tells the other side that it cannot be had
   */
  public static int serve(
      InputStream in, PrintStream out, Function<JsonElement, Objective> opener) {
    WorkerLoop loop = new WorkerLoop(out);
    System.setOut(System.err);
    Thread stayUntilTold = new Thread(WorkerLoop::forEver, "stay until told");
    stayUntilTold.setDaemon(true);
    Runtime.getRuntime().addShutdownHook(stayUntilTold);
    Thread reader = new Thread(() -> loop.read(in), "stdin");
    reader.setDaemon(true);
    reader.start();
    try {
      loop.run(opener);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) { // an Error too: the other side reads of it on stderr
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
    return 0;
  }

  private static void forEver() {
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(InputStream in) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isBlank()) {
          lines.add(JsonParser.parseString(line).getAsJsonObject());
        }
      }
    } catch (IOException | JsonParseException | IllegalStateException e) {
      System.err.println("a worker reads one JSON object a line: " + e.getMessage());
      Runtime.getRuntime().halt(2);
    }
    Runtime.getRuntime().halt(0);
  }

  private void run(Function<JsonElement, Objective> opener) throws InterruptedException {
    JsonObject answer = new JsonObject();
    Objective objective = null;
    try {
      objective = opener.apply(lines.take().get("open"));
      answer.addProperty("ready", true);
    } catch (IllegalArgumentException e) {
      answer.addProperty("error", e.getMessage());
    }
    write(answer);
    while (true) {
      JsonObject order = lines.take();
      if (order.has("run") && objective != null) {
        write(evaluate(objective, order));
      }
    }
  }

  private JsonObject evaluate(Objective objective, JsonObject order) throws InterruptedException {
    JsonObject done = new JsonObject();
    done.add("done", order.get("run"));
    Evaluation evaluation;
    Lines monitor = new Lines();
    try {
      Map<String, Object> values = new LinkedHashMap<>();
      order
          .getAsJsonObject("params")
          .entrySet()
          .forEach(p -> values.put(p.getKey(), value(p.getValue())));
      evaluation = objective.evaluate(new Setting(values), order.get("seed").getAsLong(), monitor);
    } catch (RuntimeException e) {
      if (!(e instanceof IllegalArgumentException)) {
        e.printStackTrace();
      }
      evaluation = Evaluation.failed(e.getMessage() == null ? e.toString() : e.getMessage());
    }
    done.addProperty("worked", monitor.units);
    done.addProperty("outcome", evaluation.outcome().label());
    if (evaluation.value() != null && Double.isFinite(evaluation.value())) {
      done.addProperty("value", evaluation.value());
    }
    if (evaluation.message() != null) {
      done.addProperty("message", evaluation.message());
    }
    return done;
  }

  /** A value as it stands in a setting. */
  private static Object value(JsonElement json) {
    if (json.getAsJsonPrimitive().isBoolean()) {
      return json.getAsBoolean();
    } else if (json.getAsJsonPrimitive().isNumber()) {
      String number = json.getAsString();
      return number.matches("-?\\d{1,18}") ? (Object) Long.valueOf(number) : Double.valueOf(number);
    }
    return json.getAsString();
  }

  private void write(JsonObject line) {
    synchronized (out) {
      out.println(line);
      out.flush();
    }
  }

  /** What an evaluation tells on the way, as lines. */
  private final class Lines implements Monitor {
    private long told;
    private long units;

    @Override
    public boolean report(int step, double value) {
      JsonObject line = new JsonObject();
      line.addProperty("step", step);
      line.addProperty("worked", units);
      line.add("value", Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE);
      write(line);
      try {
        return lines.take().get("go").getAsBoolean();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    @Override
    public void note(String key, JsonElement value) {
      JsonObject line = new JsonObject();
      line.addProperty("note", key);
      line.add("value", value);
      write(line);
    }

    @Override
    public void worked(long done) {
      units = done;
      long now = System.nanoTime();
      if (now - told >= TOLD_EVERY) {
        told = now;
        JsonObject line = new JsonObject();
        line.addProperty("worked", units);
        write(line);
      }
    }
  }
}
