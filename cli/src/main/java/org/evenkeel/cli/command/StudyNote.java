// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import org.evenkeel.experiment.StudyPlan;

/** The plans of studies, including those of older versions that recorded only a command line. */
final class StudyNote {

  private StudyNote() {}

  /**
   * Reads a plan.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static StudyPlan read(JsonElement note) {
    if (!(note instanceof JsonObject json) || json.has("network") || !json.has("arguments")) {
      return StudyPlan.read(note);
    }
    try {
      List<String> arguments =
          json.getAsJsonArray("arguments").asList().stream().map(JsonElement::getAsString).toList();
      return new StudyPlan(
          RunOptions.parse(arguments),
          json.get("search").getAsString(),
          json.get("seeds").getAsInt(),
          json.get("theory").getAsBoolean(),
          json.get("samplerSeed").getAsLong(),
          json.get("checked").getAsInt(),
          arguments);
    } catch (IllegalStateException
        | NullPointerException
        | UnsupportedOperationException
        | ClassCastException e) {
      throw new IllegalArgumentException(
          "the attribute \"%s\" of a study must hold its plan: %s is not one; use another file"
              .formatted(StudyPlan.NOTE, note),
          e);
    }
  }
}
