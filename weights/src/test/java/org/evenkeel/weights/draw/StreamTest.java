// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.draw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.network.NetworkTree;
import org.evenkeel.random.Formula;
import org.evenkeel.random.Key;
import org.evenkeel.weights.Python;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.Tensor;
import org.evenkeel.weights.rules.RuleFile;
import org.evenkeel.weights.rules.TensorRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The NumPy reference docs/stream.py computes the bits of Java. */
class StreamTest {

  private static final Path REFERENCE = Path.of("..", "docs", "stream.py").toAbsolutePath();

  @TempDir Path folder;

  /** Rules of every law of the stream, for one tensor of 10⁷ values and others with edges. */
  private Path drawn(DType dtype, long rows) throws Exception {
    Path rules =
        Files.writeString(
            folder.resolve("rules.yaml"),
            """
            rules:
              - {name: "normal*", kind: dense, rule: normal(0.02)}
              - {name: "uniform*", kind: dense, rule: he, distribution: uniform}
              - {name: "truncated*", kind: dense, rule: glorot, distribution: truncated-normal}
              - {name: "narrow*", kind: dense, rule: "truncated-normal(0.02, -0.1, 0.1)"}
              - {name: "interval*", kind: dense, rule: "uniform(0.1, 0.4)"}
              - {name: "skew*", kind: dense, rule: "truncated-normal(0.5, -1, 3)"}
              - {name: "one-sided*", kind: dense, rule: "truncated-normal(0.5, 0.5, 2)"}
              - {name: "constant*", kind: bias, rule: constant(0.3)}
              - {name: "padded*", kind: embedding, padding: 3, rule: normal(0.02)}
              - {name: "fused*", kind: fused, parts: [q, k], rule: glorot}
              - {name: gates, kind: recurrent, parts: lstm, rule: he}
            """);
    List<Tensor> tensors = new ArrayList<>();
    for (String name :
        "normal uniform truncated narrow interval skew one-sided constant padded fused"
            .split(" ", -1)) {
      tensors.add(new Tensor(name, dtype, List.of(rows, 1000L)));
      tensors.add(new Tensor(name + "-again", dtype, List.of(38L, 771L)));
    }
    tensors.add(new Tensor("gates", dtype, List.of(4 * 37L, 37L)));
    TensorRules read = RuleFile.named(rules.toString());
    Path file = folder.resolve("drawn.safetensors");
    WeightsOutput.to(file)
        .write(DrawPlan.of(tensors, read, -7, false, Optional.empty()), bytes -> {});
    return file;
  }

  private String reference(String script) throws IOException, InterruptedException {
    Files.copy(REFERENCE, folder.resolve("stream.py"));
    return Python.run(folder, script);
  }

  private static final String WHOLE =
      """
      import numpy as np, stream
      s = stream.Stream("drawn.safetensors")
      for name, entry in s.header.items():
          if name == "__metadata__":
              continue
          n = int(np.prod(entry["shape"]))
          for start in range(0, n, 1 << 20):
              count = min(1 << 20, n - start)
              drawn = s.draw(name, start, count, entry["dtype"])
              found = s.stored(name, start, count)
              assert np.array_equal(drawn.view(np.uint8), found.view(np.uint8)), (name, start)
          print("equal", name, n)
      """;

  @ParameterizedTest
  @ValueSource(strings = {"F32", "F16", "BF16", "F64", "F8_E4M3", "F8_E5M2"})
  void everyLawHasTheBitsOfJava(String dtype) throws Exception {
    Python.require("numpy");
    drawn(DType.named(dtype), Long.getLong("evenkeel.rows", 302));
    String printed = reference(WHOLE);
    assertEquals(21, printed.lines().filter(line -> line.startsWith("equal")).count(), printed);
  }

