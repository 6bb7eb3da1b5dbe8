// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.draw;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evenkeel.initializer.Bilinear;
import org.evenkeel.initializer.DeltaOrthogonal;
import org.evenkeel.initializer.FixedNormal;
import org.evenkeel.initializer.FixedUniform;
import org.evenkeel.initializer.ForgetBias;
import org.evenkeel.initializer.Identity;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.initializer.Orthogonal;
import org.evenkeel.initializer.Sparse;
import org.evenkeel.initializer.StructuredScaling;
import org.evenkeel.parameter.Fans;
import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightRange;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Formula;
import org.evenkeel.random.Key;

/**
 * An initializer whose laws a file's metadata record, run by run of values.
 *
 * @param laws the law of each part; the label of a part is the law's index
 * @param zerosFrom the first value that is 0 whatever its law
 * @param zerosTo the index behind the last such value
 */
record RecordedInitializer(List<Law> laws, long zerosFrom, long zerosTo) implements Initializer {

  /** A law and the interval that contains its values in any precision. */
  record Law(Formula formula, WeightRange range) {}

  @Override
  public double variance(Part part) {
    return 0; // not recorded, and not needed to draw
  }

  private Law law(Part part) {
    return laws.get(Integer.parseInt(part.label()));
  }

  @Override
  public Optional<Formula> formula(Part part) {
    return Optional.of(law(part).formula());
  }

  @Override
  public WeightRange range(Part part) {
    return law(part).range();
  }

  @Override
  public void fill(WeightShape shape, Key key, long from, FloatBuffer out) {
    FloatBuffer drawn = out.slice();
    long end = from + out.remaining();
    long start = 0;
    for (Part part : shape.parts()) {
      long low = Math.max(from, start);
      long high = Math.min(end, start + part.size());
      if (low < high) {
        law(part).formula().fill(key, low, drawn.slice((int) (low - from), (int) (high - low)));
      }
      start += part.size();
    }
    for (long i = Math.max(from, zerosFrom); i < Math.min(end, zerosTo); i++) {
      drawn.put((int) (i - from), 0);
    }
    out.position(out.limit());
  }

  /**
   * What draws a tensor whose values depend on each other, for the metadata: the law of its
   * matrices with its numbers, and the parts of the tensor; empty if it is none of those known.
   */
  static Optional<JsonObject> whole(Initializer initializer, WeightShape shape) {
    JsonObject whole = new JsonObject();
    if (initializer instanceof Orthogonal one) {
      whole.addProperty("law", "orthogonal");
      whole.addProperty("gain", one.gain());
    } else if (initializer instanceof DeltaOrthogonal one) {
      whole.addProperty("law", "delta-orthogonal");
      whole.addProperty("gain", one.gain());
    } else if (initializer instanceof Identity one) {
      whole.addProperty("law", "identity");
      whole.addProperty("gain", one.gain());
    } else if (initializer instanceof Identity.Noisy one) {
      whole.addProperty("law", "noisy-identity");
      whole.addProperty("noise", one.noise());
      whole.addProperty("gain", one.gain());
    } else if (initializer instanceof Orthogonal.Modular one) {
      whole.addProperty("law", "modular");
      whole.addProperty("gain", one.gain());
    } else if (initializer instanceof FixedUniform.TimeStep one) {
      whole.addProperty("law", "time-step");
      whole.addProperty("shortest", one.shortest());
      whole.addProperty("longest", one.longest());
    } else if (initializer instanceof StructuredScaling one) {
      whole.addProperty("law", "structured");
      whole.addProperty("scale", one.scale());
      whole.addProperty("centered", one.centered());
      whole.addProperty("orthogonal", one.orthogonal());
      whole.addProperty("delta", one.delta());
    } else if (initializer instanceof StructuredScaling.Mirrored one) {
      whole.addProperty("law", "mirrored");
      whole.addProperty("scale", one.scale());
      whole.addProperty("inputs", one.inputs());
      whole.addProperty("outputs", one.outputs());
      whole.addProperty("delta", one.delta());
    } else if (initializer instanceof FixedNormal.Paired one) {
      whole.addProperty("law", "paired-normal");
      whole.addProperty("std", one.std());
    } else if (initializer instanceof Sparse one) {
      whole.addProperty("law", "sparse");
      whole.addProperty("connections", one.connections());
      whole.addProperty("scale", one.scale());
    } else if (initializer instanceof ForgetBias one) {
      whole.addProperty("law", "forget-bias");
      whole.addProperty("value", one.value());
    } else if (initializer instanceof Bilinear) {
      whole.addProperty("law", "bilinear");
    } else {
      return Optional.empty();
    }
    whole.addProperty("kind", shape.kind().toString());
    JsonArray parts = new JsonArray();
    for (Part part : shape.parts()) {
      parts.add(json(part));
    }
    whole.add("parts", parts);
    return Optional.of(whole);
  }

