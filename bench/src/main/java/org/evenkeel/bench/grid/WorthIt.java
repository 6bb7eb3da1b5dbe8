// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.grid;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.activation.Activations;
import org.evenkeel.data.DataSource;
import org.evenkeel.data.Examples;
import org.evenkeel.data.Split;
import org.evenkeel.experiment.Experiment;
import org.evenkeel.experiment.ProgressListener;
import org.evenkeel.experiment.StudyPlan;
import org.evenkeel.experiment.Tuning;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.result.StudyAnswer;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Monitor;
import org.evenkeel.study.result.Effect;
import org.evenkeel.study.search.Budget;

/**
 * Whether `tune` claims that a multiplier is worth it where the trainings of a grid say that
 * nothing matters, and where they say that something does: it is asked about small networks, and
 * looks their trainings up in a {@link LossTable} instead of training them.
 *
 * <p>Arguments: the folder of the tables and of {@code networks-SET.txt}, a line of which names a
 * network, its data, layers, activation, rule, variance times fan-in, and epochs
 * (bench/worth_it.py). Alone it writes the data there; with the file of the answers, which is
 * appended to, the name of a set of networks, and sampler seeds, it asks.
 */
public final class WorthIt {

  private static final String SPACE = "multiplier=log:0.25..4,learningRate=log:0.02..2";

  private static final String HEADER =
      "network,data,layers,activation,rule,epochs,gridGain,samplerSeed,answer,multiplier,"
          + "improvement,low,high,pairs";

  /** The first of the seeds that no trial uses, and where the table has them. */
  private static final int FRESH = 1000;

  private static final int TRIAL_SEEDS = 3;

  private static final int FRESH_SEEDS = 6;

  private static final int TRIALS = 40;

  /** The data: a generated set, and its noise in hundredths. */
  private static final List<String> DATA =
      List.of(
          "moons20",
          "moons22",
          "moons25",
          "moons30",
          "moons35",
          "moons38",
          "moons40",
          "circles10",
          "circles15",
          "circles20",
          "circles30",
          "spirals5",
          "spirals10",
          "digits20",
          "digits25",
          "digits30",
          "digits40");

  private static final int EXAMPLES = 300;

  private static final int PIXELS = 6;

  private WorthIt() {}

  /** Asks about each network, and prints how often a claim was made. */
  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT);
    Path folder = Path.of(args[0]);
    if (args.length == 1) {
      for (String name : DATA) {
        Files.write(folder.resolve(name + ".csv"), rows(data(name).read()));
      }
      return;
    }
    Path answers = Path.of(args[1]);
    if (!Files.exists(answers)) {
      Files.writeString(answers, HEADER + "\n");
    }
    for (String seed : List.of(args).subList(3, args.length)) {
      for (String line : Files.readAllLines(folder.resolve("networks-" + args[2] + ".txt"))) {
        String[] parts = line.split(" ", -1);
        Path file = folder.resolve("table-" + parts[0] + ".csv");
        String start = parts[0] + ",";
        boolean asked =
            Files.readAllLines(answers).stream()
                .anyMatch(row -> row.startsWith(start) && row.split(",", -1)[7].equals(seed));
        if (asked || !Files.exists(file)) {
          continue;
        }
        LossTable table = LossTable.read(file);
        String row =
            Stream.of(
                    parts[0],
                    parts[1],
                    parts[2],
                    parts[3],
                    parts[4],
                    parts[6],
                    "%.4f".formatted(table.gain()),
                    seed,
                    answer(parts, table, Long.parseLong(seed)))
                .collect(Collectors.joining(","));
        Files.writeString(answers, row + "\n", StandardOpenOption.APPEND);
        System.out.println(row);
      }
    }
  }

  private static DataSource data(String name) {
    String set = name.replaceAll("[0-9]+$", "");
    double noise = Double.parseDouble(name.substring(set.length())) / 100;
    DataSource source = DataSource.of(set).withExamples(EXAMPLES).withNoise(noise);
    return set.equals("digits") ? source.withPixels(PIXELS) : source;
  }

  /** A row for each example: its part, its label, its features. */
  private static List<String> rows(Split split) {
    List<String> rows = new ArrayList<>(rows("train", split.training()));
    rows.addAll(rows("val", split.validation()));
    return rows;
  }

  private static List<String> rows(String name, Examples part) {
    List<String> rows = new ArrayList<>();
    int features = part.featuresPerExample();
    for (int i = 0; i < part.size(); i++) {
      StringBuilder row = new StringBuilder(name + "," + part.labels()[i]);
      for (int j = 0; j < features; j++) {
        row.append(',').append(part.features()[i * features + j]);
      }
      rows.add(row.toString());
    }
    return rows;
  }

  private static Experiment experiment(String[] parts) {
    Experiment experiment =
        Experiment.of(
                Network.perceptron(parts[2].replace('-', ','), Activations.named(parts[3])),
                data(parts[1]))
            .withStart(Start.of(parts[4]));
    return experiment.withTraining(experiment.training().withEpochs(Integer.parseInt(parts[6])));
  }

  private static String answer(String[] parts, LossTable table, long samplerSeed) {
    StudyPlan plan =
        new StudyPlan(
                experiment(parts), SPACE, TRIAL_SEEDS, true, samplerSeed, FRESH_SEEDS, List.of())
            .withDoublings();
    try (Tuning tuning = Tuning.inMemory(plan)) {
      tuning.withObjective(
          (setting, seed, monitor) ->
              looked(
                  table.losses(
                      setting.number(StudyResult.MULTIPLIER),
                      setting.number("learningRate"),
                      (int) (seed < FRESH ? seed : TRIAL_SEEDS + seed - FRESH)),
                  monitor),
          1);
      StudyResult result = tuning.run(Budget.trials(TRIALS), ProgressListener.NONE);
      StudyAnswer answer = result.answer().orElseThrow();
      return "%s,%.4g,%s"
          .formatted(
              answer.kind().name(),
              result.finalists().optimum().setting().number(StudyResult.MULTIPLIER),
              result.confirmation() == null ? ",,," : figures(result.confirmation().effect()));
    }
  }

  private static Evaluation looked(double[] losses, Monitor monitor) {
    double lowest = Double.POSITIVE_INFINITY;
    for (int epoch = 1; epoch <= losses.length; epoch++) {
      double loss = losses[epoch - 1];
      if (!Double.isFinite(loss)) {
        return new Evaluation(Evaluation.Outcome.DIVERGED, null, null);
      }
      lowest = Math.min(lowest, loss);
      if (epoch < losses.length && !monitor.report(epoch, loss)) {
        return Evaluation.pruned();
      }
    }
    return Evaluation.of(lowest);
  }

  private static String figures(Effect effect) {
    return effect.improvement() == null || effect.improvementInterval() == null
        ? ",,," + effect.pairs()
        : "%.4f,%.4f,%.4f,%d"
            .formatted(
                effect.improvement(),
                effect.improvementInterval().low(),
                effect.improvementInterval().high(),
                effect.pairs());
  }
}
