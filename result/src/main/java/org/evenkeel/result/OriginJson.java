// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import com.google.gson.JsonObject;

/** Where a result comes from, as JSON. */
public final class OriginJson {

  private OriginJson() {}

  /** Adds it to a document, as far as anything is known. */
  public static void write(JsonObject document, Origin origin) {
    JsonObject json = new JsonObject();
    Json.add(json, "command", origin.command());
    Json.add(json, "version", origin.version());
    if (origin.seed() != null) {
      json.addProperty("seed", origin.seed());
    }
    Json.add(json, "network", origin.network());
    Json.add(json, "data", origin.data());
    Json.add(json, "training", origin.training());
    if (!json.isEmpty()) {
      document.add("origin", json);
    }
  }

  static Origin read(JsonObject document) {
    JsonObject json = Json.object(document, "origin");
    return new Origin(
        Json.text(json, "command"),
        Json.text(json, "version"),
        Json.whole(json, "seed"),
        Json.text(json, "network"),
        Json.text(json, "data"),
        Json.text(json, "training"));
  }
}
