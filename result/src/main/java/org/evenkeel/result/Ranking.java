// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.evenkeel.result.TrainedStart.Spread;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Words;
import org.evenkeel.training.TrainingRun;
import org.evenkeel.training.TrainingRun.State;
import org.jspecify.annotations.Nullable;

/**
 * The ranking of several trained starts, best first.
 *
 * <p>The first of these criteria in which two starts differ orders them: the share of seeds that
 * reached the target accuracy and did not lose it again (higher is better); the median of the steps
 * to it over all seeds, infinite for a seed that did not reach it or lost it (lower); the share of
 * seeds that trained (higher); the median of the final validation accuracy (higher); the median of
 * the final validation loss (lower). Starts that differ in none share a place.
 *
 * <p>A difference between medians of a few seeds may be chance: {@link #ahead()} counts the seeds
 * with which the best start beats the next one by the same criteria.
 *
 * @param places the starts, best first
 * @param targetAccuracy the target accuracy; null if there was none
 */
public record Ranking(List<Place> places, @Nullable Double targetAccuracy) {

  /** One start with its place, from 1; equal starts share it. */
  public record Place(int rank, TrainedStart start) {

    /** The start's name. */
    public String name() {
      return start.name();
    }
  }

  /** The number of common seeds with which the best start is better than the next one. */
  public record Ahead(String name, String next, int better, int seeds) {}

  private static final Comparator<TrainedStart> STEPS =
      lower(start -> -share(start, Ranking::isThere)).thenComparing(lower(Ranking::steps));

  private static final Comparator<TrainedStart> ORDER =
      STEPS
          .thenComparing(lower(start -> -share(start, run -> run.state() == State.TRAINED)))
          .thenComparing(lower(start -> -median(start, TrainingRun.Epoch::validationAccuracy, -1)))
          .thenComparing(
              lower(start -> median(start, TrainingRun.Epoch::validationLoss, Double.MAX_VALUE)));

  public Ranking {
    places = List.copyOf(places);
  }

  /** The ranking of a comparison; empty if fewer than two starts were trained. */
  public static Optional<Ranking> of(Comparison comparison) {
    List<TrainedStart> starts = TrainedStart.of(comparison);
    return starts.size() < 2
        ? Optional.empty()
        : Optional.of(of(starts, comparison.targetAccuracy()));
  }

  /** The ranking of trained starts, at least one; equal ones keep this order. */
  public static Ranking of(List<TrainedStart> starts, @Nullable Double targetAccuracy) {
    List<Place> places = new ArrayList<>();
    for (TrainedStart start : starts.stream().sorted(ORDER).toList()) {
      Place before = places.isEmpty() ? null : places.get(places.size() - 1);
      boolean equal = before != null && ORDER.compare(before.start(), start) == 0;
      places.add(new Place(equal ? before.rank() : places.size() + 1, start));
    }
    return new Ranking(places, targetAccuracy);
  }

  private static Comparator<TrainedStart> lower(ToDoubleFunction<TrainedStart> criterion) {
    return Comparator.comparingDouble(criterion);
  }

  private static double share(TrainedStart start, Predicate<TrainingRun> condition) {
    return start.runs().stream().filter(condition).count() / (double) start.runs().size();
  }

  /** Whether a run reached the target and did not lose it again. */
  private static boolean isThere(TrainingRun run) {
    return run.stepsToTarget() != null && run.state() == State.TRAINED;
  }

  /** The median of the steps to the target, infinite for a run that is not there. */
  private static double steps(TrainedStart start) {
    return TrainedStart.Spread.of(
            start.runs().stream()
                .mapToDouble(run -> isThere(run) ? run.stepsToTarget() : Double.POSITIVE_INFINITY)
                .toArray())
        .orElseThrow()
        .median();
  }

  private static double median(
      TrainedStart start, ToDoubleFunction<TrainingRun.Epoch> value, double unknown) {
    return start.last(value).map(Spread::median).orElse(unknown);
  }

  /** The names of the best starts: one, or several that are equal in every criterion. */
  public List<String> best() {
    return places.stream().filter(place -> place.rank() == 1).map(Place::name).toList();
  }

  /** Whether the best start trained with any seed. */
  public boolean trains() {
    return places.get(0).start().trained() > 0;
  }

