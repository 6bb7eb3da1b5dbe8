// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.draw;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.initializer.HalfPrecision;
import org.evenkeel.parameter.WeightRange;
import org.evenkeel.random.Formula;
import org.evenkeel.random.Key;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.Float8;
import org.evenkeel.weights.format.Tensor;

/**
 * The stream that a drawn file's metadata records, from which its values are computed again as
 * docs/stream.md has it.
 */
public final class RecordedStream {

  private final long seed;
  private final Map<String, Entry> entries;

  private record Law(Formula formula, WeightRange range) {}

  private record Run(long count, Law law) {}

  private record Entry(List<Run> parts, long zerosFrom, long zerosTo, Optional<Slice> slice) {}

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
      List<Law> laws = new ArrayList<>();
      for (JsonElement law : root.getAsJsonArray("laws")) {
        laws.add(law(law.getAsJsonObject()));
      }
      Map<String, Entry> entries = new LinkedHashMap<>();
      for (Map.Entry<String, JsonElement> one : root.getAsJsonObject("tensors").entrySet()) {
        JsonObject tensor = one.getValue().getAsJsonObject();
        if (tensor.has("parts")) {
          entries.put(one.getKey(), entry(tensor, laws));
        }
      }
      return Optional.of(new RecordedStream(root.get("seed").getAsLong(), entries));
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | NumberFormatException
        | UnsupportedOperationException
        | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("its metadata 'evenkeel' are malformed", e);
    }
  }

  private static Law law(JsonObject law) {
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
    return new Law(new Formula(law.get("law").getAsString(), numbers), range);
  }

  private static Entry entry(JsonObject tensor, List<Law> laws) {
    List<Run> parts = new ArrayList<>();
    for (JsonElement part : tensor.getAsJsonArray("parts")) {
      JsonArray pair = part.getAsJsonArray();
      parts.add(new Run(pair.get(0).getAsLong(), laws.get(pair.get(1).getAsInt())));
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
    return new Entry(parts, from, to, slice);
  }

  /** Whether the values of a tensor can be computed. */
  public boolean has(Tensor tensor) {
    Entry entry = entries.get(tensor.name());
    return entry != null
        && entry.parts().stream().mapToLong(Run::count).sum()
            == entry
                .slice()
                .map(slice -> slice.whole().stream().reduce(1L, Math::multiplyExact))
                .orElse(tensor.elements())
        && entry.slice().map(slice -> slice.shape().equals(tensor.shape())).orElse(true);
  }

  /**
   * Writes elements of a tensor, little-endian, until the buffer is full.
   *
   * @param from the first element
   */
  public void fill(Tensor tensor, long from, ByteBuffer out) {
    Entry entry = entries.get(tensor.name());
    Key key = Key.of(seed, tensor.name());
    int count = out.remaining() * 8 / tensor.dtype().bits();
    out.order(ByteOrder.LITTLE_ENDIAN);
    entry
        .slice()
        .orElse(Slice.all(tensor.shape()))
        .runs(from, count, (index, length) -> fill(entry, key, tensor.dtype(), index, length, out));
  }

  private static void fill(
      Entry entry, Key key, DType dtype, long index, int length, ByteBuffer out) {
    long start = 0;
    for (Run part : entry.parts()) {
      long low = Math.max(index, start);
      long high = Math.min(index + length, start + part.count());
      if (low < high) {
        float[] values = new float[(int) (high - low)];
        part.law().formula().fill(key, low, FloatBuffer.wrap(values));
        for (int i = 0; i < values.length; i++) {
          boolean zero = low + i >= entry.zerosFrom() && low + i < entry.zerosTo();
          put(zero ? 0 : values[i], dtype, part.law().range(), out);
        }
      }
      start += part.count();
    }
  }

  private static void put(float value, DType dtype, WeightRange range, ByteBuffer out) {
    switch (dtype) {
      case F32 -> out.putFloat(value);
      case F64 -> out.putDouble(value);
      case F16 -> out.putShort(half(value, HalfPrecision.FLOAT16, range));
      case BF16 -> out.putShort(half(value, HalfPrecision.BFLOAT16, range));
      case F8_E4M3 -> out.put(Float8.E4M3.round(value, range));
      case F8_E5M2 -> out.put(Float8.E5M2.round(value, range));
      default -> {
        switch (dtype.bits()) {
          case 8 -> out.put((byte) (long) value);
          case 16 -> out.putShort((short) (long) value);
          case 32 -> out.putInt((int) (long) value);
          default -> out.putLong((long) value);
        }
      }
    }
  }

  private static short half(float value, HalfPrecision format, WeightRange range) {
    short half = format.round(value);
    float rounded = format.value(half);
    if (rounded > range.high() || rounded < range.low()) {
      boolean up = rounded < range.low();
      if (rounded == 0) {
        return (short) (up ? 0x0001 : 0x8001);
      }
      return (short) (half + (rounded > 0 == up ? 1 : -1));
    }
    return half;
  }
}
