// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.grid;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.evenkeel.activation.Activations;
import org.evenkeel.data.DataSource;
import org.evenkeel.experiment.Experiment;
import org.evenkeel.experiment.ProgressListener;
import org.evenkeel.experiment.StudyPlan;
import org.evenkeel.experiment.Tuning;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.search.Budget;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.training.StableRate;

/**
 * What `tune` spends on three networks until a trial is near the best of a grid, with trainings
 * looked up in a {@link TrainedTable} instead of trained: ten sampler seeds cost seconds. The
 * stable learning rate is measured, and its gradients count as steps.
 *
 * <p>Arguments: the folder with {@code multiplier-NETWORK.csv}, and the number of sampler seeds.
 */
public final class SimulatedSearch {

  private static final String SPACE = "multiplier=log:0.1..10,learningRate=log:1e-3..1";

  private static final int TRIALS = 40;

  private static final int SEEDS = 3;

  private static final double NEAR = 1.02;

  /** A network of the tables: its layers, activation and rule. */
  private record Known(String layers, String activation, String rule) {}

  private static final Map<String, Known> NETWORKS =
      Map.of(
          "relu-he", new Known("64,48x15,10", "relu", "he"),
          "relu-lecun", new Known("64,48x15,10", "relu", "lecun"),
          "tanh-lecun", new Known("64,32x30,10", "tanh", "lecun"));

  private SimulatedSearch() {}

  /** Prints a row for each network, way and sampler seed. */
  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT);
    System.out.println("network,method,samplerSeed,trials,stepsUntilNear,stepsBefore");
    for (String name : List.of("tanh-lecun", "relu-he", "relu-lecun")) {
      TrainedTable table = TrainedTable.read(Path.of(args[0], "multiplier-" + name + ".csv"));
      double bound = NEAR * table.best(SEEDS);
      for (boolean theory : new boolean[] {false, true}) {
        for (int seed = 0; seed < Integer.parseInt(args[1]); seed++) {
          System.out.printf(
              "%s,%s,%d,%s%n",
              name,
              theory ? "tune" : "tune-no-theory",
              seed,
              row(name, table, bound, theory, seed));
        }
      }
    }
  }

  private static String row(
      String name, TrainedTable table, double bound, boolean theory, long samplerSeed) {
    Known known = NETWORKS.get(name);
    Experiment experiment =
        Experiment.of(
                Network.perceptron(known.layers(), Activations.named(known.activation())),
                DataSource.of("digits").withExamples(1500))
            .withStart(Start.of(known.rule()));
    experiment = experiment.withTraining(experiment.training().withEpochs(TrainedTable.EPOCHS));
    StudyPlan plan = new StudyPlan(experiment, SPACE, SEEDS, theory, samplerSeed, 2, List.of());
    try (Tuning tuning = Tuning.inMemory(plan)) {
      tuning.withObjective(
          (setting, seed, monitor) -> {
            double[] losses =
                table.losses(
                    setting.number(StudyResult.MULTIPLIER),
                    setting.number("learningRate"),
                    (int) seed);
            double lowest = Double.POSITIVE_INFINITY;
            for (int epoch = 1; epoch <= losses.length; epoch++) {
              double loss = losses[epoch - 1];
              monitor.worked((long) epoch * TrainedTable.EPOCH_STEPS);
              if (!Double.isFinite(loss)) {
                return new Evaluation(Evaluation.Outcome.DIVERGED, null, null);
              }
              lowest = Math.min(lowest, loss);
              if (epoch < losses.length && !monitor.report(epoch, loss)) {
                return Evaluation.pruned();
              }
            }
            return Evaluation.of(lowest);
          },
          1);
      tuning.search(new Budget(TRIALS, null, bound), ProgressListener.NONE);
      long before = before(tuning.result());
      long steps = before;
      int trials = 0;
      for (Trial trial : tuning.trials()) {
        steps += TrialNotes.steps(trial);
        trials++;
        if (trial.hasValue() && trial.value() <= bound) {
          return "%d,%d,%d".formatted(trials, steps, before);
        }
      }
      return "%d,,%d".formatted(trials, before);
    }
  }

  /** The steps that the stable rate cost: its gradients, of larger batches than a step's. */
  private static long before(StudyResult result) {
    StableRate rate = result.theory() == null ? null : result.theory().stableRate();
    return rate == null ? 0 : (rate.gradients() * rate.examples() + 31) / 32;
  }
}
