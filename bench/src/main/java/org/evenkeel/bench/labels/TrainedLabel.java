// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.labels;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.evenkeel.djl.train.TrainingSettings.OptimizerKind;

/**
 * The trainings of one network by one optimizer, and the label that follows from them.
 *
 * @param id the network
 * @param optimizer the optimizer
 * @param runs the runs in the order in which they were made
 */
record TrainedLabel(String id, OptimizerKind optimizer, List<Run> runs) {

  static final String HEADER = "id,optimizer,label,learningRate,accuracy,steps,seconds,runs";

  /** The number of seeds, of which more than half decide. */
  static final int SEEDS = 3;

  /** The validation accuracy that two hidden layers of 64 units from He's rule reach. */
  static final double REFERENCE = 0.98;

  /** The target accuracy. */
  static final double TARGET = 0.799;

  /** The accuracy half-way from guessing to the target, and a little more. */
  static final double HALF_WAY = 0.52;

  /**
   * One training.
   *
   * @param accuracy the best validation accuracy after an epoch
   * @param steps the steps after which it ended: it ends at the target, or early where hopeless
   */
  record Run(double learningRate, int seed, double accuracy, int steps, double seconds) {

    boolean reached() {
      return accuracy >= TARGET;
    }

    /** The label of this run alone. */
    Label label() {
      return TrainedLabel.label(accuracy);
    }

    private static Run parse(String text) {
      String[] parts = text.split("[@=/]", -1);
      return new Run(
          Double.parseDouble(parts[0]),
          Integer.parseInt(parts[1]),
          Double.parseDouble(parts[2]),
          Integer.parseInt(parts[3]),
          0);
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%s@%d=%.3f/%d", learningRate, seed, accuracy, steps);
    }
  }

  TrainedLabel {
    runs = List.copyOf(runs);
  }

  /** The label of one run. */
  private static Label label(double accuracy) {
    return accuracy >= TARGET ? Label.TRAINS : accuracy >= HALF_WAY ? Label.SLOWLY : Label.NOT;
  }

  /** The runs at one learning rate, from the worst to the best. */
  private List<Run> at(double learningRate) {
    return runs.stream()
        .filter(run -> run.learningRate == learningRate)
        .sorted(Comparator.comparingDouble(Run::accuracy))
        .toList();
  }

  /** The seeds that were run at a learning rate. */
  int seeds(double learningRate) {
    return at(learningRate).size();
  }

  /** Whether two of three seeds agree at a learning rate, or all are run. */
  boolean settled(double learningRate) {
    List<Run> all = at(learningRate);
    List<Label> labels = all.stream().map(Run::label).distinct().toList();
    return all.size() == SEEDS || labels.size() < all.size();
  }

  /** Whether there is a learning rate that is settled. */
  boolean isSettled() {
    return runs.stream().anyMatch(run -> settled(run.learningRate));
  }

  /** The median accuracy at a learning rate; of two runs, which agree, the lower one. */
  private double median(double learningRate) {
    List<Run> all = at(learningRate);
    return all.get((all.size() - 1) / 2).accuracy();
  }

  /** The learning rate with the best median of those that are settled. */
  private double bestLearningRate() {
    return runs.stream()
        .map(Run::learningRate)
        .distinct()
        .filter(this::settled)
        .max(Comparator.comparingDouble(this::median))
        .orElseThrow();
  }

  /** Whether two of three seeds reached the target at a learning rate. */
  boolean trains(double learningRate) {
    return at(learningRate).stream().filter(Run::reached).count() > SEEDS / 2;
  }

  /** The label. */
  Label label() {
    Label label = label(median(bestLearningRate()));
    return label == Label.NOT && runs.stream().anyMatch(Run::reached) ? Label.SLOWLY : label;
  }

  /** The steps to the target at the best learning rate, of the faster seed; empty if none. */
  OptionalInt steps() {
    return at(bestLearningRate()).stream().filter(Run::reached).mapToInt(Run::steps).min();
  }

  /** The median accuracy at the best learning rate. */
  double accuracy() {
    return median(bestLearningRate());
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%s,%s,%s,%s,%.3f,%s,%.1f,%s",
        id,
        optimizer,
        label(),
        bestLearningRate(),
        accuracy(),
        steps().isPresent() ? steps().getAsInt() : "",
        runs.stream().mapToDouble(Run::seconds).sum(),
        runs.stream().map(Run::toString).collect(Collectors.joining(" ")));
  }

  static TrainedLabel parse(String line) {
    String[] cells = line.split(",", -1);
    return new TrainedLabel(
        cells[0],
        OptimizerKind.valueOf(cells[1].toUpperCase(Locale.ROOT)),
        List.of(cells[7].split(" ", -1)).stream().map(Run::parse).toList());
  }

  /** The label of a network by an optimizer, if it was trained. */
  static Optional<TrainedLabel> find(List<TrainedLabel> all, String id, OptimizerKind optimizer) {
    return all.stream().filter(one -> one.id.equals(id) && one.optimizer == optimizer).findFirst();
  }
}