  /** 1,000 slices, from Python alone, are the bits of the file. */
  @Test
  void anySliceHasTheBitsOfTheWhole() throws Exception {
    Python.require("numpy");
    drawn(DType.F32, 302);
    String printed =
        reference(
            """
            import numpy as np, random, stream
            random.seed(4)
            s = stream.Stream("drawn.safetensors")
            names = [name for name in s.header if name != "__metadata__"]
            for _ in range(1000):
                name = random.choice(names)
                n = int(np.prod(s.header[name]["shape"]))
                start = random.randrange(n)
                count = random.randrange(1, min(5000, n - start) + 1)
                assert np.array_equal(s.draw(name, start, count).view(np.uint32),
                                      s.stored(name, start, count).view(np.uint32)), (name, start, count)
            print("equal")
            """);
    assertTrue(printed.contains("equal"), printed);
  }

  /** Orthogonal and delta-orthogonal matrices, over the borders of blocks of 4, 64, 256. */
  @ParameterizedTest
  @ValueSource(strings = {"F32", "BF16"})
  void matricesHaveTheBitsOfJava(String dtype) throws Exception {
    Python.require("numpy");
    TensorRules rules =
        RuleFile.named(
            Files.writeString(
                    folder.resolve("matrices.yaml"),
                    """
                    rules:
                      - {name: "dense*", kind: dense, rule: orthogonal(1.4)}
                      - {name: "first*", kind: dense, inputs: first, rule: orthogonal}
                      - {name: "gates", kind: recurrent, parts: lstm, rule: orthogonal}
                      - {name: "fused", kind: fused, parts: [q, k], rule: critical}
                      - {name: "delta*", kind: convolution, rule: delta-orthogonal(0.7)}
                      - {name: "kernel*", kind: convolution, rule: critical}
                      - {name: "grouped", kind: convolution, groups: 3, rule: critical}
                      - {name: "critical*", kind: dense, rule: critical, activation: gelu}
                    """)
                .toString());
    DType type = DType.named(dtype);
    List<Tensor> tensors =
        List.of(
            new Tensor("dense1", type, List.of(1L, 1L)),
            new Tensor("dense2", type, List.of(3L, 5L)),
            new Tensor("dense3", type, List.of(70L, 66L)),
            new Tensor("dense4", type, List.of(260L, 300L)),
            new Tensor("dense5", type, List.of(13L, 2100L)),
            new Tensor("first1", type, List.of(30L, 41L)),
            new Tensor("gates", type, List.of(4 * 37L, 37L)),
            new Tensor("fused", type, List.of(40L, 33L)),
            new Tensor("delta1", type, List.of(12L, 7L, 3L, 3L)),
            new Tensor("delta2", type, List.of(12L, 12L, 4L)),
            new Tensor("kernel1", type, List.of(12L, 7L, 3L, 3L)),
            new Tensor("kernel2", type, List.of(1100L, 1L, 3L, 3L)),
            new Tensor("grouped", type, List.of(12L, 5L, 3L)),
            new Tensor("critical1", type, List.of(20L, 30L)),
            new Tensor("critical2", type, List.of(1030L, 1040L)));
    assertEqualBits(DrawPlan.of(tensors, rules, 5, false, Optional.empty()));
  }

  /** A critical start centers the units that an activation with a mean enters. */
  @Test
  void centeredMatricesHaveTheBitsOfJava() throws Exception {
    Python.require("numpy");
    Network network =
        NetworkTree.read(
            new Yaml()
                .load(
                    """
                    input: [3, 9, 9]
                    layers:
                      - convolution: {channels: 20, kernel: 3}
                      - activation: gelu
                      - convolution: {channels: 20, kernel: 3, groups: 20}
                      - activation: gelu
                      - convolution: {channels: 6, kernel: 3}
                      - activation: gelu
                      - flatten
                      - dense: 40
                      - activation: gelu
                      - dense: 1100
                      - activation: gelu
                      - dense: 1030
                      - activation: gelu
                      - dense: 1
                      - activation: gelu
                      - dense: 5
                    """));
    assertEqualBits(DrawPlan.of(network, Start.of("critical"), DType.F32));
  }

