// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.Arrays;

/**
 * Sealed types of records as JSON: an object with the record's name as {@code kind}, and its
 * components. Infinite numbers are texts.
 */
final class SealedJson implements TypeAdapterFactory {

  private static final String KIND = "kind";

  static final Gson GSON =
      new GsonBuilder()
          .registerTypeAdapterFactory(new SealedJson())
          .registerTypeAdapter(double.class, new Real())
          .registerTypeAdapter(Double.class, new Real())
          .create();

  private SealedJson() {}

  @Override
  public <T> TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
    Class<? super T> raw = type.getRawType();
    return raw.isSealed() ? new Sealed<>(gson, raw) : null;
  }

  private static final class Sealed<T> extends TypeAdapter<T> {
    private final Gson gson;
    private final Class<? super T> sealed;

    Sealed(Gson gson, Class<? super T> sealed) {
      this.gson = gson;
      this.sealed = sealed;
    }

    @Override
    public void write(JsonWriter out, T value) {
      JsonObject json = new JsonObject();
      json.addProperty(KIND, value.getClass().getSimpleName());
      gson.toJsonTree(value, value.getClass())
          .getAsJsonObject()
          .entrySet()
          .forEach(one -> json.add(one.getKey(), one.getValue()));
      gson.toJson(json, out);
    }

    @Override
    @SuppressWarnings("unchecked") // a permitted class of T
    public T read(JsonReader in) {
      JsonObject json = JsonParser.parseReader(in).getAsJsonObject();
      String kind = json.get(KIND).getAsString();
      return (T)
          Arrays.stream(sealed.getPermittedSubclasses())
              .filter(permitted -> permitted.getSimpleName().equals(kind))
              .findFirst()
              .map(permitted -> gson.fromJson(json, permitted))
              .orElseThrow(() -> new JsonParseException("an unknown kind: " + kind));
    }
  }

  /** A number that may be infinite. */
  private static final class Real extends TypeAdapter<Double> {

    @Override
    public void write(JsonWriter out, Double value) throws IOException {
      if (value == null || Double.isFinite(value)) {
        out.value(value);
      } else {
        out.value(value.toString());
      }
    }

    @Override
    public Double read(JsonReader in) throws IOException {
      if (in.peek() == JsonToken.NULL) {
        in.nextNull();
        return null;
      }
      return Double.valueOf(in.nextString());
    }
  }
}
