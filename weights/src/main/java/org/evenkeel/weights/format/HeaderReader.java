// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.format;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A reader of safetensors headers that accepts nothing beyond the format. */
final class HeaderReader {

  private final JsonReader json;

  /** The key that is being read, for messages; empty before the first. */
  private String key = "";

  private HeaderReader(Reader text) {
    this.json = new JsonReader(text);
    json.setStrictness(Strictness.STRICT);
  }

  /**
   * Reads the JSON of a header.
   *
   * @param length the number of bytes of values that follow the header
   * @throws IllegalArgumentException if it is malformed; the message names the tensor
   */
  static SafetensorsHeader read(byte[] header, long length) {
    Reader text =
        new InputStreamReader(
            new ByteArrayInputStream(header),
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
    HeaderReader reader = new HeaderReader(text);
    try {
      if (header.length == 0 || header[0] != '{') {
        throw new IllegalArgumentException("the header must begin with '{'");
      }
      SafetensorsHeader read = reader.header(length);
      if (reader.json.peek() != JsonToken.END_DOCUMENT) {
        throw new IllegalArgumentException("the header goes on behind its closing brace");
      }
      return read;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(reader.place() + "the header is not text in UTF-8", e);
    } catch (MalformedJsonException | EOFException e) {
      throw new IllegalArgumentException(reader.place() + "the header is not valid JSON", e);
    } catch (IllegalStateException | NumberFormatException e) {
      throw new IllegalArgumentException(
          reader.place() + "the header does not have the form of the format", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(reader.place() + "the header cannot be read", e);
    }
  }

  private String place() {
    return key.isEmpty() ? "" : "tensor " + Tensor.quoted(key) + ": ";
  }

  private SafetensorsHeader header(long length) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    List<SafetensorsHeader.Entry> entries = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    json.beginObject();
    while (json.hasNext()) {
      key = json.nextName();
      if (!keys.add(key)) {
        throw new IllegalArgumentException(place() + "the header names it twice");
      }
      if (key.equals(SafetensorsHeader.METADATA)) {
        metadata(metadata);
      } else {
        entries.add(entry(length));
      }
    }
    json.endObject();
    key = "";
    SafetensorsHeader header = new SafetensorsHeader(metadata, entries);
    if (header.dataBytes() != length) {
      throw new IllegalArgumentException(
          "%,d bytes follow the header, but its tensors have %,d"
              .formatted(length, header.dataBytes()));
    }
    return header;
  }

  private void metadata(Map<String, String> metadata) throws IOException {
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      if (json.peek() != JsonToken.STRING) {
        throw new IllegalArgumentException(
            "__metadata__ must map text to text: %s".formatted(Tensor.quoted(name)));
      }
      if (metadata.put(name, json.nextString()) != null) {
        throw new IllegalArgumentException(
            "__metadata__ names %s twice".formatted(Tensor.quoted(name)));
      }
    }
    json.endObject();
  }

  private SafetensorsHeader.Entry entry(long length) throws IOException {
    @Nullable DType dtype = null;
    @Nullable List<Long> shape = null;
    @Nullable List<Long> offsets = null;
    json.beginObject();
    while (json.hasNext()) {
      String field = json.nextName();
      switch (field) {
        case "dtype" -> {
          once(dtype, field);
          dtype = dtype();
        }
        case "shape" -> {
          once(shape, field);
          shape = numbers();
        }
        case "data_offsets" -> {
          once(offsets, field);
          offsets = numbers();
        }
        default ->
            throw new IllegalArgumentException(
                place() + "unknown field %s".formatted(Tensor.quoted(field)));
      }
    }
    json.endObject();
    if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
      throw new IllegalArgumentException(
          place() + "it needs dtype, shape and data_offsets of two numbers");
    }
    long begin = offsets.get(0);
    long end = offsets.get(1);
    if (end < begin || end > length) {
      throw new IllegalArgumentException(
          place()
              + "its bytes [%d, %d) lie beyond the %d bytes behind the header"
                  .formatted(begin, end, length));
    }
    Tensor tensor = new Tensor(key, dtype, shape);
    if (tensor.bytes() != end - begin) {
      throw new IllegalArgumentException(
          place()
              + "%s %s has %d bytes, but its offsets enclose %d"
                  .formatted(dtype, shape, tensor.bytes(), end - begin));
    }
    return new SafetensorsHeader.Entry(tensor, begin);
  }

  private void once(@Nullable Object value, String field) {
    if (value != null) {
      throw new IllegalArgumentException(place() + "'%s' is there twice".formatted(field));
    }
  }

  private DType dtype() throws IOException {
    String name = json.peek() == JsonToken.STRING ? json.nextString() : "";
    for (DType type : DType.values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        place() + "dtype %s is not one of the format".formatted(Tensor.quoted(name)));
  }

  private List<Long> numbers() throws IOException {
    List<Long> numbers = new ArrayList<>();
    json.beginArray();
    while (json.hasNext()) {
      String number = json.peek() == JsonToken.NUMBER ? json.nextString() : "";
      try {
        if (!number.matches("[0-9]{1,19}")) {
          throw new NumberFormatException(number);
        }
        numbers.add(Long.parseLong(number));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            place() + "sizes and offsets must be whole numbers from 0 to 2^63", e);
      }
    }
    json.endArray();
    return numbers;
  }
}
