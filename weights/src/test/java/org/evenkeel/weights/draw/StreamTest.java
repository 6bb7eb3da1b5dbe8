// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.draw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.random.Formula;
import org.evenkeel.random.Key;
import org.evenkeel.weights.Python;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.Tensor;
import org.evenkeel.weights.rules.RuleFile;
import org.evenkeel.weights.rules.TensorRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
              - {name: normal, kind: dense, rule: normal(0.02)}
              - {name: uniform, kind: dense, rule: he, distribution: uniform}
              - {name: truncated, kind: dense, rule: glorot, distribution: truncated-normal}
              - {name: narrow, kind: dense, rule: "truncated-normal(0.02, -0.1, 0.1)"}
              - {name: interval, kind: dense, rule: "uniform(0.1, 0.4)"}
              - {name: skew, kind: dense, rule: "truncated-normal(0.5, -1, 3)"}
              - {name: one-sided, kind: dense, rule: "truncated-normal(0.5, 0.5, 2)"}
              - {name: constant, kind: bias, rule: constant(0.3)}
              - {name: padded, kind: embedding, padding: 3, rule: normal(0.02)}
              - {name: fused, kind: fused, parts: [q, k], rule: glorot}
              - {name: gates, kind: recurrent, parts: lstm, rule: he}
            """);
    List<Tensor> tensors = new ArrayList<>();
    for (String name :
        List.of(
            "normal",
            "uniform",
            "truncated",
            "narrow",
            "interval",
            "skew",
            "one-sided",
            "constant",
            "padded",
            "fused")) {
      tensors.add(new Tensor(name, dtype, List.of(rows, 1000L)));
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
    assertEquals(11, printed.lines().filter(line -> line.startsWith("equal")).count(), printed);
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
