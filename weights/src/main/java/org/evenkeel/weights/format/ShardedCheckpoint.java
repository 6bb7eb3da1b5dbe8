// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.format;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Files of tensors that an index lists, as the Hugging Face libraries write them: {@code
 * metadata.total_size}, and the {@code weight_map} from each tensor's name to the name of its file.
 */
public final class ShardedCheckpoint implements Checkpoint {

  /** The ending of an index's name. */
  public static final String SUFFIX = SafetensorsFile.SUFFIX + ".index.json";

  /** The ending of the names of PyTorch's shards. */
  private static final String TORCH_SUFFIX = ".bin";

  private static final long LONGEST = SafetensorsHeader.LONGEST;

  private final Path index;
  private final List<Tensor> tensors = new ArrayList<>();
  private final Map<String, Checkpoint> files = new LinkedHashMap<>();
  private final Map<Tensor, Checkpoint> homes = new LinkedHashMap<>();

  private ShardedCheckpoint(Path index) {
    this.index = index;
  }

  /**
   * Opens an index and all its shards.
   *
   * @throws IllegalArgumentException if index or shards are malformed or contradict each other
   */
  public static ShardedCheckpoint open(Path index) throws IOException {
    ShardedCheckpoint checkpoint = new ShardedCheckpoint(index);
    try {
      checkpoint.read();
      return checkpoint;
    } catch (IOException | RuntimeException e) {
      checkpoint.close();
      throw e;
    }
  }

  private void read() throws IOException {
    Map<String, String> map = weightMap(index);
    for (String name : map.values()) {
      if (!files.containsKey(name)) {
        Path shard = index.resolveSibling(name);
        if (!Files.isRegularFile(shard)) {
          throw wrong("its shard '%s' is missing".formatted(name));
        }
        FileFormat format = FileFormat.of(shard);
        if (format == FileFormat.INDEX) {
          throw wrong("its shard '%s' is an index itself".formatted(name));
        }
        files.put(name, format.open(shard));
      }
    }
    for (Map.Entry<String, Checkpoint> file : files.entrySet()) {
      for (Tensor tensor : file.getValue().tensors()) {
        if (!file.getKey().equals(map.remove(tensor.name()))) {
          throw wrong(
              "shard '%s' holds tensor %s, which the index does not place there"
                  .formatted(file.getKey(), tensor.quoted()));
        }
        tensors.add(tensor);
        homes.put(tensor, file.getValue());
      }
    }
    if (!map.isEmpty()) {
      Map.Entry<String, String> missing = map.entrySet().iterator().next();
      throw wrong(
          "tensor %s is not in its shard '%s'"
              .formatted(Tensor.quoted(missing.getKey()), missing.getValue()));
    }
  }

  private IllegalArgumentException wrong(String found) {
    return wrong(index, found);
  }

  private static IllegalArgumentException wrong(Path index, String found) {
    return new IllegalArgumentException(
        "%s is not an index of safetensors shards: %s".formatted(index, found));
  }

  /** The map of an index, in its order. */
  private static Map<String, String> weightMap(Path index) throws IOException {
    if (Files.size(index) > LONGEST) {
      throw wrong(index, "it has more than 100 MB");
    }
    Map<String, String> map = null;
    try (Reader text = Files.newBufferedReader(index);
        JsonReader json = new JsonReader(text)) {
      json.setStrictness(Strictness.STRICT);
      json.beginObject();
      while (json.hasNext()) {
        if (json.nextName().equals("weight_map")) {
          if (map != null) {
            throw wrong(index, "weight_map is there twice");
          }
          map = names(index, json);
        } else {
          JsonElement other = JsonParser.parseReader(json);
          assert other != null;
        }
      }
      json.endObject();
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw wrong(index, "it goes on behind its closing brace");
      }
    } catch (MalformedInputException e) {
      throw new IllegalArgumentException(wrong(index, "it is not text in UTF-8").getMessage(), e);
    } catch (JsonParseException | IllegalStateException | IOException e) {
      throw new IllegalArgumentException(wrong(index, "it is not valid JSON").getMessage(), e);
    }
    if (map == null || map.isEmpty()) {
      throw wrong(index, "it has no weight_map");
    }
    return map;
  }

  private static Map<String, String> names(Path index, JsonReader json) throws IOException {
    Map<String, String> map = new LinkedHashMap<>();
    json.beginObject();
    while (json.hasNext()) {
      String tensor = json.nextName();
      String file = json.peek() == JsonToken.STRING ? json.nextString() : "";
      if (!isPlain(file)) {
        throw wrong(
            index,
            "tensor %s: its file must be a plain name in the same folder: %s"
                .formatted(Tensor.quoted(tensor), Tensor.quoted(file)));
      }
      if (map.put(tensor, file) != null) {
        throw wrong(index, "tensor %s is there twice".formatted(Tensor.quoted(tensor)));
      }
    }
    json.endObject();
    return map;
  }

  /** Whether a name is that of a file in the same folder. */
  static boolean isPlain(String name) {
    return (name.endsWith(SafetensorsFile.SUFFIX) || name.endsWith(TORCH_SUFFIX))
        && !name.startsWith(".")
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
  }

  /**
   * The text of an index.
   *
   * @param shards the headers of the shards by the names of their files
   */
  public static byte[] index(Map<String, SafetensorsHeader> shards) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setIndent("  ");
      json.beginObject().name("metadata").beginObject();
      json.name("total_size")
          .value(shards.values().stream().mapToLong(SafetensorsHeader::dataBytes).sum());
      json.endObject().name("weight_map").beginObject();
      for (Map.Entry<String, SafetensorsHeader> shard : shards.entrySet()) {
        for (Tensor tensor : shard.getValue().tensors()) {
          json.name(tensor.name()).value(shard.getKey());
        }
      }
      json.endObject().endObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public List<Tensor> tensors() {
    return List.copyOf(tensors);
  }

  /** {@inheritDoc} Here those of the first shard. */
  @Override
  public Map<String, String> metadata() {
    return files.values().iterator().next().metadata();
  }

  @Override
  public Map<String, String> metadata(Tensor tensor) {
    Checkpoint home = homes.get(tensor);
    return home == null ? metadata() : home.metadata();
  }

  @Override
  public Map<String, String> tied() {
    Map<String, String> tied = new LinkedHashMap<>();
    files.values().forEach(file -> tied.putAll(file.tied()));
    return tied;
  }

  @Override
  public String source() {
    return index.toString();
  }

  @Override
  public void read(Tensor tensor, long from, ByteBuffer out) throws IOException {
    @Nullable Checkpoint home = homes.get(tensor);
    if (home == null) {
      throw new IllegalArgumentException(
          "tensor %s: it is not in %s".formatted(tensor.quoted(), index));
    }
    home.read(tensor, from, out);
  }

  @Override
  public void close() throws IOException {
    for (Checkpoint file : files.values()) {
      file.close();
    }
  }
}
