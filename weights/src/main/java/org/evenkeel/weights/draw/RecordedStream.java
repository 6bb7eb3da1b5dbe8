// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.draw;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.initializer.Constant;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightRange;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Formula;
import org.evenkeel.weights.format.Tensor;
import org.evenkeel.weights.rules.RuledTensor;

/**
 * The stream that a drawn file's metadata records, from which its values are computed again as
 * docs/stream.md has it.
 */
public final class RecordedStream {

  private final long seed;
  private final Map<String, Entry> entries;

  /** The runs of a tensor with the index of the law of each, or what draws it as a whole. */
  private record Entry(
      List<Part> parts,
      RecordedInitializer laws,
      Optional<JsonObject> whole,
      Optional<Slice> slice) {}

  private RecordedStream(long seed, Map<String, Entry> entries) {
    this.seed = seed;
    this.entries = entries;
  }

  /**
   * The stream that a file's metadata records; empty if it has none.
   *
   * @throws IllegalArgumentException if it is malformed, or of a later version
   */
  public static Optional<RecordedStream> of(Map<String, String> metadata) {
    String text = metadata.get(StreamMetadata.KEY);
    if (text == null) {
      return Optional.empty();
    }
    try {
      JsonObject root = JsonParser.parseString(text).getAsJsonObject();
      int version = root.get("stream").getAsInt();
      if (version != StreamMetadata.VERSION) {
        throw new IllegalArgumentException(
            "its stream is of version %d, this is %d".formatted(version, StreamMetadata.VERSION));
      }
      List<RecordedInitializer.Law> laws = new ArrayList<>();
      for (JsonElement law : root.getAsJsonArray("laws")) {
        laws.add(law(law.getAsJsonObject()));
      }
      Map<String, Entry> entries = new LinkedHashMap<>();
      for (Map.Entry<String, JsonElement> one : root.getAsJsonObject("tensors").entrySet()) {
        JsonObject tensor = one.getValue().getAsJsonObject();
        if (tensor.has("parts") || tensor.has("whole")) {
          entries.put(one.getKey(), entry(tensor, laws));
        }
      }
      return Optional.of(new RecordedStream(root.get("seed").getAsLong(), entries));
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | NumberFormatException
        | UnsupportedOperationException
        | ClassCastException
        | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("its metadata 'evenkeel' are malformed", e);
    }
  }

  private static RecordedInitializer.Law law(JsonObject law) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    WeightRange range = WeightRange.ALL;
    for (Map.Entry<String, JsonElement> one : law.entrySet()) {
      if (one.getKey().equals("range")) {
        JsonArray ends = one.getValue().getAsJsonArray();
        range = new WeightRange(ends.get(0).getAsDouble(), ends.get(1).getAsDouble());
      } else if (!one.getKey().equals("law")) {
        numbers.put(one.getKey(), one.getValue().getAsDouble());
      }
    }
    return new RecordedInitializer.Law(new Formula(law.get("law").getAsString(), numbers), range);
  }

  private static Entry entry(JsonObject tensor, List<RecordedInitializer.Law> laws) {
    List<Part> parts = new ArrayList<>();
    if (tensor.has("parts")) {
      for (JsonElement part : tensor.getAsJsonArray("parts")) {
        JsonArray pair = part.getAsJsonArray();
        int law = pair.get(1).getAsInt();
        laws.get(law); // must be there
        parts.add(
            new Part(String.valueOf(law), pair.get(0).getAsLong(), 1, 1, List.of(), false, null));
      }
    }
    long from = 0;
    long to = 0;
    if (tensor.has("zeros")) {
      from = tensor.getAsJsonArray("zeros").get(0).getAsLong();
      to = tensor.getAsJsonArray("zeros").get(1).getAsLong();
    }
    Optional<Slice> slice = Optional.empty();
    if (tensor.has("slice")) {
      List<Long> low = new ArrayList<>();
      List<Long> high = new ArrayList<>();
      List<Long> whole = new ArrayList<>();
      tensor.getAsJsonArray("shape").forEach(size -> whole.add(size.getAsLong()));
      for (JsonElement ends : tensor.getAsJsonArray("slice")) {
        low.add(ends.getAsJsonArray().get(0).getAsLong());
        high.add(ends.getAsJsonArray().get(1).getAsLong());
      }
      slice = Optional.of(new Slice(whole, low, high));
    }
    return new Entry(
        parts,
        new RecordedInitializer(laws, from, to),
        Optional.ofNullable(tensor.getAsJsonObject("whole")),
        slice);
  }

  /** Whether the values of a tensor can be computed. */
  public boolean has(Tensor tensor) {
    return source(tensor).isPresent();
  }

  /** What draws a tensor again; empty if its values are not recorded, or those of another shape. */
  private Optional<Source.Drawn> source(Tensor tensor) {
    Entry entry = entries.get(tensor.name());
    if (entry == null
        || !entry.slice().map(Slice::shape).orElse(tensor.shape()).equals(tensor.shape())) {
      return Optional.empty();
    }
    Slice slice = entry.slice().orElseGet(() -> Slice.all(tensor.shape()));
    try {
      WeightShape shape =
          entry.whole().isPresent()
              ? RecordedInitializer.shape(entry.whole().get(), slice.whole())
              : new WeightShape(Kind.BIAS, slice.whole(), entry.parts());
      Initializer initializer =
          entry.whole().isPresent()
              ? RecordedInitializer.initializer(entry.whole().get())
              : constant(entry).orElse(entry.laws());
      return Optional.of(
          new Source.Drawn(
              new RuledTensor(tensor.name(), shape, initializer, "", ""), seed, slice));
    } catch (IllegalArgumentException | ArithmeticException e) {
      return Optional.empty(); // of another shape
    } catch (IllegalStateException
        | ClassCastException
        | NullPointerException
        | UnsupportedOperationException e) {
      throw new IllegalArgumentException("its metadata 'evenkeel' are malformed", e);
    }
  }

  /** One value everywhere, which integers have too. */
  private static Optional<Initializer> constant(Entry entry) {
    if (entry.parts().size() != 1 || entry.laws().zerosTo() > 0) {
      return Optional.empty();
    }
    Formula law = entry.laws().formula(entry.parts().get(0)).orElseThrow();
    return Optional.ofNullable(law.law().equals("constant") ? law.numbers().get("value") : null)
        .map(Constant::new);
  }

  /** Whether each slice of a tensor costs as much as the whole. */
  public boolean isWhole(Tensor tensor) {
    return source(tensor).map(Source::isWhole).orElse(false);
  }

  /**
   * Writes elements of a tensor, little-endian, until the buffer is full.
   *
   * @param from the first element
   * @throws IllegalArgumentException if {@link #has} says no
   */
  public void fill(Tensor tensor, long from, ByteBuffer out) {
    require(tensor).fill(tensor, from, out);
  }

  /**
   * What draws a tensor again.
   *
   * @throws IllegalArgumentException if {@link #has} says no
   */
  Source require(Tensor tensor) {
    return source(tensor)
        .orElseThrow(() -> new IllegalArgumentException(tensor + " is not recorded"));
  }
}