  private static JsonObject json(Part part) {
    JsonObject json = new JsonObject();
    json.addProperty("label", part.label());
    json.addProperty("count", part.count());
    json.addProperty("outputs", part.outputs());
    json.addProperty("inputs", part.inputs());
    JsonArray kernel = new JsonArray();
    part.kernel().forEach(kernel::add);
    json.add("kernel", kernel);
    json.addProperty("inputsFirst", part.inputsFirst());
    Fans fans = part.fans();
    if (fans != null) {
      json.addProperty("fanIn", fans.in());
      json.addProperty("fanOut", fans.out());
    }
    return json;
  }

  /** The initializer of {@link #whole}. */
  static Initializer initializer(JsonObject whole) {
    String law = whole.get("law").getAsString();
    return switch (law) {
      case "orthogonal" -> new Orthogonal(number(whole, "gain"));
      case "delta-orthogonal" -> new DeltaOrthogonal(number(whole, "gain"));
      case "identity" -> new Identity(number(whole, "gain"));
      case "noisy-identity" -> new Identity.Noisy(number(whole, "noise"), number(whole, "gain"));
      case "modular" -> new Orthogonal.Modular(number(whole, "gain"));
      case "time-step" ->
          new FixedUniform.TimeStep(number(whole, "shortest"), number(whole, "longest"));
      case "structured" ->
          new StructuredScaling(
              number(whole, "scale"),
              whole.get("centered").getAsBoolean(),
              whole.get("orthogonal").getAsBoolean(),
              whole.get("delta").getAsBoolean());
      case "mirrored" ->
          new StructuredScaling.Mirrored(
              number(whole, "scale"),
              whole.get("inputs").getAsBoolean(),
              whole.get("outputs").getAsBoolean(),
              whole.get("delta").getAsBoolean());
      case "paired-normal" -> new FixedNormal.Paired(number(whole, "std"));
      case "sparse" -> new Sparse(whole.get("connections").getAsLong(), number(whole, "scale"));
      case "forget-bias" -> new ForgetBias(number(whole, "value"));
      case "bilinear" -> new Bilinear();
      default -> throw new IllegalStateException(law);
    };
  }

  /** The shape of {@link #whole}, for a tensor of given sizes. */
  static WeightShape shape(JsonObject whole, List<Long> dimensions) {
    List<Part> parts = new ArrayList<>();
    for (JsonElement one : whole.getAsJsonArray("parts")) {
      JsonObject part = one.getAsJsonObject();
      List<Integer> kernel = new ArrayList<>();
      part.getAsJsonArray("kernel").forEach(size -> kernel.add(size.getAsInt()));
      parts.add(
          new Part(
              part.get("label").getAsString(),
              part.get("count").getAsLong(),
              part.get("outputs").getAsLong(),
              part.get("inputs").getAsLong(),
              kernel,
              part.get("inputsFirst").getAsBoolean(),
              part.has("fanIn") ? new Fans(number(part, "fanIn"), number(part, "fanOut")) : null));
    }
    return new WeightShape(Kind.named(whole.get("kind").getAsString()), dimensions, parts);
  }

  private static double number(JsonObject json, String name) {
    return json.get(name).getAsDouble();
  }
}
