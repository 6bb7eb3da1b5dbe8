// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import org.evenkeel.signal.Histogram;
import org.evenkeel.signal.LayerHistograms;

/** How a layer's values are spread, as JSON. */
final class HistogramJson {

  private static final String KEY = "histograms";

  private HistogramJson() {}

  static void write(JsonObject layer, LayerHistograms histograms) {
    if (histograms != null) {
      JsonObject json = new JsonObject();
      add(json, "weights", histograms.weights());
      add(json, "activations", histograms.activations());
      add(json, "gradients", histograms.gradients());
      layer.add(KEY, json);
    }
  }

  static LayerHistograms read(JsonObject layer) {
    if (!layer.has(KEY)) {
      return null;
    }
    JsonObject json = layer.getAsJsonObject(KEY);
    return new LayerHistograms(
        read(json, "weights"), read(json, "activations"), read(json, "gradients"));
  }

  private static void add(JsonObject json, String key, Histogram histogram) {
    if (histogram == null) {
      return;
    }
    JsonObject one = new JsonObject();
    one.addProperty("low", histogram.low());
    one.addProperty("high", histogram.high());
    one.add("counts", Json.array(histogram.counts(), JsonPrimitive::new));
    one.addProperty("below", histogram.below());
    one.addProperty("above", histogram.above());
    one.addProperty("zeros", histogram.zeros());
    json.add(key, one);
  }

  private static Histogram read(JsonObject json, String key) {
    if (!json.has(key)) {
      return null;
    }
    JsonObject one = json.getAsJsonObject(key);
    return new Histogram(
        one.get("low").getAsDouble(),
        one.get("high").getAsDouble(),
        Json.list(one, "counts", JsonElement::getAsLong),
        one.get("below").getAsLong(),
        one.get("above").getAsLong(),
        one.get("zeros").getAsLong());
  }
}