  /** The comparison of the best start with the next one, seed by seed; empty if they are equal. */
  public Optional<Ahead> ahead() {
    if (best().size() > 1 || places.size() < 2) {
      return Optional.empty();
    }
    TrainedStart first = places.get(0).start();
    TrainedStart next = places.get(1).start();
    int better = 0;
    int seeds = 0;
    for (TrainingRun run : first.runs()) {
      for (TrainingRun other : next.runs()) {
        if (run.seed() == other.seed()) {
          seeds++;
          better += ORDER.compare(alone(first, run), alone(next, other)) < 0 ? 1 : 0;
        }
      }
    }
    return Optional.of(new Ahead(first.name(), next.name(), better, seeds));
  }

  private static TrainedStart alone(TrainedStart start, TrainingRun run) {
    return new TrainedStart(start.name(), List.of(run));
  }

  /** The answer in a few words, such as "he trains best". */
  public String state() {
    if (!trains()) {
      return "no start trains well";
    }
    List<String> best = best();
    if (places.size() == 1) {
      return best.get(0) + " trains";
    }
    return best.size() == 1
        ? best.get(0) + " trains best"
        : Words.list(best) + " train equally well";
  }

  /** The figures behind the answer, with the share of seeds that agree. */
  public String sentence() {
    boolean reached = places.stream().anyMatch(place -> place.start().reached() > 0);
    List<String> clauses =
        reached && targetAccuracy != null
            ? new ArrayList<>(steps())
            : new ArrayList<>(places.stream().map(place -> place.start().clause()).toList());
    if (reached && best().size() == 1 && places.size() > 1 && sameSteps()) {
      clauses.add(places.get(0).start().clause());
      clauses.add(places.get(1).start().clause());
    }
    if (!reached && targetAccuracy != null && trains()) {
      clauses.add("none reaches " + Numbers.number(targetAccuracy));
    }
    return Words.sentence(clauses) + (trains() && places.size() > 1 ? " " + certainty() : "");
  }

  /** Whether the first two starts reach the target equally often and after as many steps. */
  private boolean sameSteps() {
    return STEPS.compare(places.get(0).start(), places.get(1).start()) == 0;
  }

  /** A sentence on whether the seeds agree on the best start. */
  private String certainty() {
    if (places.get(0).start().runs().size() == 1) {
      return "With one seed each, the order may be chance.";
    }
    return ahead()
        .map(
            ahead ->
                "%s is better than %s with %d of %s."
                    .formatted(
                        ahead.name(),
                        ahead.next(),
                        ahead.better(),
                        Words.count(ahead.seeds(), "seed")))
        .orElse("They differ in neither steps, accuracy nor loss.");
  }

  /** Clauses on the steps to the target accuracy, best start first; empty without a target. */
  public List<String> steps() {
    if (targetAccuracy == null) {
      return List.of();
    }
    String target = "validation accuracy " + Numbers.number(targetAccuracy);
    Map<String, String> predicates = new LinkedHashMap<>();
    List<String> missed = new ArrayList<>();
    double fewest = Double.NaN;
    for (Place place : places) {
      TrainedStart start = place.start();
      double steps = start.stepsToTarget().median();
      String to = predicates.isEmpty() ? target : "it";
      String seeds =
          start.reached() == start.runs().size()
              ? ""
              : " with %d of %d seeds".formatted(start.reached(), start.runs().size());
      fewest = Double.isNaN(fewest) && Double.isFinite(steps) ? steps : fewest;
      if (start.reached() == 0) {
        missed.add(start.name());
      } else if (!Double.isFinite(steps)) {
        predicates.put(start.name(), "gets to " + to + seeds);
      } else if (steps == fewest) {
        predicates.put(
            start.name(), "needs %s steps to %s%s".formatted(Numbers.steps(steps), target, seeds));
      } else {
        predicates.put(
            start.name(),
            "needs %s, ×%s%s".formatted(Numbers.steps(steps), Words.number(steps / fewest), seeds));
      }
    }
    List<String> clauses = new ArrayList<>(Words.grouped(predicates));
    if (!missed.isEmpty()) {
      clauses.add(
          "%s %s not reach %s"
              .formatted(
                  Words.list(missed),
                  missed.size() == 1 ? "does" : "do",
                  clauses.isEmpty() ? target : "it"));
    }
    return clauses;
  }

  /** The answer with its figures. */
  @Override
  public String toString() {
    return state() + ": " + sentence();
  }
}
