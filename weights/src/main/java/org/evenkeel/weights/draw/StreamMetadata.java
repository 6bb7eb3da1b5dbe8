// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.draw;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.initializer.Embedding;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightRange;
import org.evenkeel.random.Formula;

/**
 * The metadata of a drawn file, from which every value can be computed again (docs/stream.md): the
 * text {@code evenkeel} in {@code __metadata__}, a JSON object with {@code stream}, {@code seed},
 * {@code rules}, the list of {@code laws}, and for each tensor its {@code rule}, {@code parts} (a
 * count of values and the index of their law) or what draws it as a {@code whole}, and where it is
 * a slice {@code shape} and {@code slice}.
 */
public final class StreamMetadata {

  /** The key in {@code __metadata__}. */
  public static final String KEY = "evenkeel";

  /** The version of the stream. */
  public static final int VERSION = 1;

  private final Map<JsonObject, Integer> laws = new LinkedHashMap<>();

  private StreamMetadata() {}

  /** The metadata of some tensors of a plan. */
  static Map<String, String> of(DrawPlan plan, List<DrawPlan.Planned> some) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", "pt"); // transformers loads no file without it
    metadata.put(KEY, new StreamMetadata().text(plan, some));
    return metadata;
  }

  private String text(DrawPlan plan, List<DrawPlan.Planned> some) {
    JsonObject tensors = new JsonObject();
    for (DrawPlan.Planned planned : some) {
      if (planned.source() instanceof Source.Drawn drawn) {
        tensors.add(planned.tensor().name(), tensor(drawn));
      }
    }
    JsonArray list = new JsonArray();
    laws.keySet().forEach(list::add);
    JsonObject root = new JsonObject();
    root.addProperty("stream", VERSION);
    root.addProperty("seed", plan.seed());
    root.addProperty("rules", plan.rules());
    root.add("laws", list);
    root.add("tensors", tensors);
    return root.toString();
  }

  private JsonObject tensor(Source.Drawn drawn) {
    JsonObject tensor = new JsonObject();
    tensor.addProperty("rule", drawn.ruled().rule());
    Initializer initializer = drawn.ruled().initializer();
    List<Part> parts = drawn.ruled().shape().parts();
    if (parts.stream().allMatch(part -> initializer.formula(part).isPresent())) {
      JsonArray list = new JsonArray();
      for (Part part : parts) {
        JsonArray one = new JsonArray();
        one.add(part.size());
        one.add(law(initializer.formula(part).orElseThrow(), initializer.range(part)));
        list.add(one);
      }
      tensor.add("parts", list);
    } else {
      RecordedInitializer.whole(initializer, drawn.ruled().shape())
          .ifPresent(whole -> tensor.add("whole", whole));
    }
    List<Long> shape = drawn.slice().whole();
    if (initializer instanceof Embedding table) {
      long columns = shape.get(shape.size() - 1);
      tensor.add("zeros", pair(table.padding() * columns, (table.padding() + 1) * columns));
    }
    if (!drawn.slice().isAll()) {
      JsonArray whole = new JsonArray();
      JsonArray slice = new JsonArray();
      for (int axis = 0; axis < shape.size(); axis++) {
        whole.add(shape.get(axis));
        slice.add(pair(drawn.slice().from().get(axis), drawn.slice().to().get(axis)));
      }
      tensor.add("shape", whole);
      tensor.add("slice", slice);
    }
    return tensor;
  }

  private static JsonArray pair(Number first, Number second) {
    JsonArray pair = new JsonArray();
    pair.add(first);
    pair.add(second);
    return pair;
  }

  private int law(Formula formula, WeightRange range) {
    JsonObject law = new JsonObject();
    law.addProperty("law", formula.law());
    formula.numbers().forEach(law::addProperty);
    if (Double.isFinite(range.low()) && Double.isFinite(range.high())) {
      law.add("range", pair(range.low(), range.high()));
    }
    Integer known = laws.get(law);
    if (known == null) {
      known = laws.size();
      laws.put(law, known);
    }
    return known;
  }
}
