// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.grid;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.evenkeel.activation.Activations;
import org.evenkeel.data.DataSource;
import org.evenkeel.data.Split;
import org.evenkeel.djl.train.TrainingSettings;
import org.evenkeel.djl.train.TrainingSettings.OptimizerKind;
import org.evenkeel.experiment.Experiment;
import org.evenkeel.experiment.ProgressListener;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.result.Comparison;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.training.TrainingRun;

/**
 * Trains one network from a grid of variance multipliers, each at a grid of learning rates and from
 * several seeds, so that the best multiplier is known and not guessed. Measures each start before
 * its first step. Appends a row for each run to a file, and goes on where it was left.
 *
 * <p>Arguments: the file, then {@code key=value} for the keys of {@link #USUAL}. A grid is {@code
 * LOW..HIGHxCOUNT}, even on a logarithmic scale.
 */
public final class MultiplierGrid {

  private static final Map<String, String> USUAL =
      Map.of(
          "layers", "64,32x20,10",
          "activation", "relu",
          "rule", "he",
          "optimizer", "sgd",
          "examples", "1500",
          "epochs", "5",
          "batch", "32",
          "multipliers", "0.1..10x12",
          "rates", "0.001..1x8",
          "seeds", "0..2");

  private static final String HEADER =
      "multiplier,learningRate,seed,state,validationLoss,steps,firstForward,lastForward,"
          + "firstGradient,lastCorrelation,verdict,epochLosses";

  private final Map<String, String> choices;
  private final Network network;
  private final Split data;

  private MultiplierGrid(Map<String, String> choices) {
    this.choices = choices;
    this.network =
        Network.perceptron(choices.get("layers"), Activations.named(choices.get("activation")));
    this.data = DataSource.of("digits").withExamples(number("examples")).read();
  }

  /** Trains what the file does not have yet. */
  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT);
    Path file = Path.of(args[0]);
    Map<String, String> choices = new HashMap<>(USUAL);
    for (String choice : List.of(args).subList(1, args.length)) {
      String[] pair = choice.split("=", 2);
      if (choices.put(pair[0], pair[1]) == null) {
        throw new IllegalArgumentException(
            "a choice must be one of " + USUAL.keySet() + ": " + choice);
      }
    }
    if (!Files.exists(file)) {
      Files.writeString(file, HEADER + "\n");
    }
    new MultiplierGrid(choices).train(file);
  }

  private void train(Path file) throws IOException {
    Set<String> done =
        Files.readAllLines(file).stream()
            .map(line -> line.split(",", 4))
            .map(cells -> String.join(",", cells[0], cells[1], cells[2]))
            .collect(Collectors.toCollection(HashSet::new));
    String[] seeds = choices.get("seeds").split("\\.\\.", 2);
    int[] chosen =
        IntStream.rangeClosed(Integer.parseInt(seeds[0]), Integer.parseInt(seeds[1])).toArray();
    for (double multiplier : grid("multipliers")) {
      for (double rate : grid("rates")) {
        for (int seed : chosen) {
          String setting = "%.6g,%.6g,%d".formatted(multiplier, rate, seed);
          if (done.add(setting)) {
            Files.writeString(
                file,
                setting + "," + run(multiplier, rate, seed) + "\n",
                StandardOpenOption.APPEND);
          }
        }
      }
    }
  }

  private String run(double multiplier, double rate, int seed) {
    StepCount steps = new StepCount();
    Comparison.StartResult trained =
        Experiment.of(network, DataSource.of("digits"))
            .withData(data)
            .withStart(Start.of(choices.get("rule")).withMultiplier(multiplier).withSeed(seed))
            .withTraining(settings(rate, seed))
            .train(steps)
            .starts()
            .get(0);
    TrainingRun run = trained.runs().get(0);
    List<LayerSignal> layers = trained.profile().layers();
    LayerSignal first = layers.get(0);
    LayerSignal last = layers.get(layers.size() - 1);
    return "%s,%.5g,%d,%.4g,%.4g,%.4g,%.4g,%s,%s"
        .formatted(
            run.state().label(),
            run.last().validationLoss(),
            steps.steps,
            first.forward().known(),
            last.forward().known(),
            first.gradient().known(),
            last.correlation().known(),
            trained.profile().verdict().state().label(),
            run.epochs().stream()
                .map(epoch -> "%.4g".formatted(epoch.validationLoss()))
                .collect(Collectors.joining(" ")));
  }

  /** The number of steps of a training. */
  private static final class StepCount implements ProgressListener {
    private long steps;

    @Override
    public void started(String task, long all) {}

    @Override
    public void progressed(long done, String message) {
      steps = done;
    }
  }

  private TrainingSettings settings(double rate, int seed) {
    OptimizerKind optimizer =
        OptimizerKind.valueOf(choices.get("optimizer").toUpperCase(Locale.ROOT));
    return new TrainingSettings(number("epochs"), number("batch"), rate, optimizer, 1, seed);
  }

  private int number(String key) {
    return Integer.parseInt(choices.get(key));
  }

  private double[] grid(String key) {
    String[] parts = choices.get(key).split("\\.\\.|x", 3);
    if (parts.length == 1) {
      return new double[] {Double.parseDouble(parts[0])};
    }
    double low = Math.log(Double.parseDouble(parts[0]));
    double high = Math.log(Double.parseDouble(parts[1]));
    int count = Integer.parseInt(parts[2]);
    return IntStream.range(0, count)
        .mapToDouble(i -> Math.exp(low + (high - low) * i / (count - 1)))
        .toArray();
  }
}
