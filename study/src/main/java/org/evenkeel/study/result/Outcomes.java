// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.result;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.evenkeel.study.trial.Trial;

/** What is noted of a trial: its outcome and its values by seed. */
final class Outcomes {
  private Outcomes() {}

  /** The outcome noted; where none is, done for a complete trial and else the state's name. */
  static String of(Trial trial) {
    JsonElement noted = trial.attributes().get("outcome");
    if (noted != null && noted.isJsonPrimitive()) {
      return noted.getAsString();
    }
    return switch (trial.state()) {
      case COMPLETE -> "done";
      case FAIL -> "failed";
      default -> trial.state().name().toLowerCase(Locale.ROOT);
    };
  }

  /** Finite values by seed; empty where nothing of the kind is noted. */
  static SortedMap<Long, Double> values(Trial trial) {
    SortedMap<Long, Double> values = new TreeMap<>();
    JsonElement noted = trial.attributes().get("values");
    if (noted != null && noted.isJsonObject()) {
      for (Map.Entry<String, JsonElement> entry : noted.getAsJsonObject().entrySet()) {
        // Somebody else's attribute of the same name is no seed's value.
        boolean seed = entry.getKey().matches("-?[0-9]{1,18}");
        if (seed
            && entry.getValue() instanceof JsonPrimitive primitive
            && primitive.isNumber()
            && Double.isFinite(primitive.getAsDouble())) {
          values.put(Long.parseLong(entry.getKey()), primitive.getAsDouble());
        }
      }
    }
    return values;
  }
}
