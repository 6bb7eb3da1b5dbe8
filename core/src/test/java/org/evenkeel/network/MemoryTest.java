// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.evenkeel.parameter.WeightShape;
import org.junit.jupiter.api.Test;

/** Memories, and attention to them. */
class MemoryTest {

  private static final Map<String, Object> TABLE =
      Map.of("embedding", Map.of("vocabulary", 9, "units", 8));

  private static final Object LOOKING = Map.of("attention", Map.of("heads", 2, "memory", "source"));

  private static Map<String, Object> memory(Map<String, Object> more, Object... layers) {
    Map<String, Object> values = new HashMap<>(more);
    values.put("name", "source");
    values.put("layers", List.of(layers));
    return Map.of("memory", values);
  }

  private static Network read(Object input, Object... layers) {
    return NetworkTree.read(Map.of("input", input, "layers", List.of(layers)));
  }

  /** The other tokens go on, and keys and values have the shape of the memory's. */
  @Test
  void attentionTakesKeysAndValuesFromTheMemory() {
    Network network =
        read(
            7,
            memory(Map.of("tokens", 5), TABLE, Map.of("dense", 12)),
            Map.of("embedding", Map.of("vocabulary", 4, "units", 8)),
            LOOKING);
    assertArrayEquals(new int[] {8, 2}, network.outputShape());
    Map<String, List<Long>> shapes =
        network.weightedLayers().stream()
            .collect(
                Collectors.toMap(
                    placed -> placed.layer().name(), placed -> dimensions(placed.weights())));
    assertEquals(List.of(8L, 8L), shapes.get("attention1.query"));
    assertEquals(List.of(8L, 12L), shapes.get("attention1.key"));
    assertEquals(List.of(8L, 12L), shapes.get("attention1.value"));
    assertEquals(4, network.vocabulary().orElseThrow());
  }

  private static List<Long> dimensions(WeightShape shape) {
    return shape.dimensions();
  }

  /** A token sees those behind it through a memory of all, but not through one of others. */
  @Test
  void aMemoryOfOtherTokensIsNotAhead() {
    Object causal = Map.of("attention", Map.of("heads", 2, "causal", true));
    Object both = Map.of("attention", 2);
    assertEquals(
        Optional.empty(),
        Branches.lookingAhead(
            read(7, memory(Map.of("tokens", 5), TABLE, both), TABLE, causal, LOOKING).layers()));
    assertEquals(
        Optional.of("source"),
        Branches.lookingAhead(read(7, memory(Map.of(), TABLE, both), TABLE, LOOKING).layers()));
  }

  /** A token sees those behind it through a mean over all of them, but not by its own features. */
  @Test
  void aNormalizationOfTheWholeExampleIsAhead() {
    Object causal = Map.of("attention", Map.of("heads", 2, "causal", true));
    for (String over : List.of("layer", "token", "rms", "batch")) {
      Object block = Map.of("residual", List.of(Map.of("normalization", over), causal));
      Optional<String> found = Branches.lookingAhead(read(7, TABLE, block).layers());
      assertEquals(over.equals("layer"), found.isPresent(), over);
    }
  }

  private static Object attention(Object... values) {
    Map<String, Object> attention = new HashMap<>();
    for (int i = 0; i < values.length; i += 2) {
      attention.put((String) values[i], values[i + 1]);
    }
    return Map.of("attention", attention);
  }

  private static Object second(Object... values) {
    Map<String, Object> memory = new HashMap<>();
    for (int i = 0; i < values.length; i += 2) {
      memory.put((String) values[i], values[i + 1]);
    }
    return Map.of("memory", memory);
  }

  @Test
  void wrongInputIsOneLine() {
    Map<Object, String> rows = new LinkedHashMap<>();
    rows.put(
        attention("heads", 2, "memory", "other"),
        "layers[2].attention: there is no memory 'other' before it; known are source");
    rows.put(
        attention("heads", 3, "memory", "source"),
        "heads must divide the units of attention: attention1.query has 8 for 3 heads");
    rows.put(
        attention("heads", 2, "memory", "source", "causal", true),
        "attention to a memory sees all of it, without rotary positions and by three projections: attention1 looks at source");
    rows.put(second("layers", List.of()), "a memory needs at least one layer: memory2 has none");
    rows.put(
        second("tokens", 2, "layers", List.of(Map.of("dense", 3))),
        "a memory leaves at least one token: memory2 takes 2 of 2");
    rows.put(
        second("tokens", -2, "layers", List.of(Map.of("dense", 3))),
        "tokens of memory2 must be at least 1: -2");
    rows.put(
        second("layers", List.of("flatten")),
        "a memory ends in features and tokens: memory2 ends in [16]");
    rows.forEach(
        (layer, message) ->
            assertEquals(
                message,
                assertThrows(
                        IllegalArgumentException.class,
                        () -> read(7, memory(Map.of("tokens", 5), TABLE), TABLE, layer))
                    .getMessage()));
  }

  @Test
  void aMemoryComesBeforeAttentionToIt() {
    assertEquals(
        "layers[1].attention: there is no memory 'source' before it; write for example - memory: {name: source, layers: [...]}",
        assertThrows(IllegalArgumentException.class, () -> read(7, TABLE, LOOKING)).getMessage());
    Layer looking = read(7, memory(Map.of("tokens", 5), TABLE), TABLE, LOOKING).layers().get(2);
    assertEquals(
        "attention1 looks at the memory 'source', which is not before it",
        assertThrows(
                IllegalArgumentException.class, () -> new Network(List.of(8, 2), List.of(looking)))
            .getMessage());
  }
}
