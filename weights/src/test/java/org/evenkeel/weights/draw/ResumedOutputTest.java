// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.draw;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.SafetensorsWriter;
import org.evenkeel.weights.format.Tensor;
import org.evenkeel.weights.rules.RuleFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are there already, and draws that fail or are resumed. */
class ResumedOutputTest {

  @TempDir Path folder;

  @Test
  void completeShardsAreKeptAndOthersReplacedOnlyOnDemand() throws Exception {
    Path out = folder.resolve("out");
    WeightsOutput output = WeightsOutput.to(out).withShardBytes(50_000);
    List<Path> files = output.write(WeightsOutputTest.plan(1, DType.F32), bytes -> {}).files();
    byte[] first = Files.readAllBytes(files.get(0));
    Files.delete(files.get(0));
    Files.writeString(out.resolve("." + files.get(0).getFileName() + ".part"), "left over");
    WeightsOutput.Written again = output.write(WeightsOutputTest.plan(1, DType.F32), bytes -> {});
    assertEquals(files.size() - 2, again.kept().size());
    assertArrayEquals(first, Files.readAllBytes(files.get(0)));
    try (Stream<Path> left = Files.list(out)) {
      assertEquals(files.size(), left.count());
    }
    DrawPlan other = WeightsOutputTest.plan(2, DType.F32);
    String message =
        assertThrows(IllegalArgumentException.class, () -> output.write(other, bytes -> {}))
            .getMessage();
    assertTrue(message.contains("--force") || message.contains("exists"), message);
    assertArrayEquals(first, Files.readAllBytes(files.get(0)));
    output.replacing().write(other, bytes -> {});
    assertFalse(Arrays.equals(first, Files.readAllBytes(files.get(0))));
  }

  @Test
  void aFileThatChangedIsNotTakenForComplete() throws Exception {
    Path file = folder.resolve("x.safetensors");
    DrawPlan plan = WeightsOutputTest.plan(1, DType.F32);
    WeightsOutput output = WeightsOutput.to(file);
    output.write(plan, bytes -> {});
    try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
      channel.position(Files.size(file) - 3);
      channel.write(ByteBuffer.wrap(new byte[] {77}));
    }
    assertThrows(IllegalArgumentException.class, () -> output.write(plan, bytes -> {}));
    Files.writeString(file, "mine");
    assertThrows(IllegalArgumentException.class, () -> output.write(plan, bytes -> {}));
    assertEquals("mine", Files.readString(file));
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    WeightsOutput output = WeightsOutput.to(file.resolve("x.safetensors"));
    DrawPlan plan = WeightsOutputTest.plan(1, DType.F32);
    assertThrows(UncheckedIOException.class, () -> output.write(plan, bytes -> {}));
  }

  @Test
  void moreThanTheDiskHoldsIsRefusedBeforehand() throws IOException {
    Tensor huge =
        new Tensor("transformer.h.0.c_proj.weight", DType.F32, List.of(1L << 30, 1L << 30));
    DrawPlan plan = DrawPlan.of(List.of(huge), RuleFile.named("gpt2"), 0, false, Optional.empty());
    WeightsOutput output = WeightsOutput.to(folder.resolve("huge.safetensors"));
    String message =
        assertThrows(IllegalArgumentException.class, () -> output.write(plan, bytes -> {}))
            .getMessage();
    assertTrue(message.contains("bytes are needed"), message);
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(0, left.count());
    }
  }

  /** Of two writers of one file the second is refused, and disturbs nothing. */
  @Test
  void aFileThatIsBeingWrittenIsLeftAlone() throws Exception {
    Path file = folder.resolve("x.safetensors");
    DrawPlan plan = WeightsOutputTest.plan(1, DType.F32);
    WeightsOutput output = WeightsOutput.to(file);
    Shard shard = Shard.of(plan, plan.tensors());
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, shard.header())) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> output.write(plan)).getMessage();
      assertTrue(message.contains("is being written by another process"), message);
      new Tiles(bytes -> {}).write(shard.tensors(), writer);
      writer.commit();
    }
    assertEquals(List.of(file.toAbsolutePath()), output.write(plan).kept());
  }

  /** A failure of one thread ends the draw and leaves nothing. */
  @Test
  void aSourceThatFailsLeavesNothing() throws Exception {
    DrawPlan.Planned good = WeightsOutputTest.plan(1, DType.F32).tensors().get(0);
    Tensor tensor = new Tensor("bad", DType.F32, List.of(3_000_000L));
    DrawPlan plan =
        new DrawPlan(
            0,
            "",
            List.of(
                good,
                new DrawPlan.Planned(
                    tensor,
                    new Source.Computed(
                        "bad",
                        "",
                        (from, out) -> {
                          if (from > 0) {
                            throw new IOException("No space left on device");
                          }
                        }))),
            Map.of());
    WeightsOutput output = WeightsOutput.to(folder.resolve("x.safetensors"));
    UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> output.write(plan));
    assertTrue(e.getMessage().contains("x.safetensors"), e.getMessage());
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(0, left.count());
    }
  }
}
