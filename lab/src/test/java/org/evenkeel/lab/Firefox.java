// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The lab's page in a Firefox without a window, opened from a file and spoken to by WebDriver BiDi,
 * which Firefox serves itself: no geckodriver is needed, of which Debian has none.
 */
final class Firefox implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/bin/firefox-esr");
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Process process;
  private final WebSocket socket;
  private final BlockingQueue<JsonObject> answers = new LinkedBlockingQueue<>();
  private final String context;
  private int count;

  /** Writes the page into a folder and opens it; skips the test where there is no Firefox. */
  static Firefox open(Path folder) throws IOException, InterruptedException {
    boolean there = Files.isExecutable(PROGRAM);
    if (!there) {
      assertNotEquals("required", System.getenv("CI_FIREFOX"), "no " + PROGRAM);
      System.out.println("lab's page not tested in Firefox: no " + PROGRAM);
    }
    assumeTrue(there, "no Firefox");
    return new Firefox(folder);
  }

  private Firefox(Path folder) throws IOException, InterruptedException {
    Path profile = Files.createDirectory(folder.resolve("firefox"));
    process =
        new ProcessBuilder(
                PROGRAM.toString(),
                "--headless",
                "--no-remote",
                "--remote-debugging-port=0",
                "--profile",
                profile.toString(),
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("firefox.log").toFile())
            .start();
    try {
      Path address = profile.resolve("WebDriverBiDiServer.json");
      await(() -> Files.exists(address) && Files.size(address) > 0, "Firefox's address");
      JsonObject server = JsonParser.parseString(Files.readString(address)).getAsJsonObject();
      URI session =
          URI.create(
              "ws://%s:%d/session"
                  .formatted(
                      server.get("ws_host").getAsString(), server.get("ws_port").getAsInt()));
      socket =
          HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(session, listener()).join();
      send("session.new", Map.of("capabilities", Map.of()));
      context =
          send("browsingContext.getTree", Map.of())
              .getAsJsonArray("contexts")
              .get(0)
              .getAsJsonObject()
              .get("context")
              .getAsString();
      Path page = folder.resolve("lab.html");
      Files.writeString(page, LabPage.html());
      send(
          "browsingContext.navigate",
          Map.of("context", context, "url", page.toUri().toString(), "wait", "complete"));
    } catch (Throwable e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private WebSocket.Listener listener() {
    return new WebSocket.Listener() {
      private final StringBuilder text = new StringBuilder();

      @Override
      public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
          answers.add(JsonParser.parseString(text.toString()).getAsJsonObject());
          text.setLength(0);
        }
        from.request(1);
        return null;
      }
    };
  }

  /** A condition that reading a file may keep from being told. */
  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private static void await(Condition condition, String what)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      assertTrue(System.nanoTime() < end, what);
      Thread.sleep(50);
    }
  }

  private JsonObject send(String method, Map<String, Object> parameters)
      throws InterruptedException {
    int id = ++count;
    String command = new Gson().toJson(Map.of("id", id, "method", method, "params", parameters));
    socket.sendText(command, true).join();
    while (true) {
      JsonObject answer = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertTrue(answer != null, "no answer to " + command);
      if (answer.has("id") && answer.get("id").getAsInt() == id) { // else an event
        assertEquals("success", answer.get("type").getAsString(), answer::toString);
        return answer.getAsJsonObject("result");
      }
    }
  }

  /** What an expression, or what it promises, is worth on the page. */
  String value(String expression) throws InterruptedException {
    JsonObject found =
        send(
            "script.evaluate",
            Map.of(
                "expression",
                "Promise.resolve(" + expression + ").then(String)",
                "awaitPromise",
                true,
                "target",
                Map.of("context", context)));
    assertEquals("success", found.get("type").getAsString(), found::toString);
    return found.getAsJsonObject("result").get("value").getAsString();
  }

  /** Waits for an expression to be true. */
  void until(String expression) throws IOException, InterruptedException {
    await(() -> value("!!(" + expression + ")").equals("true"), expression);
  }

  /** Presses and releases a key of the keyboard where the focus is. */
  void press(String key) throws InterruptedException {
    perform(
        Map.of(
            "type",
            "key",
            "id",
            "keyboard",
            "actions",
            List.of(
                Map.of("type", "keyDown", "value", key), Map.of("type", "keyUp", "value", key))));
  }

  /** A click of the mouse, at a place between the left and the right end of an element. */
  void click(String id, double along) throws InterruptedException {
    point("mouse", id, along);
  }

  /** A tap of a finger, at a place between the left and the right end of an element. */
  void tap(String id, double along) throws InterruptedException {
    point("touch", id, along);
  }

  private void point(String kind, String id, double along) throws InterruptedException {
    String element = "document.getElementById('" + id + "')";
    value(element + ".scrollIntoView({block: 'center'})");
    String box = element + ".getBoundingClientRect()";
    double x = Double.parseDouble(value(box + ".x + " + along + " * " + box + ".width"));
    double y = Double.parseDouble(value(box + ".y + " + box + ".height / 2"));
    List<Map<String, Object>> actions = new ArrayList<>();
    actions.add(Map.of("type", "pointerMove", "x", (int) x, "y", (int) y));
    actions.add(Map.of("type", "pointerDown", "button", 0));
    actions.add(Map.of("type", "pointerUp", "button", 0));
    perform(
        Map.of(
            "type",
            "pointer",
            "id",
            kind,
            "parameters",
            Map.of("pointerType", kind),
            "actions",
            actions));
  }

  private void perform(Map<String, Object> source) throws InterruptedException {
    send("input.performActions", Map.of("context", context, "actions", List.of(source)));
  }

  @Override
  public void close() {
    try {
      send("session.end", Map.of());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroy();
      try {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
      }
    }
  }
}
