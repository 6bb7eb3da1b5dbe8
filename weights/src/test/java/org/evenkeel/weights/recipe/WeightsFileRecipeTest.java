// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.recipe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.evenkeel.weights.audit.Audit;
import org.evenkeel.weights.draw.DrawPlan;
import org.evenkeel.weights.draw.WeightsChannel;
import org.evenkeel.weights.draw.WeightsOutput;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.Tensor;
import org.evenkeel.weights.rules.RuleFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipes that documents quote, from {@code recipe:} to {@code end}: weights files. */
class WeightsFileRecipeTest {

  @Test
  void drawnLikeAnother(@TempDir Path temporary) throws Exception {
    Path model = temporary.resolve("model.safetensors");
    List<Tensor> tensors =
        List.of(
            new Tensor("model.embed_tokens.weight", DType.F32, List.of(100L, 16L)),
            new Tensor("model.layers.0.mlp.down_proj.weight", DType.F32, List.of(16L, 48L)));
    WeightsOutput.to(model)
        .write(DrawPlan.of(tensors, RuleFile.named("llama"), 0, false, Optional.empty()));
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    WritableByteChannel socket = Channels.newChannel(sent);
    Path folder = temporary.resolve("drawn");
    Audit audit;
    // recipe: drawn-like
    try (Checkpoint like = Checkpoint.open(model)) { // a file, an index of shards, or their folder
      DrawPlan plan =
          DrawPlan.of(like.tensors(), RuleFile.named("llama"), 1, false, Optional.of(DType.BF16));
      WeightsOutput.to(folder).withShardBytes(5_000_000_000L).write(plan);
      WeightsChannel.write(plan, socket); // the same bytes as one file
    }
    try (Checkpoint drawn = Checkpoint.open(folder)) {
      audit = Audit.of(drawn, Optional.empty(), bytes -> {});
    }
    // end
    assertEquals(Audit.State.INITIAL, audit.state());
    assertEquals(2, audit.proven());
    assertArrayEquals(Files.readAllBytes(folder.resolve("model.safetensors")), sent.toByteArray());
  }
}
