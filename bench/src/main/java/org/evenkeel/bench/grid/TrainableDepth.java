// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.grid;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.evenkeel.activation.Activations;
import org.evenkeel.data.DataSource;
import org.evenkeel.experiment.Experiment;
import org.evenkeel.experiment.WorkerMain;
import org.evenkeel.init.Start;
import org.evenkeel.meanfield.MeanField;
import org.evenkeel.network.Network;
import org.evenkeel.report.chart.Chart.XyChart;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.picture.Picture;
import org.evenkeel.result.Comparison;

/**
 * How deep a tanh network can be and still train, beside the depth that theory gives: 6 ξ_c
 * (Schoenholz et al. 2017, figure 5). Appends a row for each network to a file, so that an
 * interrupted run can be resumed, and draws all rows.
 */
public final class TrainableDepth {

  private static final double BIAS_VARIANCE = 0.05;
  private static final double[] WEIGHT_VARIANCES = {1, 1.5, 1.76, 2.5, 4};
  private static final int DEEPEST = 100;
  private static final int STEP = 10;
  private static final int SEEDS = 3;
  private static final int WIDTH = 100;

  /** A network trains if it gets this share of the examples right; guessing gets a tenth. */
  private static final double TRAINS = 0.25;

  private static final String HEADER = "depth,weightVariance,seed,validationAccuracy";

  private TrainableDepth() {}

  /** One network, with the share of validation examples that are right in the end. */
  record Run(int depth, double weightVariance, int seed, double accuracy) {

    private static Run parse(String line) {
      String[] cells = line.split(",", -1);
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

  /** Trains what is missing and draws all; arguments: the file of results, the picture. */
  public static void main(String[] args) throws IOException {
    WorkerMain.configure();
    Path file = Path.of(args[0]);
    if (!Files.exists(file)) {
      Files.writeString(file, HEADER + "\n");
    }
    for (int seed = 0; seed < SEEDS; seed++) {
      for (int depth = STEP; depth <= DEEPEST; depth += STEP) {
        int networks = depth;
        int chosen = seed;
        if (runs(file).stream().noneMatch(run -> run.depth == networks && run.seed == chosen)) {
          List<String> trained = train(depth, seed).stream().map(Run::line).toList();
          Files.write(file, trained, StandardOpenOption.APPEND);
        }
      }
    }
    draw(runs(file), Path.of(args[1]));
  }

  /** The share of networks that train over their depth, and a line where theory ends it. */
  private static void draw(List<Run> runs, Path picture) {
    List<Series> series = new ArrayList<>();
    List<XyChart.Mark> limits = new ArrayList<>();
    System.out.println("| σ_w² | 6 ξ_c | " + columns(depth -> Integer.toString(depth)) + " |");
    System.out.println("|---|---|" + columns(depth -> "---") + "|");
    for (int i = 0; i < WEIGHT_VARIANCES.length; i++) {
      double variance = WEIGHT_VARIANCES[i];
      double limit = 6 * correlationDepth(variance);
      List<Integer> depths =
          runs.stream()
              .filter(run -> run.weightVariance == variance)
              .map(Run::depth)
              .distinct()
              .sorted()
              .toList();
      series.add(
          Series.of(
              "σ_w² = " + variance,
              i,
              Series.Style.LINE_AND_POINTS,
              depths.stream().map(Integer::doubleValue).toList(),
              depths.stream().map(depth -> share(runs, variance, depth)).toList()));
      if (limit < 2 * DEEPEST) {
        limits.add(new XyChart.Mark("6 ξ_c of " + variance, i, XyChart.Of.X, limit));
      }
      System.out.println(
          "| %s | %s | %s |"
              .formatted(
                  variance,
                  limit < 1e4 ? "%.1f".formatted(limit) : "none",
                  columns(depth -> "%.0f %%".formatted(100 * share(runs, variance, depth)))));
    }
    String title = "Networks that train: tanh, σ_b² = 0.05; 6 ξ_c marked";
    XyChart chart =
        new XyChart(
            title,
            ChartAxis.linear("hidden layers", 0.0, DEEPEST + STEP / 2.0),
            ChartAxis.linear("share of networks that train", 0.0, 1.0),
            series,
            List.of(),
            limits);
    DataTable none = new DataTable(List.of(), List.of());
    Picture.write(Figure.of("depth", title, "", List.of(chart), none), picture);
  }

  private static String columns(IntFunction<String> cell) {
    return IntStream.iterate(STEP, depth -> depth <= DEEPEST, depth -> depth + STEP)
        .mapToObj(cell)
        .collect(Collectors.joining(" | "));
  }

  private static double share(List<Run> runs, double weightVariance, int depth) {
    return runs.stream()
        .filter(run -> run.weightVariance == weightVariance && run.depth == depth)
        .mapToDouble(run -> run.accuracy >= TRAINS ? 1 : 0)
        .average()
        .orElse(Double.NaN);
  }

  /** ξ_c; the value of Schoenholz et al. for the critical line, 1.76, is rounded. */
  private static double correlationDepth(double weightVariance) {
    MeanField field = new MeanField(Activations.named("tanh"), weightVariance, BIAS_VARIANCE);
    return field.correlationDepth(field.fixedPoint(1).orElseThrow().q());
  }

  private static List<Run> runs(Path file) throws IOException {
    return Files.readAllLines(file).stream().skip(1).map(Run::parse).toList();
  }

  /** Networks of one depth and seed, one for each variance. */
  private static List<Run> train(int depth, int seed) {
    Network network =
        Network.perceptron("64,%dx%d,10".formatted(WIDTH, depth), Activations.named("tanh"));
    Comparison compared =
        Experiment.of(network, DataSource.of("digits").withSeed(seed))
            .withTraining(
                Experiment.DEFAULT_TRAINING.withLearningRate(0.003).withEpochs(5).withSeed(seed))
            .compare(
                DoubleStream.of(WEIGHT_VARIANCES)
                    .mapToObj(
                        variance ->
                            Start.of("lecun*" + variance)
                                .withBiasVariance(BIAS_VARIANCE)
                                .withSeed(seed))
                    .toArray(Start[]::new));
    List<Run> runs = new ArrayList<>();
    for (Comparison.StartResult start : compared.starts()) {
      double accuracy = start.runs().get(0).last().validationAccuracy();
      runs.add(new Run(depth, start.multiplier(), seed, Double.isNaN(accuracy) ? 0 : accuracy));
      System.out.println(runs.get(runs.size() - 1).line());
    }
    return runs;
  }
}
