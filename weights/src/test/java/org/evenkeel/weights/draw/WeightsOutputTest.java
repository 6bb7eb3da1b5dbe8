// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.draw;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.evenkeel.activation.Activations;
import org.evenkeel.init.Start;
import org.evenkeel.initializer.HalfPrecision;
import org.evenkeel.network.Network;
import org.evenkeel.random.Key;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.Float8;
import org.evenkeel.weights.format.SafetensorsFile;
import org.evenkeel.weights.format.Tensor;
import org.evenkeel.weights.rules.RuleFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class WeightsOutputTest {

  @TempDir Path folder;

  static List<Tensor> gpt2(DType dtype, int blocks, long width) {
    List<Tensor> tensors = new ArrayList<>();
    tensors.add(new Tensor("transformer.wte.weight", dtype, List.of(211L, width)));
    tensors.add(new Tensor("transformer.wpe.weight", dtype, List.of(32L, width)));
    for (int block = 0; block < blocks; block++) {
      String at = "transformer.h." + block + ".";
      tensors.add(new Tensor(at + "ln_1.weight", dtype, List.of(width)));
      tensors.add(new Tensor(at + "ln_1.bias", dtype, List.of(width)));
      tensors.add(new Tensor(at + "attn.c_attn.weight", dtype, List.of(width, 3 * width)));
      tensors.add(new Tensor(at + "attn.c_attn.bias", dtype, List.of(3 * width)));
      tensors.add(new Tensor(at + "attn.c_proj.weight", dtype, List.of(width, width)));
      tensors.add(new Tensor(at + "mlp.c_fc.weight", dtype, List.of(width, 4 * width)));
      tensors.add(new Tensor(at + "mlp.c_proj.weight", dtype, List.of(4 * width, width)));
    }
    return tensors;
  }

  static DrawPlan plan(long seed, DType dtype) {
    return DrawPlan.of(
        gpt2(DType.F32, 3, 40), RuleFile.named("gpt2"), seed, false, Optional.of(dtype));
  }

  private static ByteBuffer bytes(Checkpoint checkpoint, Tensor tensor) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(tensor.bytes())).order(ByteOrder.LITTLE_ENDIAN);
    checkpoint.read(tensor, 0, bytes);
    return bytes.flip();
  }

  private static float[] floats(Checkpoint checkpoint, String name) throws IOException {
    Tensor tensor = checkpoint.tensor(name).orElseThrow();
    float[] values = new float[(int) tensor.elements()];
    bytes(checkpoint, tensor).asFloatBuffer().get(values);
    return values;
  }

  @Test
  void aNetworksWeightsAreThoseOfItsInitializers() throws Exception {
    Network network = Network.perceptron("64,96x3,10", Activations.RELU);
    Start start = Start.of("auto").withSeed(11);
    Path file = folder.resolve("net.safetensors");
    WeightsOutput.to(file).write(DrawPlan.of(network, start, DType.F32), bytes -> {});
    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      assertEquals(network.parameters().size(), read.tensors().size());
      for (var parameter : network.parameters()) {
        float[] expected =
            start
                .assign(
                    parameter.name(),
                    parameter.shape().kind(),
                    parameter.following(),
                    parameter.entering())
                .initializer()
                .draw(parameter.shape(), Key.of(11, parameter.name()));
        assertArrayEquals(expected, floats(read, parameter.name()), parameter.name());
      }
      assertEquals("pt", read.metadata().get("format"));
    }
  }

  /** The 16-bit types are the float rounded once; F64 is the float; F8 is the float rounded. */
  @ParameterizedTest
  @FieldSource("org.evenkeel.weights.format.DType#DRAWN")
  void everyTypeIsTheFloatRoundedOnce(DType dtype) throws Exception {
    Path wide = folder.resolve("f32.safetensors");
    Path narrow = folder.resolve("narrow.safetensors");
    WeightsOutput.to(wide).write(plan(3, DType.F32), bytes -> {});
    WeightsOutput.to(narrow).write(plan(3, dtype), bytes -> {});
    try (SafetensorsFile f32 = SafetensorsFile.open(wide);
        SafetensorsFile other = SafetensorsFile.open(narrow)) {
      for (Tensor tensor : other.tensors()) {
        assertEquals(dtype, tensor.dtype());
        float[] values = floats(f32, tensor.name());
        ByteBuffer bytes = bytes(other, tensor);
        for (float value : values) {
          switch (dtype) {
            case F64 -> assertEquals(value, bytes.getDouble());
            case F32 -> assertEquals(value, bytes.getFloat());
            case F16 -> assertEquals(HalfPrecision.FLOAT16.round(value), bytes.getShort());
            case BF16 -> assertEquals(HalfPrecision.BFLOAT16.round(value), bytes.getShort());
            case F8_E4M3 -> assertEquals(Float8.E4M3.round(value), bytes.get());
            default -> assertEquals(Float8.E5M2.round(value), bytes.get());
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "20000, 14", "150000, 2", "1000000000, 1"})
  void shardsHoldTheSameTensors(long most, int atLeast) throws Exception {
    Path one = folder.resolve("one.safetensors");
    DrawPlan plan = plan(5, DType.F32);
    WeightsOutput.to(one).write(plan, bytes -> {});
    Path many = folder.resolve("many");
    List<Long> progress = new ArrayList<>();
    WeightsOutput.Written written =
        WeightsOutput.to(many)
            .withShardBytes(most)
            .write(
                plan,
                bytes -> {
                  synchronized (progress) {
                    progress.add(bytes);
                  }
                });
    assertTrue(written.files().size() >= atLeast, written.files().toString());
    assertEquals(plan.bytes(), progress.stream().mapToLong(x -> x).max().orElseThrow());
    try (Checkpoint whole = Checkpoint.open(one);
        Checkpoint parts = Checkpoint.open(many)) {
      assertEquals(whole.tensors().size(), parts.tensors().size());
      for (Tensor tensor : whole.tensors()) {
        assertEquals(bytes(whole, tensor), bytes(parts, tensor), tensor.name());
      }
    }
    for (List<DrawPlan.Planned> shard :
        WeightsOutput.to(many).withShardBytes(most).shards(plan).values()) {
      long size = shard.stream().mapToLong(planned -> planned.tensor().bytes()).sum();
      assertTrue(size <= most || shard.size() == 1);
    }
  }

  /** 1,000 random boxes of all tensors have the bits of the whole. */
  @Test
  void slicesAreTheBitsOfTheWhole() throws Exception {
    Path file = folder.resolve("whole.safetensors");
    DrawPlan plan = plan(7, DType.BF16);
    WeightsOutput.to(file).write(plan, bytes -> {});
    Random random = new Random(1);
    try (SafetensorsFile whole = SafetensorsFile.open(file)) {
      for (int round = 0; round < 1000; round++) {
        Tensor tensor = whole.tensors().get(random.nextInt(whole.tensors().size()));
        StringBuilder text = new StringBuilder(tensor.name() + "[");
        List<Long> from = new ArrayList<>();
        List<Long> to = new ArrayList<>();
        for (long size : tensor.shape()) {
          long low = random.nextInt(4) == 0 ? 0 : random.nextInt((int) size);
          long high = random.nextInt(4) == 0 ? size : low + 1 + random.nextInt((int) (size - low));
          from.add(low);
          to.add(high);
          text.append(text.charAt(text.length() - 1) == '[' ? "" : ",");
          text.append(low == 0 ? "" : low).append(':').append(high == size ? "" : high);
        }
        DrawPlan.Planned slice = plan.sliced(List.of(text + "]")).tensors().get(0);
        ByteBuffer drawn = TileQueue.buffer((int) slice.tensor().bytes());
        slice.source().fill(slice.tensor(), 0, drawn);
        drawn.flip();
        ByteBuffer all = bytes(whole, tensor);
        long columns = tensor.shape().size() == 2 ? tensor.shape().get(1) : 1;
        for (long row = from.get(0); row < to.get(0); row++) {
          long low = tensor.shape().size() == 2 ? from.get(1) : 0;
          long high = tensor.shape().size() == 2 ? to.get(1) : 1;
          for (long column = low; column < high; column++) {
            assertEquals(
                all.getShort((int) (2 * (row * columns + column))), drawn.getShort(), text + "]");
          }
        }
        assertFalse(drawn.hasRemaining());
      }
    }
  }

  @Test
  void tensorsThatAreNotDrawnStayAsTheyAre() throws Exception {
    Path base = folder.resolve("base.safetensors");
    WeightsOutput.to(base).write(plan(1, DType.F16), bytes -> {});
    Path out = folder.resolve("out.safetensors");
    try (Checkpoint checkpoint = Checkpoint.open(base)) {
      List<Tensor> tensors = new ArrayList<>(checkpoint.tensors());
      tensors.add(new Tensor("score.weight", DType.F32, List.of(2L, 40L)));
      DrawPlan plan =
          DrawPlan.of(
              tensors,
              RuleFile.named("gpt2"),
              2,
              Optional.empty(),
              checkpoint,
              name -> name.startsWith("score") || name.endsWith("wpe.weight"));
      WeightsOutput.to(out).write(plan, bytes -> {});
      try (Checkpoint written = Checkpoint.open(out)) {
        assertEquals(tensors.size(), written.tensors().size());
        for (Tensor tensor : checkpoint.tensors()) {
          boolean same = bytes(checkpoint, tensor).equals(bytes(written, tensor));
          assertEquals(!tensor.name().endsWith("wpe.weight"), same, tensor.name());
        }
        assertEquals(DType.F32, written.tensor("score.weight").orElseThrow().dtype());
      }
    }
  }

  @Test
  void aBaseThatLacksATensorIsRefused() throws Exception {
    Path base = folder.resolve("base.safetensors");
    WeightsOutput.to(base).write(plan(1, DType.F16), bytes -> {});
    try (Checkpoint checkpoint = Checkpoint.open(base)) {
      List<Tensor> tensors = List.of(new Tensor("score.weight", DType.F32, List.of(2L, 40L)));
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () ->
                      DrawPlan.of(
                          tensors,
                          RuleFile.named("gpt2"),
                          2,
                          Optional.empty(),
                          checkpoint,
                          name -> false))
              .getMessage();
      assertTrue(message.contains("no tensor has a name to draw anew"), message);
    }
  }

  @ParameterizedTest
  @CsvSource({"../x", "a/../../x", "'..\\x'", "' '", "'a\nb'"})
  void anUnsafeNameIsRefused(String name) {
    DrawPlan.Planned planned = plan(0, DType.F32).tensors().get(0);
    Tensor tensor = new Tensor(name, DType.F32, planned.tensor().shape());
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new DrawPlan(
                0, "x", List.of(new DrawPlan.Planned(tensor, planned.source())), Map.of()));
  }

  @Test
  void integersAreConstants() throws Exception {
    List<Tensor> tensors =
        List.of(
            new Tensor("bn1.num_batches_tracked", DType.I64, List.of()),
            new Tensor("bn1.running_var", DType.F32, List.of(4L)));
    Path file = folder.resolve("bn.safetensors");
    WeightsOutput.to(file)
        .write(
            DrawPlan.of(
                tensors, RuleFile.named("resnet-torchvision"), 0, false, Optional.of(DType.BF16)),
            bytes -> {});
    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      assertEquals(DType.I64, read.tensor("bn1.num_batches_tracked").orElseThrow().dtype());
      assertEquals(DType.BF16, read.tensor("bn1.running_var").orElseThrow().dtype());
      assertEquals((short) 0x3F80, bytes(read, read.tensor("bn1.running_var").get()).getShort());
    }
    List<Tensor> integers = List.of(new Tensor("h.0.c_proj.weight", DType.I32, List.of(2L, 2L)));
    assertThrows(
        IllegalArgumentException.class,
        () -> DrawPlan.of(integers, RuleFile.named("gpt2"), 0, false, Optional.empty()));
  }

  /** 1, 2 and 64 shards hold the same tensors, structured ones among them. */
  @Test
  void sixtyFourShardsHoldTheTensorsOfOne() throws Exception {
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      tensors.add(new Tensor("h." + i + ".c_proj.weight", DType.BF16, List.of(20L, 30L)));
    }
    DrawPlan plan = DrawPlan.of(tensors, RuleFile.named("gpt2"), 9, false, Optional.empty());
    ByteBuffer all = null;
    for (int shards : new int[] {1, 2, 64}) {
      Path out = folder.resolve("of" + shards);
      WeightsOutput.Written written =
          WeightsOutput.to(out).withShardBytes(64 / shards * 1200L).write(plan);
      assertEquals(shards == 1 ? 1 : shards + 1, written.files().size());
      try (Checkpoint read = Checkpoint.open(out)) {
        ByteBuffer joined = ByteBuffer.allocate((int) plan.bytes());
        for (Tensor tensor : tensors) {
          joined.put(bytes(read, tensor));
        }
        joined.flip();
        assertTrue(all == null || all.equals(joined), shards + " shards");
        all = joined;
      }
    }
  }

  /** A slice of a tensor whose values depend on each other is drawn once, not row by row. */
  @ParameterizedTest
  @CsvSource({"orthogonal, '[10:500,3:9]'", "sparse(5), '[:,7:8]'", "he, '[300:,:]'"})
  void slicesOfStructuredTensorsAreTheBitsOfTheWhole(String rule, String box) throws Exception {
    Network network = Network.perceptron("400,600", Activations.IDENTITY);
    DrawPlan plan = DrawPlan.of(network, Start.of(rule), DType.F32);
    Tensor weight = plan.tensors().get(0).tensor();
    DrawPlan.Planned part = plan.sliced(List.of(weight.name() + box)).tensors().get(0);
    ByteBuffer whole = TileQueue.buffer((int) weight.bytes());
    plan.tensors().get(0).source().fill(weight, 0, whole);
    whole.flip();
    ByteBuffer drawn = TileQueue.buffer((int) part.tensor().bytes());
    part.source().fill(part.tensor(), 0, drawn);
    drawn.flip();
    Slice slice = Slice.parse(weight.name() + box, weight);
    for (long row = slice.from().get(0); row < slice.to().get(0); row++) {
      for (long column = slice.from().get(1); column < slice.to().get(1); column++) {
        assertEquals(
            whole.getFloat((int) (4 * (row * 400 + column))),
            drawn.getFloat(),
            row + ", " + column);
      }
    }
    assertFalse(drawn.hasRemaining());
  }
}
