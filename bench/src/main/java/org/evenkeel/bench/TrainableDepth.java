// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * How deep a tanh network can be and still train, beside the depth that theory gives: 6 ξ_c
 * (Schoenholz et al. 2017, figure 5). Trains networks by the command, appends a row for each to a
 * file and, where that has them all, goes on from there.
 */
public final class TrainableDepth {

  private static final double BIAS_VARIANCE = 0.05;
  private static final double[] WEIGHT_VARIANCES = {1, 1.5, 1.76, 2.5, 4};
  private static final int DEEPEST = 100;
  private static final int STEP = 10;
  private static final int SEEDS = 5;
  private static final int WIDTH = 100;

  private static final String HEADER = "depth,weightVariance,seed,validationAccuracy";

  private TrainableDepth() {}

  /**
   * One network.
   *
   * @param depth hidden layers
   * @param weightVariance σ_w²
   * @param seed the seed of weights, data and shuffle
   * @param accuracy the share of validation examples that are right in the end
   */
  record Run(int depth, double weightVariance, int seed, double accuracy) {

    private static Run parse(String line) {
      String[] cells = line.split(",");
      return new Run(
          Integer.parseInt(cells[0]),
          Double.parseDouble(cells[1]),
          Integer.parseInt(cells[2]),
          Double.parseDouble(cells[3]));
    }

    private String line() {
      return "%d,%s,%d,%.4f".formatted(depth, weightVariance, seed, accuracy);
    }
  }

  /** Trains what is missing: the file of results, then the command. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Locale.setDefault(Locale.ROOT);
    Path file = Path.of(args[0]);
    if (!Files.exists(file)) {
      Files.writeString(file, HEADER + "\n");
    }
    List<String> command = List.of(args).subList(1, args.length);
    for (int seed = 0; seed < SEEDS; seed++) {
      for (int depth = STEP; depth <= DEEPEST; depth += STEP) {
        if (runs(file, depth, seed).size() < WEIGHT_VARIANCES.length) {
          List<Run> trained = train(command, depth, seed);
          Files.writeString(
              file,
              trained.stream().map(run -> run.line() + "\n").collect(Collectors.joining()),
              StandardOpenOption.APPEND);
        }
      }
    }
  }

  private static List<Run> runs(Path file) throws IOException {
    return Files.readAllLines(file).stream().skip(1).map(Run::parse).toList();
  }

  private static List<Run> runs(Path file, int depth, int seed) throws IOException {
    return runs(file).stream().filter(run -> run.depth == depth && run.seed == seed).toList();
  }

  /** Networks of one depth and seed, one for each variance. */
  private static List<Run> train(List<String> command, int depth, int seed)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(command);
    line.addAll(
        List.of(
            "compare",
            "--layers",
            "64,%dx%d,10".formatted(WIDTH, depth),
            "--activation",
            "tanh",
            "--starts",
            DoubleStream.of(WEIGHT_VARIANCES)
                .mapToObj(variance -> "lecun*" + variance)
                .collect(Collectors.joining(",")),
            "--bias-variance",
            Double.toString(BIAS_VARIANCE),
            "--learning-rate",
            "0.003",
            "--epochs",
            "5",
            "--seed",
            Integer.toString(seed),
            "--format",
            "json"));
    Process process =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String json = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("failed: " + String.join(" ", line));
    }
    List<Run> runs = new ArrayList<>();
    for (JsonElement element : JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("runs")) {
      JsonObject run = element.getAsJsonObject();
      JsonArray epochs = run.getAsJsonArray("epochs");
      JsonElement accuracy =
          epochs.get(epochs.size() - 1).getAsJsonObject().get("validationAccuracy");
      runs.add(
          new Run(
              depth,
              run.get("multiplier").getAsDouble(),
              seed,
              accuracy.isJsonNull() ? 0 : accuracy.getAsDouble()));
      System.out.println(runs.get(runs.size() - 1).line());
    }
    return runs;
  }
}
