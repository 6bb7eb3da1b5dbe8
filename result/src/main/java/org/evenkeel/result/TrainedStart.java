// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Words;
import org.evenkeel.training.TrainingRun;
import org.evenkeel.training.TrainingRun.State;
import org.jspecify.annotations.Nullable;

/** The training runs of one start, one for each seed, with their statistics over the seeds. */
public record TrainedStart(String name, List<TrainingRun> runs) {

  public TrainedStart {
    runs = List.copyOf(runs);
  }

  /** The starts of a comparison that were trained. */
  public static List<TrainedStart> of(Comparison comparison) {
    return comparison.starts().stream()
        .filter(start -> !start.runs().isEmpty())
        .map(Comparison.StartResult::trained)
        .toList();
  }

  /** The median and the range of one quantity over several seeds. */
  public record Spread(double median, double low, double high) {

    /** The spread of some values, NaN left out; empty if no value is left. */
    static Optional<Spread> of(double... values) {
      double[] sorted =
          Arrays.stream(values).filter(value -> !Double.isNaN(value)).sorted().toArray();
      if (sorted.length == 0) {
        return Optional.empty();
      }
      int middle = sorted.length / 2;
      boolean one = sorted.length % 2 == 1 || sorted[middle - 1] == sorted[middle];
      double median = one ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
      return Optional.of(new Spread(median, sorted[0], sorted[sorted.length - 1]));
    }
  }

  /**
   * One epoch number over the seeds.
   *
   * @param number the number, from 1
   * @param steps the training steps at its end, of the first run that knows; null if none does
   * @param epochs the epoch of each run that reached it
   * @param note the runs that failed in it; null if none did
   */
  public record SeedEpoch(
      int number, @Nullable Long steps, List<TrainingRun.Epoch> epochs, @Nullable String note) {

    /** The spread of a value over the seeds; empty if no run knows it. */
    public Optional<Spread> spread(ToDoubleFunction<TrainingRun.Epoch> value) {
      return Spread.of(epochs.stream().mapToDouble(value).toArray());
    }
  }

  /** The epochs of all runs by their number. */
  public List<SeedEpoch> epochs() {
    Map<Integer, List<TrainingRun.Epoch>> byNumber = new TreeMap<>();
    Map<Integer, List<String>> failures = new TreeMap<>();
    for (TrainingRun run : runs) {
      run.epochs()
          .forEach(e -> byNumber.computeIfAbsent(e.epoch(), any -> new ArrayList<>()).add(e));
      if (!run.epochs().isEmpty() && run.state() != State.TRAINED) {
        failures
            .computeIfAbsent(run.last().epoch(), any -> new ArrayList<>())
            .add("seed %d %s".formatted(run.seed(), run.state().label()));
      }
    }
    List<SeedEpoch> epochs = new ArrayList<>();
    byNumber.forEach(
        (number, here) ->
            epochs.add(
                new SeedEpoch(
                    number,
                    here.stream()
                        .map(TrainingRun.Epoch::steps)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null),
                    here,
                    failures.containsKey(number)
                        ? String.join(", ", failures.get(number))
                        : null)));
    return epochs;
  }

  /** The spread of a value at the end of the runs that did not diverge; empty if none knows it. */
  public Optional<Spread> last(ToDoubleFunction<TrainingRun.Epoch> value) {
    return Spread.of(
        runs.stream()
            .filter(run -> run.state() != State.DIVERGED && !run.epochs().isEmpty())
            .mapToDouble(run -> value.applyAsDouble(run.last()))
            .toArray());
  }

  /** The spread of the steps to the target over all seeds; infinite where it was not reached. */
  public Spread stepsToTarget() {
    return Spread.of(
            runs.stream()
                .mapToDouble(
                    run ->
                        run.stepsToTarget() == null
                            ? Double.POSITIVE_INFINITY
                            : run.stepsToTarget())
                .toArray())
        .orElseThrow();
  }

  /** What the test examples tell, as medians over the seeds, in words; empty if there are none. */
  public Optional<String> test() {
    List<TrainingRun.Epoch> told =
        runs.stream().map(TrainingRun::test).filter(Objects::nonNull).toList();
    return Spread.of(told.stream().mapToDouble(TrainingRun.Epoch::validationLoss).toArray())
        .map(
            loss ->
                "test loss "
                    + Numbers.fixed(loss.median(), 3)
                    + Spread.of(
                            told.stream()
                                .mapToDouble(TrainingRun.Epoch::validationAccuracy)
                                .toArray())
                        .map(accuracy -> ", test accuracy " + Numbers.fixed(accuracy.median(), 3))
                        .orElse("")
                    + " at the best epoch");
  }

  /** The number of seeds that reached the target accuracy. */
  public int reached() {
    return (int) runs.stream().filter(run -> run.stepsToTarget() != null).count();
  }

  /** The number of seeds that trained. */
  public int trained() {
    return (int) runs.stream().filter(run -> run.state() == State.TRAINED).count();
  }

  /** A clause on the runs that did not train, such as "it diverged"; empty if all trained. */
  public String failures() {
    Map<String, Long> states =
        runs.stream()
            .map(TrainingRun::state)
            .filter(state -> state != State.TRAINED)
            .map(State::label)
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

  /** The median of the final validation accuracy, or else of a loss, in words. */
  public Optional<String> ending() {
    Optional<String> accuracy =
        last(TrainingRun.Epoch::validationAccuracy).map(at("validation accuracy "));
    return accuracy
        .or(() -> last(TrainingRun.Epoch::validationLoss).map(at("validation loss ")))
        .or(() -> last(TrainingRun.Epoch::trainLoss).map(at("training loss ")));
  }

  private static Function<Spread, String> at(String what) {
    return spread -> what + Numbers.fixed(spread.median(), 3);
  }

  /** A clause on how the start trained. */
  public String clause() {
    String failures = failures();
    return ending()
        .map(
            end ->
                "%s ends at %s%s"
                    .formatted(name, end, failures.isEmpty() ? "" : ", but " + failures))
        .orElseGet(
            () ->
                failures.isEmpty()
                    ? "no loss is known of " + name
                    : "%s %s".formatted(name, failures.replaceFirst("^it ", "")));
  }

  /** A sentence on how the start trained, without its name. */
  public String sentence(@Nullable Double targetAccuracy) {
    String failures = failures();
    List<String> clauses = new ArrayList<>();
    clauses.add(
        failures.isEmpty()
            ? "Trained, it ends at " + ending().orElse("an unknown loss")
            : "Trained, it " + failures.replaceFirst("^it ", ""));
    double steps = stepsToTarget().median();
    if (targetAccuracy != null && Double.isFinite(steps)) {
      clauses.add(
          "it needs %s steps to validation accuracy %s"
              .formatted(Numbers.steps(steps), Numbers.number(targetAccuracy)));
    }
    return Words.sentence(clauses);
  }
}
