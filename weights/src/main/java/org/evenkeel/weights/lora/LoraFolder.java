// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.lora;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import org.evenkeel.weights.draw.DrawPlan;
import org.evenkeel.weights.draw.WeightsOutput;
import org.evenkeel.weights.draw.WeightsOutput.Written;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A folder of adapters as PEFT loads it: {@code adapter_model.safetensors}, {@code
 * adapter_config.json} and, for adapters from singular values, the base less these in the folder
 * {@code residual}.
 *
 * @param model the folder of what the adapters belong to; null if it is not known
 * @param base the checkpoint that singular values are taken from; null for Kaiming's A
 */
public record LoraFolder(
    Lora lora, long seed, DType dtype, @Nullable String model, @Nullable Checkpoint base) {

  private static final String CONFIG = "adapter_config.json";

  /** Files that the Hugging Face libraries need beside weights. */
  private static final List<String> BESIDE = List.of("config.json", "generation_config.json");

  /** The plan of the adapters. */
  public DrawPlan plan() {
    return base == null ? lora.adapter(seed, dtype) : lora.principal(seed, dtype, base);
  }

  /** The number of bytes of all tensors. */
  public long bytes() {
    return plan().bytes()
        + (base == null ? 0 : base.tensors().stream().mapToLong(Tensor::bytes).sum());
  }

  /**
   * Writes adapters, their configuration, and what remains of the base.
   *
   * @param target the settings of the output: the size of shards of the base, and whether files are
   *     replaced
   * @param progress takes the number of bytes that are written or found complete
   * @throws IllegalArgumentException if a file of another content exists
   * @throws UncheckedIOException if a file cannot be written
   * @throws InterruptedException if the thread was interrupted; complete files remain
   */
  public Written write(Path folder, WeightsOutput target, LongConsumer progress)
      throws InterruptedException {
    Path adapter = folder.resolve("adapter_model.safetensors");
    DrawPlan plan = plan();
    Written written = target.withFile(adapter).withShardBytes(Long.MAX_VALUE).write(plan, progress);
    List<Path> files = new ArrayList<>(written.files());
    List<Path> kept = new ArrayList<>(written.kept());
    Path residual = folder.resolve("residual");
    try {
      Path config = folder.resolve(CONFIG);
      put(config, lora.config(base == null ? model : residual.toString()), target);
      files.add(config);
      if (base != null) {
        try (Checkpoint drawn = Checkpoint.open(adapter)) {
          Written rest =
              target
                  .withFile(residual.resolve("model.safetensors"))
                  .write(
                      lora.residual(seed, base, drawn),
                      bytes -> progress.accept(plan.bytes() + bytes));
          files.addAll(rest.files());
          kept.addAll(rest.kept());
        }
        files.addAll(copied(residual, target));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Written(files, kept, bytes());
  }

  private List<Path> copied(Path residual, WeightsOutput target) throws IOException {
    List<Path> copied = new ArrayList<>();
    Path folder = Path.of(base.source()).toAbsolutePath().getParent();
    for (String name : BESIDE) {
      if (Files.isRegularFile(folder.resolve(name))) {
        put(residual.resolve(name), Files.readString(folder.resolve(name)), target);
        copied.add(residual.resolve(name));
      }
    }
    return copied;
  }

  private static void put(Path file, String text, WeightsOutput target) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (Files.exists(file) && !target.replace()) {
      if (!Arrays.equals(bytes, Files.readAllBytes(file))) {
        throw new IllegalArgumentException(
            "a file of another content exists: '%s'; choose another folder, or replace it with --force"
                .formatted(file));
      }
      return;
    }
    Path part = file.resolveSibling("." + file.getFileName() + ".part");
    Files.write(part, bytes);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
