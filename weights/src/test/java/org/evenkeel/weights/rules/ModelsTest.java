// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evenkeel.weights.Python;
import org.evenkeel.weights.draw.DrawPlan;
import org.evenkeel.weights.draw.WeightsOutput;
import org.evenkeel.weights.format.Checkpoint;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models of transformers, timm, torchvision and torch, drawn by the preset of each. */
class ModelsTest {

  @TempDir Path folder;

  /**
   * Small models that their library initializes are saved, drawn anew like what was saved, and
   * loaded again with no missing or unexpected name; the mean square of every tensor is that of
   * three models of the library's own within 6 standard errors. Seeds are fixed; over other seeds a
   * normal tensor of 64 values or more fails with probability below 1e-5.
   */
  @ParameterizedTest
  @CsvSource({"transformers, 14", "timm, 11", "torchvision, 8", "torch, 3"})
  void aLibraryLoadsItsModelsDrawnAnew(String library, int models) throws Exception {
    Python.require("torch", "safetensors", library);
    Path script = script();
    for (String[] made : lines(Python.run(folder, script, "make", library), "made")) {
      Path model = folder.resolve(made[2]);
      try (Checkpoint like = Checkpoint.open(model)) {
        DrawPlan plan =
            DrawPlan.of(like.tensors(), RuleFile.named(made[1]), 42, false, Optional.empty());
        boolean shards = library.equals("transformers"); // which reads an index
        WeightsOutput.to(model)
            .replacing()
            .withShardBytes(shards ? 100_000 : Long.MAX_VALUE)
            .write(plan, bytes -> {});
        if (shards) {
          Files.delete(model.resolve("model.safetensors"));
        }
        if (!library.equals("torch")) { // its layers are of no architecture
          assertEquals(
              List.of(),
              RuleFile.named("evenkeel").assign(like.tensors(), like.tensors(), false).unknown());
        }
      }
    }
    String checked = Python.run(folder, script, "check", library);
    assertEquals(models, checked.lines().filter(line -> line.startsWith("checked ")).count());
  }

  private static List<String[]> lines(String printed, String word) {
    List<String[]> lines = new ArrayList<>();
    printed
        .lines()
        .filter(line -> line.startsWith(word + "\t"))
        .forEach(line -> lines.add(line.split("\t", -1)));
    assertTrue(!lines.isEmpty(), printed);
    return lines;
  }

  private Path script() throws IOException {
    try (InputStream in = Python.class.getResourceAsStream("models.py")) {
      return Files.writeString(
          folder.resolve("models.py"), new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
