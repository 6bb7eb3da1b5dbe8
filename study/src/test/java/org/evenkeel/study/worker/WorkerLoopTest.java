// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Objective;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines of the protocol, without a process. */
@Timeout(60)
class WorkerLoopTest {

  private static final Objective HALVES =
      (setting, seed, monitor) -> {
        monitor.worked(10);
        monitor.worked(20);
        return monitor.report(1, Double.POSITIVE_INFINITY)
            ? Evaluation.of(setting.number("x") / 2 + seed)
            : Evaluation.pruned();
      };

  private static List<String> serve(Integer status, String... lines) throws Exception {
    BlockingQueue<Integer> halted = new LinkedBlockingQueue<>();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WorkerLoop.serve(
        new ByteArrayInputStream(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        plan -> {
          if (plan.size() == 0) {
            throw new IllegalArgumentException("a plan says something: {}");
          }
          return HALVES;
        },
        halted::add);
    assertEquals(status, halted.poll(30, TimeUnit.SECONDS));
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void aSessionReadsLikeThis() throws Exception {
    assertEquals(
        List.of(
            "{\"ready\":true}",
            "{\"worked\":10}", // the first at once, the next not so soon, the last before a step
            "{\"worked\":20}",
            "{\"step\":1,\"value\":null}",
            "{\"done\":17,\"outcome\":\"done\",\"value\":2.5}",
            "{\"worked\":10}",
            "{\"worked\":20}",
            "{\"step\":1,\"value\":null}",
            "{\"done\":18,\"outcome\":\"pruned\"}"),
        serve(
            0,
            "{\"open\": {\"a\": 1}}",
            "{\"run\": 17, \"params\": {\"x\": 3.0}, \"seed\": 1}",
            "{\"go\": true}",
            "",
            "{\"run\": 18, \"params\": {\"x\": 3.0}, \"seed\": 1}",
            "{\"go\": false}"));
  }

  @Test
  void aBadPlanIsAnError() throws Exception {
    assertEquals(List.of("{\"error\":\"a plan says something: {}\"}"), serve(0, "{\"open\": {}}"));
  }

  @Test
  void itEndsWithItsInput() throws Exception {
    assertEquals(List.of(), serve(0));
  }

  /** Every line on stdout is JSON, whatever comes on stdin, and the next order is taken. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "no JSON",
        "{",
        "[]",
        "null",
        "17",
        "{}",
        "{\"else\": 1}",
        "{\"run\": 17}",
        "{\"run\": 1.5, \"params\": {}, \"seed\": 1}",
        "{\"run\": \"x\", \"params\": {}, \"seed\": 1}",
        "{\"run\": 17, \"params\": [], \"seed\": 1}",
        "{\"run\": 17, \"params\": {\"x\": {}}, \"seed\": 1}",
        "{\"run\": 17, \"params\": {\"x\": 3.0}, \"seed\": \"one\"}",
        "{\"run\": 17, \"params\": {\"x\": 3.0}, \"seed\": 1e400}",
        "{\"go\": 1}",
        "{\"open\": []}",
        "{\"open\": {\"a\": 1}} {}",
        "\u001b[31m{\"open\": {}}",
      })
  void aMalformedLineIsAnsweredInJson(String line) throws Exception {
    List<String> answers = serve(2, line, "{\"open\": {\"a\": 1}}", line);
    List<String> errors = new ArrayList<>();
    for (String answer : answers) {
      JsonObject json = JsonParser.parseString(answer).getAsJsonObject();
      if (json.has("error")) {
        assertTrue(json.get("error").getAsString().startsWith("not an order: "), answer);
        errors.add(answer);
      } else {
        assertEquals("{\"ready\":true}", answer);
      }
    }
    assertEquals(2, errors.size());
    assertEquals(3, answers.size());
  }

  @Test
  void anOrderOutOfTurnIsAnsweredInJson() throws Exception {
    List<String> answers =
        serve(
            0,
            "{\"go\": true}",
            "{\"open\": {\"a\": 1}}",
            "{\"open\": {\"a\": 1}}",
            "{\"run\": 17, \"params\": {\"x\": 3.0}, \"seed\": 1}",
            "{\"run\": 18, \"params\": {\"x\": 3.0}, \"seed\": 1}",
            "{\"go\": true}");
    assertEquals(
        List.of(
            "{\"error\":\"expected {\\\"open\\\": …}; this order is not taken now: [go]\"}",
            "{\"ready\":true}",
            "{\"error\":\"expected {\\\"run\\\": …}; this order is not taken now: [open]\"}",
            "{\"worked\":10}",
            "{\"worked\":20}",
            "{\"step\":1,\"value\":null}",
            "{\"error\":\"expected {\\\"go\\\": …}; this order is not taken now: [run, params, seed]\"}",
            "{\"done\":17,\"outcome\":\"done\",\"value\":2.5}"),
        answers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no JSON",
        "{",
        "[]",
        "null",
        "{}",
        "{\"else\": 1}",
        "{\"step\": \"x\", \"value\": 1}",
        "{\"step\": 1, \"value\": []}",
        "{\"worked\": {}}",
        "{\"done\": 1}",
        "{\"done\": 1, \"outcome\": \"great\"}",
        "{\"done\": 1, \"outcome\": \"done\"}",
        "{\"ready\": true} {\"ready\": true}",
      })
  void whatIsNotInTheProtocolIsGarbage(String line) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> WorkerMessage.parse(line)).getMessage();
    assertTrue(message.startsWith("not a message of the worker protocol: "), message);
  }
}
