// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.evenkeel.signal.Verdict;
import org.evenkeel.study.trial.Trial;

/**
 * The signal of a trial before it was trained, as far as a story needs it.
 *
 * @param forward second moments by depth; NaN where nothing is known, infinite where it overflows
 * @param gradient the same of the gradient
 * @param state the verdict
 * @param cause why
 */
record NotedSignal(List<Double> forward, List<Double> gradient, Verdict.State state, String cause) {

  /** What is noted of a trial; empty where nothing is, or something else under that name. */
  static Optional<NotedSignal> of(Trial trial) {
    try {
      return trial.attributes().get(TrialRuns.SIGNAL) instanceof JsonObject profile
          ? Optional.of(of(profile))
          : Optional.empty();
    } catch (RuntimeException e) { // a study's file may come from elsewhere
      return Optional.empty();
    }
  }

  private static NotedSignal of(JsonObject profile) {
    JsonObject verdict = profile.getAsJsonObject("verdict");
    return new NotedSignal(
        moments(profile, "forward"),
        moments(profile, "gradient"),
        Verdict.State.valueOf(verdict.get("state").getAsString().toUpperCase(Locale.ROOT)),
        verdict.get("cause").getAsString());
  }

  private static List<Double> moments(JsonObject profile, String quantity) {
    List<Double> moments = new ArrayList<>();
    for (JsonElement layer : profile.getAsJsonArray("layers")) {
      moments.add(
          layer.getAsJsonObject().get(quantity) instanceof JsonObject known
              ? moment(known)
              : Double.NaN);
    }
    return moments;
  }

  /** What was measured, else what was predicted. */
  private static double moment(JsonObject quantity) {
    if (quantity.has("infinite")) {
      return Double.POSITIVE_INFINITY;
    }
    JsonElement value =
        quantity.get("measured") instanceof JsonPrimitive measured
            ? measured
            : quantity.get("predicted");
    if (value == null) {
      return Double.NaN;
    }
    return value instanceof JsonPrimitive number ? number.getAsDouble() : Double.POSITIVE_INFINITY;
  }
}
