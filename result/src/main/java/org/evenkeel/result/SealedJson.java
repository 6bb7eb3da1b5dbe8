// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sealed types of records as JSON: an object with the record's name as {@code kind}, and its
 * components. Infinite numbers are texts.
 */
final class SealedJson implements TypeAdapterFactory {

  private static final String KIND = "kind";

  static final Gson GSON = gson();

  private SealedJson() {}

  private static Gson gson() {
    GsonBuilder builder = new GsonBuilder().registerTypeAdapterFactory(new SealedJson());
    for (Class<Double> real : List.of(double.class, Double.class)) {
      ResultJson.adapt(builder, real, SealedJson::number, JsonElement::getAsDouble);
    }
    return builder.create();
  }

  private static JsonPrimitive number(Double value) {
    return Double.isFinite(value) ? new JsonPrimitive(value) : new JsonPrimitive(value.toString());
  }

  @Override
  public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
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
      gson.toJsonTree(value, value.getClass()).getAsJsonObject().asMap().forEach(json::add);
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
}