  /**
   * Pairs of units, over the borders of blocks, with odd widths and kernels, large ones that are
   * independent, and kernels with their matrix at the center.
   */
  @ParameterizedTest
  @CsvSource({"auto, gelu", "mirrored, sigmoid", "auto, tanh", "critical, silu"})
  void mirroredMatricesHaveTheBitsOfJava(String rule, String activation) throws Exception {
    Python.require("numpy");
    Network network =
        NetworkTree.read(
            new Yaml()
                .load(
                    """
                    input: [3, 9, 9]
                    layers:
                      - convolution: {channels: 21, kernel: 3, padding: 1}
                      - activation: ACTIVATION
                      - convolution: {channels: 21, kernel: 3, padding: 1}
                      - activation: ACTIVATION
                      - convolution: {channels: 12, kernel: 5, padding: 2}
                      - activation: ACTIVATION
                      - convolution: {channels: 12, kernel: 5, padding: 2}
                      - activation: ACTIVATION
                      - convolution: {channels: 12, kernel: 3, stride: 2}
                      - activation: ACTIVATION
                      - flatten
                      - dense: 150
                      - activation: ACTIVATION
                      - dense: 41
                      - activation: ACTIVATION
                      - dense: 41
                      - activation: ACTIVATION
                      - dense: 1
                      - activation: ACTIVATION
                      - dense: 1026
                      - activation: ACTIVATION
                      - dense: 1027
                      - activation: ACTIVATION
                      - dense: 5
                    """
                        .replace("ACTIVATION", activation)));
    assertEqualBits(DrawPlan.of(network, Start.of(rule), DType.F32));
  }

  /** The reference and the metadata give the bits of the file. */
  private void assertEqualBits(DrawPlan plan) throws Exception {
    Path file = folder.resolve("drawn.safetensors");
    WeightsOutput.to(file).write(plan, bytes -> {});
    String printed = reference(WHOLE);
    assertEquals(
        plan.tensors().size(),
        printed.lines().filter(line -> line.startsWith("equal")).count(),
        printed);
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      RecordedStream stream = RecordedStream.of(checkpoint.metadata()).orElseThrow();
      for (Tensor tensor : checkpoint.tensors()) {
        assertTrue(stream.has(tensor), tensor.toString());
        ByteBuffer stored = ByteBuffer.allocate((int) tensor.bytes());
        checkpoint.read(tensor, 0, stored);
        ByteBuffer drawn = ByteBuffer.allocate((int) tensor.bytes());
        stream.fill(tensor, 0, drawn);
        assertEquals(stored.flip(), drawn.flip(), tensor.toString());
      }
    }
  }

  @Test
  void goldenVectorsHoldInJava() throws IOException {
    JsonArray vectors =
        JsonParser.parseString(Files.readString(REFERENCE.resolveSibling("stream-vectors.json")))
            .getAsJsonObject()
            .getAsJsonArray("vectors");
    for (JsonElement element : vectors) {
      JsonObject vector = element.getAsJsonObject();
      Map<String, Double> numbers = new LinkedHashMap<>();
      vector
          .entrySet()
          .forEach(
              number -> {
                if (!List.of("seed", "name", "index", "law", "bits").contains(number.getKey())) {
                  numbers.put(number.getKey(), number.getValue().getAsDouble());
                }
              });
      JsonArray bits = vector.getAsJsonArray("bits");
      float[] values = new float[bits.size()];
      Key key = Key.of(vector.get("seed").getAsLong(), vector.get("name").getAsString());
      new Formula(vector.get("law").getAsString(), numbers)
          .fill(key, vector.get("index").getAsLong(), FloatBuffer.wrap(values));
      for (int i = 0; i < values.length; i++) {
        assertEquals(
            bits.get(i).getAsString(),
            "%08x".formatted(Float.floatToRawIntBits(values[i])),
            vector.toString());
      }
    }
    assertEquals(18, vectors.size());
  }

  @Test
  void goldenVectorsHold() throws Exception {
    Python.require("numpy");
    Files.copy(REFERENCE.resolveSibling("stream-vectors.json"), folder.resolve("vectors.json"));
    String printed =
        reference(
            """
            import json, numpy as np, stream
            for one in json.load(open("vectors.json"))["vectors"]:
                v = stream.values(stream.key(one["seed"], one["name"]), one, one["index"], len(one["bits"]))
                assert [format(b, "08x") for b in v.view(np.uint32)] == one["bits"], one
                print("equal", one["law"])
            """);
    assertTrue(printed.lines().filter(line -> line.startsWith("equal")).count() >= 5, printed);
  }
}
