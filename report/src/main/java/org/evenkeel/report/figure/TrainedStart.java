// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.evenkeel.result.Comparison;
import org.evenkeel.training.TrainingRun;

/**
 * The trainings of one start, epoch by epoch over its seeds.
 *
 * @param name the start's name
 * @param runs its trainings
 * @param epochs the epochs of all of them
 */
public record TrainedStart(String name, List<TrainingRun> runs, List<EpochOfRuns> epochs) {

  /**
   * One epoch of several trainings.
   *
   * @param number its number
   * @param steps the steps done at its end, of the first training that knows; null if none does
   * @param epochs what it was in each training that came so far
   * @param note what ended here; null if nothing did
   */
  record EpochOfRuns(int number, Long steps, List<TrainingRun.Epoch> epochs, String note) {

    /** Median, lowest and highest of the values that are known; null if none is. */
    Spread spread(ToDoubleFunction<TrainingRun.Epoch> value) {
      return Spread.of(epochs.stream().mapToDouble(value).filter(v -> !Double.isNaN(v)).toArray());
    }
  }

  /**
   * Several values in three.
   *
   * @param median the middle one
   * @param low the lowest
   * @param high the highest
   */
  record Spread(double median, double low, double high) {

    static Spread of(double[] values) {
      if (values.length == 0) {
        return null;
      }
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      int middle = sorted.length / 2;
      double median =
          sorted.length % 2 == 1 || sorted[middle - 1] == sorted[middle]
              ? sorted[middle]
              : (sorted[middle - 1] + sorted[middle]) / 2;
      return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }
  }

  /** The starts of a comparison that were trained. */
  public static List<TrainedStart> of(Comparison comparison) {
    return comparison.starts().stream()
        .filter(start -> !start.runs().isEmpty())
        .map(start -> of(start.name(), start.runs()))
        .toList();
  }

  /** One start. */
  static TrainedStart of(String name, List<TrainingRun> runs) {
    Map<Integer, List<TrainingRun.Epoch>> byNumber = new TreeMap<>();
    Map<Integer, List<String>> ends = new TreeMap<>();
    for (TrainingRun run : runs) {
      run.epochs()
          .forEach(e -> byNumber.computeIfAbsent(e.epoch(), any -> new ArrayList<>()).add(e));
      if (!run.epochs().isEmpty() && run.state() != TrainingRun.State.TRAINED) {
        int last = run.epochs().get(run.epochs().size() - 1).epoch();
        ends.computeIfAbsent(last, any -> new ArrayList<>())
            .add("seed %d %s".formatted(run.seed(), run.state().label()));
      }
    }
    List<EpochOfRuns> epochs = new ArrayList<>();
    byNumber.forEach(
        (number, here) ->
            epochs.add(
                new EpochOfRuns(
                    number,
                    here.stream()
                        .map(TrainingRun.Epoch::steps)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null),
                    here,
                    ends.containsKey(number) ? String.join(", ", ends.get(number)) : null)));
    return new TrainedStart(name, runs, epochs);
  }

  /** The last value of each training that has one, those that diverged left out. */
  Spread last(ToDoubleFunction<TrainingRun.Epoch> value) {
    return Spread.of(
        runs.stream()
            .filter(run -> run.state() != TrainingRun.State.DIVERGED && !run.epochs().isEmpty())
            .mapToDouble(run -> value.applyAsDouble(run.epochs().get(run.epochs().size() - 1)))
            .filter(v -> !Double.isNaN(v))
            .toArray());
  }

  /** How the trainings ended that did not train, in words; empty if all trained. */
  String failures() {
    Map<String, Long> states =
        runs.stream()
            .map(TrainingRun::state)
            .filter(state -> state != TrainingRun.State.TRAINED)
            .map(TrainingRun.State::label)
            .collect(
                Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    List<String> parts = new ArrayList<>();
    states.forEach(
        (state, number) ->
            parts.add(
                runs.size() == 1
                    ? "it " + state
                    : number == runs.size()
                        ? "%s with all %d seeds".formatted(state, number)
                        : "%s with %d of %d seeds".formatted(state, number, runs.size())));
    return Words.list(parts);
  }

  /** Steps to the target over the seeds, infinite where it was not reached. */
  Spread stepsToTarget() {
    return Spread.of(
        runs.stream()
            .mapToDouble(
                run -> run.stepsToTarget() == null ? Double.POSITIVE_INFINITY : run.stepsToTarget())
            .toArray());
  }

  /** The most steps of a seed that reached the target; null if none did. */
  Double mostSteps() {
    return runs.stream()
        .map(TrainingRun::stepsToTarget)
        .filter(Objects::nonNull)
        .max(Long::compare)
        .map(Long::doubleValue)
        .orElse(null);
  }

  /** The number of seeds with which the target was not reached. */
  long missed() {
    return runs.stream().filter(run -> run.stepsToTarget() == null).count();
  }
}
