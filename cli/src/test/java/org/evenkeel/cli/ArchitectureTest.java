// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.evenkeel.cli.terminal.ExitCode;
import org.evenkeel.weights.format.Checkpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One description of an architecture for forecast, measurement, training and weights file. */
class ArchitectureTest {

  private static final String GPT2 = "gpt2(layers=1,width=16,heads=2,vocabulary=9,tokens=4,";

  private static final List<String> ROWS =
      List.of(
          "transformer.wte",
          "transformer.wpe",
          "transformer.h.0.attn.c_attn",
          "transformer.h.0.attn.c_proj",
          "transformer.h.0.mlp.c_fc",
          "transformer.h.0.mlp.c_proj",
          "score");

  @TempDir private Path folder;

  private static JsonObject json(int least, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--format", "json"));
    Runs.Result result = Runs.evenkeel(all.toArray(String[]::new));
    assertTrue(result.code() == 0 || result.code() == least, result.err());
    return JsonParser.parseString(result.out()).getAsJsonObject();
  }

  private static List<String> names(JsonArray rows) {
    List<String> names = new ArrayList<>();
    for (JsonElement row : rows) {
      names.add(row.getAsJsonObject().get("name").getAsString());
    }
    return names;
  }

  /** Sequences of four tokens of nine, labelled by whether the last is above the first. */
  private String tokens() throws IOException {
    Random random = new Random(5);
    StringBuilder lines = new StringBuilder("a,b,c,d,label\n");
    for (int i = 0; i < 400; i++) {
      int first = random.nextInt(9);
      int last = random.nextInt(9);
      lines.append(
          "%d,%d,%d,%d,%s\n"
              .formatted(first, random.nextInt(9), random.nextInt(9), last, last > first));
    }
    return Files.writeString(folder.resolve("tokens.csv"), lines).toString();
  }

  @Test
  void theSameNetworkIsForecastMeasuredTrainedAndDrawn() throws IOException {
    String network = GPT2 + "classes=2,dropout=0)";
    String data = tokens();
    assertEquals(
        ROWS,
        names(
            json(ExitCode.NOT_HEALTHY, "predict", "--network", network).getAsJsonArray("layers")));
    JsonObject checked =
        json(ExitCode.NOT_HEALTHY, "check", "--network", network, "--data", data, "--raw");
    assertEquals(ROWS, names(checked.getAsJsonArray("layers")));
    for (JsonElement row : checked.getAsJsonArray("layers")) {
      JsonObject forward = row.getAsJsonObject().getAsJsonObject("forward");
      assertTrue(forward.has("predicted") && forward.has("measured"), row.toString());
    }
    JsonObject trained =
        json(
            0,
            "train",
            "--network",
            network,
            "--data",
            data,
            "--raw",
            "--epochs",
            "1",
            "--learning-rate",
            "0.05");
    assertEquals(1, trained.getAsJsonArray("runs").size());
    List<String> planned = new ArrayList<>();
    for (String name :
        names(json(0, "rules", "--plan", "--network", network).getAsJsonArray("parameters"))) {
      if (!planned.contains(name)) {
        planned.add(name);
      }
    }
    Path file = folder.resolve("gpt2.safetensors");
    Runs.Result drawn = Runs.evenkeel("draw", "--network", network, "-o", file.toString());
    assertEquals(0, drawn.code(), drawn.err());
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      assertEquals(
          planned.stream().sorted().toList(),
          checkpoint.tensors().stream().map(tensor -> tensor.name()).sorted().toList());
    }
  }

  @Test
  void aConfigurationIsTheArchitectureWithItsSizes() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("config.json"),
            """
            {"model_type": "gpt2", "n_layer": 1, "n_embd": 16, "n_head": 2, "n_inner": null,
             "vocab_size": 9, "n_positions": 4, "resid_pdrop": 0.0, "layer_norm_epsilon": 1e-05}
            """);
    JsonObject byName =
        json(ExitCode.NOT_HEALTHY, "predict", "--network", GPT2 + "positions=4,dropout=0)");
    JsonObject byFile = json(ExitCode.NOT_HEALTHY, "predict", "--network", config.toString());
    assertEquals(byName.get("layers"), byFile.get("layers"));
    assertEquals(byName.get("verdict"), byFile.get("verdict"));
  }
}
