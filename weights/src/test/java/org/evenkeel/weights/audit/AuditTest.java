// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.evenkeel.init.RuleOptions;
import org.evenkeel.init.Rules;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.evenkeel.weights.audit.Audit.State;
import org.evenkeel.weights.audit.Finding.Cause;
import org.evenkeel.weights.draw.DrawPlan;
import org.evenkeel.weights.draw.WeightsOutput;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.SafetensorsFile;
import org.evenkeel.weights.format.SafetensorsHeader;
import org.evenkeel.weights.format.SafetensorsWriter;
import org.evenkeel.weights.format.Tensor;
import org.evenkeel.weights.rules.RuleFile;
import org.evenkeel.weights.rules.TensorRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class AuditTest {

  private static final long WIDTH = 64;

  @TempDir Path folder;

  private static List<Tensor> llama(DType dtype, int blocks, long width) {
    List<Tensor> tensors = new ArrayList<>();
    tensors.add(new Tensor("model.embed_tokens.weight", dtype, List.of(2 * width, width)));
    for (int block = 0; block < blocks; block++) {
      String at = "model.layers." + block + ".";
      for (String name : List.of("q", "k", "v", "o")) {
        tensors.add(
            new Tensor(at + "self_attn." + name + "_proj.weight", dtype, List.of(width, width)));
      }
      tensors.add(new Tensor(at + "mlp.up_proj.weight", dtype, List.of(3 * width, width)));
      tensors.add(new Tensor(at + "mlp.down_proj.weight", dtype, List.of(width, 3 * width)));
      tensors.add(new Tensor(at + "input_layernorm.weight", dtype, List.of(width)));
      tensors.add(new Tensor(at + "self_attn.q_proj.bias", dtype, List.of(width)));
    }
    return tensors;
  }

  private Path drawn(List<Tensor> tensors, String rules, long seed) throws Exception {
    Path file = folder.resolve("drawn-" + seed + ".safetensors");
    DrawPlan plan = DrawPlan.of(tensors, RuleFile.named(rules), seed, false, Optional.empty());
    WeightsOutput.to(file).replacing().write(plan, bytes -> {});
    return file;
  }

  private static Audit audit(Path file, Optional<TensorRules> rules) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      return Audit.of(checkpoint, rules, bytes -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A copy of a file of F32 tensors without metadata, one of its tensors changed. */
  private Path changed(Path file, String name, UnaryOperator<float[]> change) throws IOException {
    Path copy = folder.resolve("changed.safetensors");
    try (SafetensorsFile read = SafetensorsFile.open(file);
        SafetensorsWriter writer =
            SafetensorsWriter.create(copy, SafetensorsHeader.of(Map.of(), read.tensors()))) {
      for (Tensor tensor : read.tensors()) {
        ByteBuffer bytes = ByteBuffer.allocate((int) tensor.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        read.read(tensor, 0, bytes);
        bytes.flip();
        if (tensor.name().equals(name) || name.equals("*")) {
          float[] values = new float[(int) tensor.elements()];
          bytes.asFloatBuffer().get(values);
          bytes.asFloatBuffer().put(change.apply(values));
        }
        writer.write(tensor.name(), 0, bytes);
      }
      writer.commit();
    }
    return copy;
  }

  private static UnaryOperator<float[]> times(double factor) {
    return values -> {
      for (int i = 0; i < values.length; i++) {
        values[i] *= (float) factor;
      }
      return values;
    };
  }

  private static UnaryOperator<float[]> set(int from, int to, float value) {
    return values -> {
      for (int i = from; i < Math.min(to, values.length); i++) {
        values[i] = value;
      }
      return values;
    };
  }

  /** Values of a rule in place of those of the file. */
  private static UnaryOperator<float[]> rule(String rule) {
    return values -> {
      WeightShape shape = WeightShape.dense(WIDTH, values.length / WIDTH);
      return Rules.named(rule).initializer(RuleOptions.DEFAULT).draw(shape, Key.of(99, "other"));
    };
  }

  private static float[] absolute(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.abs(values[i]);
    }
    return values;
  }

  record Fault(String tensor, UnaryOperator<float[]> change, Cause cause) {
    @Override
    public String toString() {
      return cause + " in " + tensor;
    }
  }

  private static final String UP = "model.layers.1.mlp.up_proj.weight";
  private static final String QUERY = "model.layers.0.self_attn.q_proj.weight";
  private static final String NORM = "model.layers.1.input_layernorm.weight";
  private static final String BIAS = "model.layers.0.self_attn.q_proj.bias";

  static Stream<Fault> faults() {
    return Stream.of(
        new Fault(UP, set(7, 8, Float.NaN), Cause.NOT_FINITE),
        new Fault(UP, set(0, 1, Float.POSITIVE_INFINITY), Cause.NOT_FINITE),
        new Fault(NORM, set(3, 4, Float.NEGATIVE_INFINITY), Cause.NOT_FINITE),
        new Fault(UP, set(0, 1 << 20, 0), Cause.NEVER_WRITTEN),
        new Fault(UP, set(0, 1 << 20, 0.02f), Cause.CONSTANT),
        new Fault(NORM, set(0, 1 << 20, 0), Cause.NOT_THE_CONSTANT),
        new Fault(NORM, set(5, 6, 1.01f), Cause.NOT_THE_CONSTANT),
        new Fault(BIAS, set(5, 6, 1e-6f), Cause.NOT_THE_CONSTANT),
        new Fault(UP, AuditTest::absolute, Cause.ONE_SIDED),
        new Fault(QUERY, set(0, 64, 0), Cause.DEAD_ROWS),
        new Fault(UP, set(640, 2000, 0), Cause.DEAD_ROWS),
        new Fault(UP, times(2), Cause.FAN_OF_A_SHARD),
        new Fault(UP, times(Math.sqrt(8)), Cause.FAN_OF_A_SHARD),
        new Fault(QUERY, times(Math.sqrt(2)), Cause.FAN_OF_A_SHARD),
        new Fault(UP, times(Math.sqrt(3)), Cause.BOUND_FOR_STD),
        new Fault(QUERY, times(1 / Math.sqrt(3)), Cause.BOUND_FOR_STD),
        new Fault(UP, rule("truncated-normal(0.017592513, -2, 2)"), Cause.TRUNCATION_NOT_CORRECTED),
        new Fault(UP, rule("uniform(-0.125, 0.125)"), Cause.FRAMEWORK_DEFAULT), // 1/√64
        new Fault(UP, rule("he"), Cause.STD),
        new Fault(UP, rule("glorot"), Cause.STD),
        new Fault(UP, times(1.15), Cause.STD),
        new Fault(QUERY, times(0.8), Cause.STD),
        new Fault(UP, rule("uniform(-0.03464, 0.03464)"), Cause.DISTRIBUTION),
        new Fault(
            UP,
            values -> {
              for (int i = 0; i < values.length; i++) {
                values[i] += 0.002f;
              }
              return values;
            },
            Cause.MEAN),
        new Fault(
            UP,
            values -> {
              for (int i = 0; i < values.length; i++) {
                values[i] = Math.max(-0.04f, Math.min(0.04f, values[i]));
              }
              return values;
            },
            Cause.PILED_ON_A_BOUND));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aPlantedFaultIsFoundAndNamed(Fault fault) throws Exception {
    Path file = changed(drawn(llama(DType.F32, 2, WIDTH), "llama", 1), fault.tensor, fault.change);
    Audit audit = audit(file, Optional.of(RuleFile.named("llama")));
    assertEquals(1, audit.findings().size(), audit.findings().toString());
    assertEquals(fault.cause, audit.findings().get(0).cause(), audit.findings().toString());
    assertEquals(fault.tensor, audit.findings().get(0).tensor());
    assertEquals(State.FAULTY, audit.state());
  }

  /** A small difference is told in as many digits as show it. */
  @Test
  void smallDifferencesAreShown() throws Exception {
    Path file = drawn(llama(DType.F32, 1, WIDTH), "llama", 1);
    String norm = "model.layers.0.input_layernorm.weight";
    Audit audit = audit(changed(file, norm, times(1.0004)), Optional.of(RuleFile.named("llama")));
    assertEquals(
        List.of("values from 1.00040 to 1.00040; ones has 1.00"),
        audit.findings().stream().map(Finding::what).toList());
  }

  @Test
  void aCopyOfAnotherLayerIsFound() throws Exception {
    Path file = drawn(llama(DType.F32, 2, WIDTH), "llama", 2);
    Map<String, float[]> first = new LinkedHashMap<>();
    changed(
        file,
        QUERY,
        values -> {
          first.put(QUERY, values.clone());
          return values;
        });
    Path copy = changed(file, "model.layers.1.self_attn.k_proj.weight", values -> first.get(QUERY));
    Audit audit = audit(copy, Optional.empty());
    assertEquals("llama", audit.rules());
    assertEquals(Cause.COPY, audit.findings().get(0).cause());
    assertTrue(audit.findings().get(0).what().contains(QUERY), audit.findings().toString());
  }

  /** Sizes from 16 elements up, in every type: none of the seeds tried raises an alarm. */
  @ParameterizedTest
  @FieldSource("org.evenkeel.weights.format.DType#DRAWN")
  void initialWeightsRaiseNoAlarm(DType dtype) throws Exception {
    int tensors = 0;
    for (int seed = 0; seed < 12; seed++) {
      List<Tensor> model = llama(dtype, 8, List.of(4L, 7L, 16L, 50L).get(seed % 4));
      Audit audit = audit(drawn(model, "llama", seed), Optional.of(RuleFile.named("llama")));
      assertEquals(List.of(), audit.findings(), dtype + ", seed " + seed);
      assertEquals(State.INITIAL, audit.state());
      assertEquals(model.size(), audit.proven());
      tensors += audit.tensors();
    }
    assertEquals(12 * 65, tensors);
  }

  @Test
  void otherLawsRaiseNoAlarm() throws Exception {
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      tensors.add(new Tensor("in." + i + ".fc.weight", DType.F32, List.of(5L + i, 4L + i % 9)));
      tensors.add(new Tensor("in." + i + ".fc.bias", DType.F32, List.of(5L + i)));
      tensors.add(new Tensor("in." + i + ".embed.weight", DType.BF16, List.of(4L + i, 4L)));
      tensors.add(new Tensor("in." + i + ".in_proj_weight", DType.F16, List.of(4L + i, 4L)));
    }
    Path drawn = drawn(tensors, "pytorch", 3);
    assertEquals(Audit.METADATA, audit(drawn, Optional.empty()).rules());
    Audit audit = audit(changed(drawn, "", values -> values), Optional.empty());
    assertEquals(List.of(), audit.findings());
    assertEquals("pytorch", audit.rules());
    List<Tensor> vit = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String at = "bert.encoder.layer." + i;
      vit.add(new Tensor(at + ".output.dense.weight", DType.BF16, List.of(4L + i, 4L)));
      vit.add(new Tensor(at + "x.word_embeddings.weight", DType.F32, List.of(2L + i, 16L)));
    }
    assertEquals(
        List.of(), audit(drawn(vit, "bert", 4), Optional.of(RuleFile.named("bert"))).findings());
  }

  @Test
  void aValueThatIsNotTheStreamsIsNamed() throws Exception {
    Path file = drawn(llama(DType.F32, 2, WIDTH), "llama", 5);
    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      SafetensorsHeader header = read.header();
      Path copy = folder.resolve("one.safetensors");
      try (SafetensorsWriter writer = SafetensorsWriter.create(copy, header)) {
        for (Tensor tensor : read.tensors()) {
          ByteBuffer bytes =
              ByteBuffer.allocate((int) tensor.bytes()).order(ByteOrder.LITTLE_ENDIAN);
          read.read(tensor, 0, bytes);
          bytes.flip();
          if (tensor.name().equals(UP)) {
            bytes.put(4 * 1234, (byte) (bytes.get(4 * 1234) ^ 1));
          }
          writer.write(tensor.name(), 0, bytes);
        }
        writer.commit();
      }
      Audit audit = audit(copy, Optional.empty());
      assertEquals(1, audit.findings().size(), audit.findings().toString());
      assertEquals(Cause.NOT_THE_STREAM, audit.findings().get(0).cause());
      assertTrue(audit.findings().get(0).what().contains("value 1,234"));
      assertEquals(read.tensors().size() - 1, audit.proven());
      assertEquals(read.tensors().size(), audit.tensors());
    }
  }

  @Test
  void whatHasChangedEverywhereIsTrained() throws Exception {
    Path file =
        changed(
            drawn(llama(DType.F32, 4, WIDTH), "llama", 6),
            "*",
            values -> {
              for (int i = 0; i < values.length; i++) {
                values[i] = values[i] * 1.3f + 0.01f * (i % 7);
              }
              return values;
            });
    assertEquals(State.TRAINED, audit(file, Optional.empty()).state());
  }

  @Test
  void namesThatNoPresetKnowsAreUnknown() throws Exception {
    Path copy = folder.resolve("unknown.safetensors");
    Tensor tensor = new Tensor("mystery", DType.F32, List.of(3L));
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(copy, SafetensorsHeader.of(Map.of(), List.of(tensor)))) {
      writer.write("mystery", 0, ByteBuffer.allocate(12));
      writer.commit();
    }
    Audit audit = audit(copy, Optional.empty());
    assertEquals(State.UNKNOWN, audit.state());
    assertEquals(List.of("mystery"), audit.unknown());
  }
}
