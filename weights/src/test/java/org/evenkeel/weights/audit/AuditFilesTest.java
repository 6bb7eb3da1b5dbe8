// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Several files of one model as one audit, and the proof by metadata. */
class AuditFilesTest {

  private static final String NAME = "model.layers.%d.mlp.up_proj.weight";

  @TempDir Path folder;

  private static Audit audit(Optional<TensorRules> rules, Path... paths) throws IOException {
    List<Checkpoint> files = Arrays.stream(paths).map(Checkpoint::open).toList();
    Audit audit = Audit.of(files, rules, bytes -> {});
    for (Checkpoint file : files) {
      file.close();
    }
    return audit;
  }

  private static List<Finding.Cause> causes(Audit audit) {
    return audit.findings().stream().map(Finding::cause).toList();
  }

  /** A file of F32 matrices, each drawn by a rule for a shape. */
  private Path file(String name, Map<String, float[]> matrices, long columns) throws IOException {
    Path file = folder.resolve(name);
    List<Tensor> tensors = new ArrayList<>();
    matrices.forEach(
        (key, values) ->
            tensors.add(new Tensor(key, DType.F32, List.of(values.length / columns, columns))));
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(file, SafetensorsHeader.of(Map.of(), tensors))) {
      for (Tensor tensor : tensors) {
        ByteBuffer bytes = ByteBuffer.allocate((int) tensor.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(matrices.get(tensor.name()));
        writer.write(tensor.name(), 0, bytes);
      }
      writer.commit();
    }
    return file;
  }

  private static float[] drawn(String rule, WeightShape shape, String key) {
    return Rules.named(rule).initializer(RuleOptions.DEFAULT).draw(shape, Key.of(7, key));
  }

  /** What rank r of n holds of three matrices that are divided along their rows. */
  private Path rank(int rank, String rule) throws IOException {
    Map<String, float[]> matrices = new LinkedHashMap<>();
    for (int layer = 0; layer < 3; layer++) {
      matrices.put(
          NAME.formatted(layer), drawn(rule, WeightShape.dense(64, 128), rank + "/" + layer));
    }
    return file("rank-" + rank + ".safetensors", matrices, 64);
  }

  @Test
  void ranksAreOneAudit() throws IOException {
    Audit audit =
        audit(
            Optional.of(RuleFile.named("llama")),
            rank(0, "normal(0.02)"),
            rank(1, "normal(0.02)"),
            rank(2, "normal(0.02)"),
            rank(3, "normal(0.02)"));
    assertEquals(List.of(), audit.findings());
    assertEquals(State.INITIAL, audit.state());
    assertEquals(12, audit.tensors());
    assertTrue(audit.rows().get(11).file().endsWith("rank-3.safetensors"));
  }

  @Test
  void aFanReadOffTheShardOfARankIsNamed() throws IOException {
    Path[] ranks = new Path[4];
    for (int rank = 0; rank < 4; rank++) {
      ranks[rank] = rank(rank, "normal(0.04)");
    }
    Audit audit = audit(Optional.of(RuleFile.named("llama")), ranks);
    assertEquals(12, audit.findings().size());
    assertEquals(List.of(Cause.FAN_OF_A_SHARD), causes(audit).stream().distinct().toList());
    assertTrue(audit.findings().get(0).what().contains("√4"), audit.findings().get(0).what());
    assertTrue(audit.findings().get(0).what().contains("4 files"), audit.findings().get(0).what());
  }

  /** The rule divides by a fan of which a rank holds a quarter: the scale of the whole is right. */
  @Test
  void aShardAlongItsInputsHasTheScaleOfTheWhole() throws IOException {
    Path rules =
        Files.writeString(
            folder.resolve("lecun.yaml"),
            "rules:\n  - name: \"*.weight\"\n    kind: dense\n    rule: lecun\n");
    Path[] ranks = new Path[4];
    for (int rank = 0; rank < 4; rank++) {
      ranks[rank] = rank(rank, "normal(0.0625)"); // 1/√256
    }
    Optional<TensorRules> lecun = Optional.of(RuleFile.named(rules.toString()));
    assertEquals(List.of(), audit(lecun, ranks).findings());
    assertEquals(List.of(Cause.STD), causes(audit(lecun, ranks[0])).stream().distinct().toList());
  }

