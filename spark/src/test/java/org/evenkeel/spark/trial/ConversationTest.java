// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.spark.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import org.evenkeel.study.objective.Monitor;
import org.junit.jupiter.api.Test;

/** The reports of two attempts of one task: the study hears each once, and both hear the same. */
class ConversationTest {

  /** A study that goes on until step 3, and keeps what it hears. */
  private static final class Heard implements Monitor {
    private final List<String> all = new ArrayList<>();

    @Override
    public boolean report(int step, double value) {
      all.add(step + "=" + value);
      return step < 3;
    }

    @Override
    public void note(String key, JsonElement value) {
      all.add(key + ":" + value);
    }

    @Override
    public void worked(long units) {
      all.add("worked " + units);
    }
  }

  private static String step(Conversation to, int step, double value) {
    JsonObject report = new JsonObject();
    report.addProperty("step", step);
    if (Double.isFinite(value)) {
      report.addProperty("value", value);
    }
    return said(to, report);
  }

  private static String worked(Conversation to, long units) {
    JsonObject report = new JsonObject();
    report.addProperty("worked", units);
    return said(to, report);
  }

  private static String note(Conversation to, String key, String value) {
    JsonObject report = new JsonObject();
    report.addProperty("note", key);
    report.add("value", new JsonPrimitive(value));
    return said(to, report);
  }

  private static String said(Conversation to, JsonObject report) {
    report.addProperty("id", to.id());
    return Conversation.answer(report.toString());
  }

  @Test
  void anAttemptAfterALostOneIsAnsweredAlikeAndHeardOnce() {
    Heard heard = new Heard();
    try (Conversation talk = Conversation.open(heard)) {
      assertEquals(Conversation.GO, note(talk, "signal", "level"));
      assertEquals(Conversation.GO, worked(talk, 50));
      assertEquals(Conversation.GO, step(talk, 1, 0.9));
      assertEquals(Conversation.GO, step(talk, 2, Double.NaN));
      // The executor is lost; the next attempt begins anew.
      assertEquals(Conversation.GO, note(talk, "signal", "level"));
      assertEquals(Conversation.GO, worked(talk, 50));
      assertEquals(Conversation.GO, step(talk, 1, 0.9));
      assertEquals(Conversation.GO, step(talk, 2, Double.NaN));
      assertEquals(Conversation.GO, worked(talk, 90));
      assertEquals(Conversation.STOP, step(talk, 3, 0.8));
      assertEquals(Conversation.STOP, step(talk, 3, 0.8), "a copy stops at the same step");
      assertEquals(
          List.of("signal:\"level\"", "worked 50", "1=0.9", "2=NaN", "worked 90", "3=0.8"),
          heard.all);
      talk.throwFailure();
    }
  }

  @Test
  void nobodyHearsACopyAfterTheEnd() {
    Heard heard = new Heard();
    Conversation talk = Conversation.open(heard);
    talk.close();
    assertEquals(Conversation.GONE, step(talk, 1, 0.5));
    assertEquals(List.of(), heard.all);
  }

  @Test
  void aFailureOfTheStudyIsThatOfTheEvaluation() {
    try (Conversation talk =
        Conversation.open(
            (step, value) -> {
              throw new IllegalStateException("the disk is full");
            })) {
      assertEquals(Conversation.GONE, step(talk, 1, 0.5));
      assertEquals(Conversation.GONE, worked(talk, 1));
      assertEquals(
          "the disk is full",
          assertThrows(IllegalStateException.class, talk::throwFailure).getMessage());
    }
  }
}
