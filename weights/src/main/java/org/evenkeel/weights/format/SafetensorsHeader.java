// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.format;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The header of a safetensors file: which tensors it holds, and where.
 *
 * <p>A file is the length of the header as 8 bytes, least significant first; the header, an object
 * in JSON; and the values of all tensors, without holes or overlaps.
 *
 * @param metadata texts by name, the header's {@code __metadata__}
 * @param entries the tensors in the order of the header
 */
public record SafetensorsHeader(Map<String, String> metadata, List<Entry> entries) {

  /** The key of the texts beside the tensors. */
  static final String METADATA = "__metadata__";

  /** The greatest length of a header that the format allows. */
  static final long LONGEST = 100_000_000;

  private static final int ALIGNMENT = 8;

  /**
   * A tensor and its place.
   *
   * @param begin offset of its first byte from the end of the header
   */
  public record Entry(Tensor tensor, long begin) {

    /** The offset behind its last byte. */
    public long end() {
      return begin + tensor.bytes();
    }
  }

  /**
   * Copies both, keeping their order.
   *
   * @throws IllegalArgumentException if tensors overlap, leave holes or have the same name
   */
  public SafetensorsHeader {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    entries = List.copyOf(entries);
    Set<String> names = new HashSet<>();
    for (Entry entry : entries) {
      if (!names.add(entry.tensor().name()) || entry.tensor().name().equals(METADATA)) {
        throw new IllegalArgumentException(
            "tensor %s: the name is there twice, or reserved".formatted(entry.tensor().quoted()));
      }
    }
    List<Entry> inPlace = new ArrayList<>(entries);
    inPlace.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long end = 0;
    for (Entry entry : inPlace) {
      if (entry.begin() != end) {
        throw new IllegalArgumentException(
            "tensor %s: it begins at byte %d, but the tensor before it ends at %d: %s"
                .formatted(
                    entry.tensor().quoted(),
                    entry.begin(),
                    end,
                    entry.begin() < end ? "they overlap" : "there is a hole"));
      }
      try {
        end = Math.addExact(end, entry.tensor().bytes());
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException(
            "tensor %s: it ends beyond 2^63 bytes".formatted(entry.tensor().quoted()), e);
      }
    }
  }

  /**
   * The header of tensors that follow each other: those with the largest elements first, so that
   * all are aligned, otherwise in the order given.
   */
  public static SafetensorsHeader of(Map<String, String> metadata, List<Tensor> tensors) {
    List<Tensor> aligned = new ArrayList<>(tensors);
    aligned.sort(Comparator.comparingInt(tensor -> -tensor.dtype().bits()));
    List<Entry> entries = new ArrayList<>();
    long begin = 0;
    for (Tensor tensor : aligned) {
      entries.add(new Entry(tensor, begin));
      begin = Math.addExact(begin, tensor.bytes());
    }
    return new SafetensorsHeader(metadata, entries);
  }

  /**
   * The header of a JSON text, as it is in a file.
   *
   * @param dataBytes the number of bytes of values that follow it
   * @throws IllegalArgumentException if the text is malformed; the message names the tensor
   */
  public static SafetensorsHeader parse(String json, long dataBytes) {
    return HeaderReader.read(json.getBytes(StandardCharsets.UTF_8), dataBytes);
  }

  /** The tensors in the order of the header. */
  public List<Tensor> tensors() {
    return entries.stream().map(Entry::tensor).toList();
  }

  /** The number of bytes of all tensors. */
  public long dataBytes() {
    return entries.stream().mapToLong(Entry::end).max().orElse(0);
  }

  /**
   * The length and the header as a file begins with them, padded with spaces to a multiple of 8
   * bytes.
   *
   * @throws IllegalArgumentException if the header is longer than the format allows
   */
  public byte[] bytes() {
    byte[] json = json().getBytes(StandardCharsets.UTF_8);
    int length = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (length > LONGEST) {
      throw new IllegalArgumentException(
          "a safetensors header has at most 100 MB: %,d tensors need more; write several shards"
              .formatted(entries.size()));
    }
    byte[] padded = Arrays.copyOf(json, length);
    Arrays.fill(padded, json.length, length, (byte) ' ');
    return ByteBuffer.allocate(Long.BYTES + length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(padded)
        .array();
  }

  /** The header as JSON. */
  public String json() {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.beginObject();
      if (!metadata.isEmpty()) {
        json.name(METADATA).beginObject();
        for (Map.Entry<String, String> one : metadata.entrySet()) {
          json.name(one.getKey()).value(one.getValue());
        }
        json.endObject();
      }
      for (Entry entry : entries) {
        json.name(entry.tensor().name()).beginObject();
        json.name("dtype").value(entry.tensor().dtype().name());
        json.name("shape").beginArray();
        for (long size : entry.tensor().shape()) {
          json.value(size);
        }
        json.endArray();
        json.name("data_offsets").beginArray();
        json.value(entry.begin()).value(entry.end());
        json.endArray().endObject();
      }
      json.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