  @Test
  void shardsDrawnWithOneSeedAreCopies() throws IOException {
    Path first = rank(0, "normal(0.02)");
    Path second = Files.copy(first, folder.resolve("rank-1.safetensors"));
    Audit audit = audit(Optional.of(RuleFile.named("llama")), first, second);
    assertEquals(List.of(Cause.COPY, Cause.COPY, Cause.COPY), causes(audit));
    assertTrue(audit.findings().get(0).what().contains("rank-0.safetensors"));
    assertTrue(audit.findings().get(0).file().endsWith("rank-1.safetensors"));
  }

  private Path drawn(List<Tensor> tensors, TensorRules rules, String name, long shard)
      throws Exception {
    Path out = folder.resolve(name);
    WeightsOutput.to(out)
        .withShardBytes(shard)
        .replacing()
        .write(DrawPlan.of(tensors, rules, 1, false, Optional.empty()), bytes -> {});
    return out;
  }

  private static List<Tensor> layers(int count) {
    return Stream.iterate(0, i -> i < count, i -> i + 1)
        .map(i -> new Tensor(NAME.formatted(i), DType.F32, List.of(64L, 64L)))
        .toList();
  }

  @Test
  void shardsAreProvenByTheirOwnMetadata() throws Exception {
    Path out = drawn(layers(4), RuleFile.named("llama"), "four", 20_000);
    Audit audit = audit(Optional.empty(), out);
    assertEquals(State.INITIAL, audit.state());
    assertEquals(4, audit.proven());
    List<Path> shards;
    try (Stream<Path> files = Files.list(out)) {
      shards = files.filter(file -> file.toString().endsWith(".safetensors")).sorted().toList();
    }
    assertEquals(4, shards.size());
    assertEquals(4, audit(Optional.empty(), shards.toArray(Path[]::new)).proven());
    Audit missing = audit(Optional.empty(), shards.get(0), shards.get(3));
    assertEquals(List.of(Cause.MISSING_SHARD, Cause.MISSING_SHARD), causes(missing));
    assertEquals("model-00002-of-00004.safetensors", missing.findings().get(0).tensor());
    assertEquals(State.FAULTY, missing.state());
    Files.copy(shards.get(0), out.resolve("model-00001-of-00003.safetensors"));
    Audit unneeded = audit(Optional.empty(), out);
    assertEquals(List.of(Cause.UNNEEDED_SHARD), causes(unneeded));
    assertEquals("model-00001-of-00003.safetensors", unneeded.findings().get(0).tensor());
  }

  /** Matrices that are drawn as a whole: the first value that differs is named. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "orthogonal",
        "orthogonal*2",
        "critical",
        "sparse(5)",
        "identity",
        "normal(0.02)",
        "zeros"
      })
  void everyRuleIsProvenBitForBit(String rule) throws Exception {
    Path rules =
        Files.writeString(
            folder.resolve("rules.yaml"),
            "rules:\n  - name: \"*.weight\"\n    kind: dense\n    activation: tanh\n    rule: \""
                + rule
                + "\"\n");
    List<Tensor> tensors = new ArrayList<>();
    for (DType dtype : DType.DRAWN) {
      tensors.add(new Tensor(dtype + ".weight", dtype, List.of(48L, 40L)));
    }
    Path file = drawn(tensors, RuleFile.named(rules.toString()), "x.safetensors", 1 << 30);
    Audit audit = audit(Optional.empty(), file);
    assertEquals(List.of(), audit.findings());
    assertEquals(tensors.size(), audit.proven());
    assertEquals(Audit.METADATA, audit.rules());

    long header;
    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      header = Files.size(file) - read.header().dataBytes();
      long at = header;
      for (SafetensorsHeader.Entry entry : read.header().entries()) {
        long index = 1234;
        at = header + entry.begin() + entry.tensor().dtype().bytes(index);
        flip(file, at);
        Audit changed = audit(Optional.of(RuleFile.named(rules.toString())), file);
        assertEquals(tensors.size() - 1, changed.proven(), entry.tensor().toString());
        assertEquals(1, changed.findings().size(), changed.findings().toString());
        assertEquals(entry.tensor().name(), changed.findings().get(0).tensor());
        if (!rule.equals("zeros")) {
          assertTrue(
              changed.findings().get(0).what().startsWith("value 1,234 is not"),
              changed.findings().toString());
        }
        flip(file, at);
      }
    }
  }

  private static void flip(Path file, long at) throws IOException {
    try (var channel =
        java.nio.channels.FileChannel.open(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      one.put(0, (byte) (one.get(0) ^ 1));
      channel.write(one.flip(), at);
    }
  }
}
