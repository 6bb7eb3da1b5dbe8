// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import java.time.Duration;
import java.util.List;
import org.evenkeel.data.Examples;
import org.evenkeel.data.Split;
import org.evenkeel.djl.train.Metrics;
import org.evenkeel.djl.train.Training;
import org.evenkeel.training.TrainingRun;

/**
 * The speed of a training on this machine, and the study that a time suffices for.
 *
 * @param step the seconds of one step, its share of the evaluations included
 * @param steps the steps of one training
 */
public record Pace(double step, long steps) {

  /** The epochs that are measured, the first of which warms up. */
  private static final int EPOCHS = 2;

  /** The steps of a measured epoch. */
  private static final int MEASURED_STEPS = 40;

  /** The share of all steps that a search takes: most trials are pruned. */
  private static final double TAKEN = 0.45;

  /** The share of the time for the search; the rest is for the comparison at the end. */
  private static final double SEARCHING = 0.75;

  /** The time in which workers start. */
  private static final Duration STARTING = Duration.ofSeconds(8);

  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;

  /**
   * A size of a study.
   *
   * @param trials the number of trials
   * @param seeds the seeds of each
   * @param confirmations the fresh seeds at the end
   */
  public record Size(int trials, int seeds, int confirmations) {

    /** The steps of a study of this size, in trainings. */
    private double trainings() {
      return Math.max(TAKEN * trials * seeds / SEARCHING, 2.0 * confirmations / (1 - SEARCHING));
    }
  }

  /** The sizes from the usual one down. */
  private static final List<Size> SIZES =
      List.of(
          new Size(40, 3, 6),
          new Size(40, 2, 6),
          new Size(32, 2, 5),
          new Size(24, 2, 4),
          new Size(24, 1, 4),
          new Size(16, 1, 3),
          new Size(12, 1, 2));

  /** Measures the training of a plan's experiment, on some of its examples. */
  public static Pace of(StudyPlan plan) {
    Experiment experiment = plan.representative();
    Experiment.Prepared prepared = experiment.prepare();
    Split all = prepared.split();
    int batch = experiment.training().batch();
    Split some =
        new Split(
            all.training().first(MEASURED_STEPS * batch),
            first(all.validation(), MEASURED_STEPS * batch / 4));
    long[] begun = {System.nanoTime(), System.nanoTime()};
    Training.Progress watch =
        new Training.Progress() {
          @Override
          public void stepped(long step, List<TrainingRun.Epoch> epochs) {}

          @Override
          public boolean goesOn(TrainingRun.Epoch epoch) {
            begun[0] = begun[1];
            begun[1] = System.nanoTime();
            return true;
          }
        };
    try (NetworkRun run =
        new NetworkRun(prepared.subject(), some, experiment.multipliedStart(), false)) {
      run.train(experiment.training().withEpochs(EPOCHS), null, Metrics.LOSS, watch);
    }
    long measured = experiment.training().withEpochs(1).steps(some.training().size());
    return new Pace(
        (begun[1] - begun[0]) / NANOS / measured,
        experiment.training().withEpochs(plan.epochs()).steps(all.training().size()));
  }

  private static Examples first(Examples examples, int count) {
    return examples.first(Math.max(1, count));
  }

  /** The trainings that a time suffices for. */
  private double trainings(Duration time, int workers) {
    return time.minus(STARTING).toMillis() / MILLIS * workers / (step * steps);
  }

  /**
   * The epochs of a training with which a time suffices for the smallest size, at least 1.
   *
   * @param epochs the most: those of the training that was measured
   */
  public int epochs(Duration time, int workers, int epochs) {
    double share = trainings(time, workers) / SIZES.get(SIZES.size() - 1).trainings();
    return (int) Math.max(1, Math.min(epochs, Math.floor(share * epochs)));
  }

  /** The largest size, up to the usual one, that a time suffices for; else the smallest. */
  public Size fitting(Duration time, int workers) {
    double trainings = trainings(time, workers);
    return SIZES.stream()
        .filter(size -> size.trainings() <= trainings)
        .findFirst()
        .orElse(SIZES.get(SIZES.size() - 1));
  }
}
