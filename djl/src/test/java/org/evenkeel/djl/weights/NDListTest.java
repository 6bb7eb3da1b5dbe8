// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.evenkeel.weights.draw.DrawPlan;
import org.evenkeel.weights.draw.WeightsOutput;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.Tensor;
import org.evenkeel.weights.rules.RuleFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DJL's own reader of safetensors files, which are below 2 GB there, has what draw wrote. */
class NDListTest {

  @TempDir Path folder;

  @Test
  void djlReadsADrawnFile() throws Exception {
    List<Tensor> tensors =
        List.of(
            new Tensor("wte.weight", DType.F32, List.of(50L, 16L)),
            new Tensor("h.0.attn.c_attn.weight", DType.F64, List.of(16L, 48L)),
            new Tensor("h.0.attn.c_proj.weight", DType.F32, List.of(16L, 16L)),
            new Tensor("h.0.ln_1.weight", DType.F32, List.of(16L)));
    Path file = folder.resolve("drawn.safetensors");
    DrawPlan plan = DrawPlan.of(tensors, RuleFile.named("gpt2"), 3, false, Optional.empty());
    WeightsOutput.to(file).write(plan, bytes -> {});
    try (NDManager manager = NDManager.newBaseManager();
        InputStream in = Files.newInputStream(file);
        Checkpoint checkpoint = Checkpoint.open(file)) {
      NDList read = NDList.decode(manager, in);
      assertEquals(tensors.size(), read.size());
      for (NDArray array : read) {
        Tensor tensor = checkpoint.tensor(array.getName()).orElseThrow();
        assertEquals(tensor.shape(), Arrays.stream(array.getShape().getShape()).boxed().toList());
        ByteBuffer stored =
            ByteBuffer.allocate((int) tensor.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        checkpoint.read(tensor, 0, stored);
        stored.flip();
        double[] values = new double[(int) tensor.elements()];
        Arrays.setAll(
            values,
            i -> tensor.dtype() == DType.F64 ? stored.getDouble(8 * i) : stored.getFloat(4 * i));
        double[] found = new double[values.length];
        Number[] numbers = array.toArray();
        Arrays.setAll(found, i -> numbers[i].doubleValue());
        assertArrayEquals(values, found, 0, tensor.toString());
      }
    }
  }
}
