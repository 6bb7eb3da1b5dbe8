// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardedCheckpointTest {

  @TempDir Path folder;

  private final Map<String, SafetensorsHeader> shards = new LinkedHashMap<>();

  @BeforeEach
  void writeTwoShards() throws IOException {
    shard("m-00001-of-00002.safetensors", "a", "b");
    shard("m-00002-of-00002.safetensors", "c");
    Files.write(folder.resolve("model.safetensors.index.json"), ShardedCheckpoint.index(shards));
  }

  private void shard(String file, String... names) throws IOException {
    List<Tensor> tensors =
        List.of(names).stream().map(name -> new Tensor(name, DType.I8, List.of(1L))).toList();
    SafetensorsHeader header = SafetensorsHeader.of(Map.of("format", "pt"), tensors);
    shards.put(file, header);
    try (SafetensorsWriter writer = SafetensorsWriter.create(folder.resolve(file), header)) {
      for (String name : names) {
        writer.write(name, 0, ByteBuffer.wrap(new byte[] {(byte) name.charAt(0)}));
      }
      writer.commit();
    }
  }

  @Test
  void shardsAreOneCheckpoint() throws IOException {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertEquals(
          List.of("a", "b", "c"), checkpoint.tensors().stream().map(Tensor::name).toList());
      assertEquals(Map.of("format", "pt"), checkpoint.metadata());
      for (Tensor tensor : checkpoint.tensors()) {
        ByteBuffer value = ByteBuffer.allocate(1);
        checkpoint.read(tensor, 0, value);
        assertEquals(tensor.name().charAt(0), value.get(0));
      }
    }
    assertTrue(
        Files.readString(folder.resolve("model.safetensors.index.json"))
            .contains("\"total_size\": 3"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"weight_map\":{\"a\":\"../x.safetensors\"}} | plain name",
        "{\"weight_map\":{\"a\":\"/etc/x.safetensors\"}} | plain name",
        "{\"weight_map\":{\"a\":\"..\\\\x.safetensors\"}} | plain name",
        "{\"weight_map\":{\"a\":\"C:x.safetensors\"}} | plain name",
        "{\"weight_map\":{\"a\":\"passwd\"}} | plain name",
        "{\"weight_map\":{\"a\":7}} | plain name",
        "{\"weight_map\":{\"a\":\"none.safetensors\"}} | missing",
        "{\"weight_map\":{\"a\":\"m-00001-of-00002.safetensors\"}} | does not place there",
        "{\"weight_map\":{\"a\":\"x.safetensors\",\"a\":\"x.safetensors\"}} | twice",
        "{\"weight_map\":{},\"weight_map\":{}} | twice",
        "{\"weight_map\":{}} | no weight_map",
        "{\"metadata\":{}} | no weight_map",
        "[] | JSON",
        "{\"weight_map\":[]} | JSON",
        "{\"weight_map\":{} | JSON",
        "{} x | JSON"
      })
  void anIndexThatContradictsItsShardsIsRefused(String index, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("x.safetensors.index.json"), index);
    String refusal =
        assertThrows(IllegalArgumentException.class, () -> Checkpoint.open(file)).getMessage();
    assertTrue(refusal.contains(message), refusal);
    assertEquals(1, refusal.lines().count());
  }

  @Test
  void aTensorThatItsShardLacksIsNamed() throws IOException {
    Path file = folder.resolve("model.safetensors.index.json");
    Files.writeString(
        file,
        Files.readString(file)
            .replace("\"c\":", "\"d\": \"m-00002-of-00002.safetensors\", \"c\":"));
    String refusal =
        assertThrows(IllegalArgumentException.class, () -> Checkpoint.open(file)).getMessage();
    assertTrue(refusal.contains("tensor 'd' is not in its shard"), refusal);
  }

  @Test
  void aFolderWithoutAModelIsRefused() {
    String refusal =
        assertThrows(
                IllegalArgumentException.class, () -> Checkpoint.open(folder.resolve("nothing")))
            .getMessage();
    assertTrue(refusal.contains("no such file of tensors"), refusal);
  }
}
