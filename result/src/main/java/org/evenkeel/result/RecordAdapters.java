// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import org.evenkeel.result.RecordLayout.Inlined;
import org.jspecify.annotations.Nullable;

/** Adapters of records: Gson's own, with the layout that each record has in JSON. */
final class RecordAdapters implements TypeAdapterFactory {

  /** The key that names the numbers that are null because they are infinite. */
  private static final String INFINITE = "infinite";

  /** The component that names a record. */
  private static final String NAME = "name";

  private static final RecordLayout PLAIN = new RecordLayout();

  private final Map<Class<?>, RecordLayout> layouts;

  RecordAdapters(Map<Class<?>, RecordLayout> layouts) {
    this.layouts = Map.copyOf(layouts);
  }

  @Override
  public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
    return type.getRawType().isRecord()
        ? new Adapter<>(
            gson,
            gson.getDelegateAdapter(this, type),
            type.getRawType().getRecordComponents(),
            layouts.getOrDefault(type.getRawType(), PLAIN))
        : null;
  }

  /** One record's adapter. */
  private static final class Adapter<T> extends TypeAdapter<T> {

    private final Gson gson;
    private final TypeAdapter<T> components;
    private final RecordComponent[] types;
    private final RecordLayout layout;

    Adapter(Gson gson, TypeAdapter<T> components, RecordComponent[] types, RecordLayout layout) {
      this.gson = gson;
      this.components = components;
      this.types = types;
      this.layout = layout;
    }

    @Override
    public void write(JsonWriter out, @Nullable T value) throws IOException {
      if (value == null) {
        out.nullValue();
        return;
      }
      JsonObject tree = components.toJsonTree(value).getAsJsonObject();
      JsonObject json = new JsonObject();
      JsonArray infinite = new JsonArray();
      for (RecordComponent type : types) {
        String name = type.getName();
        Object component = component(type, value);
        JsonElement element = tree.get(name);
        Inlined inlined = layout.inlined.get(name);
        if (layout.infinities && component instanceof Double real && real.isInfinite()) {
          infinite.add(name);
        }
        if (component == null ? !layout.nulls.contains(name) : omitted(name, component, element)) {
          continue;
        }
        if (inlined != null && element instanceof JsonObject nested) {
          nested
              .asMap()
              .forEach((key, one) -> json.add(inlined.keys().getOrDefault(key, key), one));
        } else {
          json.add(
              layout.renamed.getOrDefault(name, name),
              layout.named.contains(name) ? byName(element) : element);
        }
      }
      if (!infinite.isEmpty()) {
        json.add(INFINITE, infinite);
      }
      layout.derived.accept(value, json);
      gson.toJson(json, out);
    }

    private static Object component(RecordComponent type, Object value) {
      try {
        type.getAccessor().setAccessible(true);
        return type.getAccessor().invoke(value);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    private boolean omitted(String name, Object component, JsonElement element) {
      return layout.omitted.contains(name)
          && (component.equals(Double.NaN)
              || component.equals(false)
              || (element instanceof JsonObject object && object.isEmpty())
              || (element instanceof JsonArray array && array.isEmpty()));
    }

    /** Records, by name or in a list, as an object by their names. */
    private static JsonObject byName(JsonElement records) {
      JsonObject named = new JsonObject();
      for (JsonElement one :
          records instanceof JsonObject object
              ? object.asMap().values()
              : records.getAsJsonArray()) {
        JsonObject copy = one.getAsJsonObject().deepCopy();
        named.add(copy.remove(NAME).getAsString(), copy);
      }
      return named;
    }

    /** An object by names as records that hold them: by name for a map, else in a list. */
    private static JsonElement named(@Nullable JsonElement named, boolean map) {
      JsonObject byName = new JsonObject();
      JsonArray list = new JsonArray();
      if (named != null) {
        named
            .getAsJsonObject()
            .asMap()
            .forEach(
                (name, one) -> {
                  JsonObject copy = one.getAsJsonObject().deepCopy();
                  copy.addProperty(NAME, name);
                  byName.add(name, copy);
                  list.add(copy);
                });
      }
      return map ? byName : list;
    }

    /** A nested record's object; null if the record is null. */
    private static @Nullable JsonElement nested(Inlined inlined, JsonObject json) {
      JsonElement deciding = inlined.deciding() == null ? json : json.get(inlined.deciding());
      if (deciding == null || deciding.isJsonNull()) {
        return null;
      }
      JsonObject nested = new JsonObject();
      json.asMap().forEach(nested::add);
      inlined.keys().forEach((component, key) -> nested.add(component, json.get(key)));
      return nested;
    }

    @Override
    public @Nullable T read(JsonReader in) throws IOException {
      JsonElement element = gson.fromJson(in, JsonElement.class);
      if (element == null || element.isJsonNull()) {
        return null;
      }
      JsonObject json = element.getAsJsonObject();
      layout.defaults.forEach(
          (key, value) -> {
            if (!json.has(key)) {
              json.add(key, gson.toJsonTree(value));
            }
          });
      JsonObject tree = new JsonObject();
      for (RecordComponent type : types) {
        String name = type.getName();
        String key = layout.renamed.getOrDefault(name, name);
        if (layout.inlined.containsKey(name)) {
          tree.add(name, nested(layout.inlined.get(name), json));
        } else if (layout.named.contains(name)) {
          tree.add(name, named(json.get(key), type.getType() == Map.class));
        } else {
          boolean unknown = name.equals(layout.ambiguous) && !json.has(INFINITE);
          JsonElement found = json.get(key);
          tree.add(
              name, unknown && found != null && found.isJsonNull() ? found : present(type, found));
        }
      }
      if (layout.infinities && json.get(INFINITE) instanceof JsonArray infinite) {
        infinite.forEach(
            name -> tree.add(name.getAsString(), new JsonPrimitive(Double.POSITIVE_INFINITY)));
      }
      return components.fromJsonTree(tree);
    }

    /** A component's element; what stands for it where the key is absent or null. */
    private JsonElement present(RecordComponent type, @Nullable JsonElement element) {
      boolean absent = element == null;
      Class<?> raw = type.getType();
      if (raw == double.class && (absent || element.isJsonNull())) {
        return new JsonPrimitive(layout.absent);
      } else if (absent && raw == List.class) {
        return new JsonArray();
      } else if (absent && layout.omitted.contains(type.getName()) && !raw.isPrimitive()) {
        return new JsonObject();
      } else if (absent
          && (layout.required.contains(type.getName())
              || (raw.isPrimitive() && raw != boolean.class))) {
        throw new JsonParseException("no \"%s\"".formatted(type.getName()));
      } else if (absent) {
        return raw.isPrimitive() ? new JsonPrimitive(false) : JsonNull.INSTANCE;
      }
      return element.isJsonNull() && raw == Double.class && !layout.nulls.contains(type.getName())
          ? new JsonPrimitive(Double.POSITIVE_INFINITY)
          : element;
    }
  }
}
