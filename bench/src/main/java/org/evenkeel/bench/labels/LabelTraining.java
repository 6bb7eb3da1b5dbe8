// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.labels;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.evenkeel.data.DataSource;
import org.evenkeel.data.Split;
import org.evenkeel.djl.train.Training;
import org.evenkeel.djl.train.TrainingSettings;
import org.evenkeel.djl.train.TrainingSettings.OptimizerKind;
import org.evenkeel.experiment.NetworkSource;
import org.evenkeel.experiment.Subject;
import org.evenkeel.init.Start;

/**
 * Trains one network by a grid of learning rates and three seeds, for as long as the label is open.
 *
 * <p>A run ends at the target accuracy. Every learning rate is first tried for a few epochs; the
 * two most promising ones are then trained for the whole budget, with as many seeds as settle the
 * median.
 */
final class LabelTraining {

  static final int EPOCHS = 30;

  /** Generated digits, of which four fifths are trained on: 50 steps an epoch. */
  static final DataSource DATA = DataSource.of("digits").withExamples(4000);

  /** The epochs after which learning rates are compared. */
  private static final int TRIAL_EPOCHS = 6;

  private static final int TRIAL_STEPS = 50 * TRIAL_EPOCHS;

  /** After so many epochs a run that is no better than guessing ends. */
  private static final int PATIENCE = 15;

  /** An accuracy no better than guessing, of 800 validation examples of ten classes. */
  private static final double NO_BETTER = 0.2;

  /** An accuracy at the most promising learning rate from which no other leads to the target. */
  private static final double FAR_OFF = 0.4;

  /** The accuracy of a trial that has begun to learn. */
  private static final double LEARNING = 0.15;

  /** Learning rates that are trained for the whole budget. */
  private static final int PROMISING = 2;

  private static final List<Double> SGD_RATES = List.of(0.1, 0.03, 0.3, 0.01, 1.0, 0.003, 0.001);
  private static final List<Double> ADAM_RATES = List.of(0.003, 0.001, 0.0003, 0.01);

  private final Split data = DATA.read();

  /** The label of a network by an optimizer. */
  TrainedLabel train(LabelledNetwork network, OptimizerKind optimizer) {
    return train(network.id(), network.source(), network.start(), optimizer);
  }

  /** The label of a network from a start by an optimizer. */
  TrainedLabel train(String id, NetworkSource source, Start start, OptimizerKind optimizer) {
    Subject subject = source.subject(data.training());
    TrainedLabel label = new TrainedLabel(id, optimizer, List.of());
    for (double rate : optimizer == OptimizerKind.SGD ? SGD_RATES : ADAM_RATES) {
      if (hopeless(label, rate)) {
        continue;
      }
      label = with(label, run(subject, start, optimizer, rate, 0, TRIAL_EPOCHS));
      if (last(label).reached()) {
        label = seeds(label, subject, start, rate);
        if (label.trains(rate)) {
          return label;
        }
      }
    }
    for (double rate : promising(label)) {
      if (label.isSettled() && label.accuracy() >= NO_BETTER && label.accuracy() < FAR_OFF) {
        return label;
      }
      if (label.seeds(rate) == 1) {
        label = with(label, run(subject, start, optimizer, rate, 0, EPOCHS));
        if (last(label).label() == Label.NOT && label.isSettled()) {
          return label;
        }
        label = seeds(label, subject, start, rate);
      }
      if (label.trains(rate)) {
        return label;
      }
    }
    return label;
  }

  /**
   * Whether a learning rate needs no trial: a smaller one diverged, or it is the smallest and the
   * smallest of those tried learns less than the next.
   */
  private static boolean hopeless(TrainedLabel label, double rate) {
    List<TrainedLabel.Run> tried =
        label.runs().stream()
            .filter(run -> run.seed() == 0)
            .sorted(Comparator.comparingDouble(TrainedLabel.Run::learningRate))
            .toList();
    if (tried.stream().anyMatch(run -> diverged(run) && run.learningRate() < rate)) {
      return true;
    }
    return tried.size() > 1
        && rate < tried.get(0).learningRate()
        && !diverged(tried.get(1))
        && tried.get(1).accuracy() >= tried.get(0).accuracy();
  }

  private static TrainedLabel.Run last(TrainedLabel label) {
    return label.runs().get(label.runs().size() - 1);
  }

  /** The learning rates with the best trials. */
  private static List<Double> promising(TrainedLabel label) {
    return label.runs().stream()
        .filter(run -> run.seed() == 0)
        .sorted(Comparator.comparingDouble(LabelTraining::promise).reversed())
        .limit(PROMISING)
        .map(TrainedLabel.Run::learningRate)
        .toList();
  }

  /** The accuracy of a trial; where nothing is learnt yet, a larger learning rate is better. */
  private static double promise(TrainedLabel.Run trial) {
    if (diverged(trial)) {
      return -trial.learningRate();
    }
    return trial.accuracy() >= LEARNING ? trial.accuracy() : trial.learningRate() * LEARNING / 10;
  }

  private static boolean diverged(TrainedLabel.Run trial) {
    return !trial.reached() && trial.steps() < TRIAL_STEPS;
  }

  /** The seeds after the first at a learning rate, until the label is settled. */
  private TrainedLabel seeds(TrainedLabel before, Subject subject, Start start, double rate) {
    TrainedLabel label = before;
    while (!label.settled(rate)) {
      label = with(label, run(subject, start, label.optimizer(), rate, label.seeds(rate), EPOCHS));
    }
    return label;
  }

  /** The label with one more run, which replaces a trial of its learning rate and seed. */
  private static TrainedLabel with(TrainedLabel label, TrainedLabel.Run run) {
    List<TrainedLabel.Run> runs = new ArrayList<>(label.runs());
    runs.removeIf(
        trial -> trial.learningRate() == run.learningRate() && trial.seed() == run.seed());
    runs.add(run);
    return new TrainedLabel(label.id(), label.optimizer(), runs);
  }

  private TrainedLabel.Run run(
      Subject subject, Start start, OptimizerKind optimizer, double rate, int seed, int epochs) {
    long begin = System.nanoTime();
    TrainingSettings settings =
        new TrainingSettings(
            epochs, StartedBlock.BATCH, rate, optimizer, TrainedLabel.TARGET, seed);
    Course course = new Course(TrainedLabel.TARGET, PATIENCE, NO_BETTER);
    try (StartedBlock started = new StartedBlock(subject, start.withSeed(seed), data.training())) {
      new Training(data.reshaped(subject.input()), settings)
          .run(started.block(), subject.batch(StartedBlock.BATCH), course);
    }
    return new TrainedLabel.Run(
        rate, seed, course.best(), (int) course.steps(), (System.nanoTime() - begin) / 1e9);
  }
}
