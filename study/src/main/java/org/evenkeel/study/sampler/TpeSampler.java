// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.sampler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;
import org.jspecify.annotations.Nullable;

/**
 * The tree-structured Parzen estimator (Bergstra et al., Algorithms for hyper-parameter
 * optimization, 2011), multivariate as in Falkner et al., BOHB, 2018: of 24 candidates drawn from
 * the density l of the good trials, the one with the highest acquisition l / g, where g is the
 * density of the bad ones.
 *
 * <p>Hyperparameters that are always active are chosen together; one with a condition is chosen on
 * its own, from the trials in which it was active. Until 10 trials are complete or pruned, settings
 * come from a {@link SobolSampler}. Rules and constants are those of Optuna 3.1 with {@code
 * multivariate} and {@code constant_liar}, and with components that are true densities, as in its
 * later versions; the Sobol start is not Optuna's.
 *
 * <p>A {@link Prior} replaces Optuna's nearly uniform prior of a hyperparameter: the first settings
 * are spread by its quantiles, and it is the last component of l. The more trials there are, the
 * less it weighs.
 */
public final class TpeSampler implements Sampler {

  private static final int STARTUP = 10;
  private static final int CANDIDATES = 24;

  private final SobolSampler startup;
  private final List<Prior> priors;

  private TpeSampler(SobolSampler startup, List<Prior> priors) {
    this.startup = startup;
    this.priors = List.copyOf(priors);
  }

  /** The sampler without priors; the seed shifts the first settings. */
  public static TpeSampler of(long seed) {
    return new TpeSampler(new SobolSampler(seed), List.of());
  }

  /** The sampler with some priors, at most one for each hyperparameter. */
  public TpeSampler withPriors(List<Prior> priors) {
    return new TpeSampler(startup, priors);
  }

  @Override
  public Setting next(Space space, List<Trial> history, int number, RandomGenerator random) {
    if (Split.finished(history) < STARTUP) {
      return first(space, number);
    }
    Split split = Split.of(history);
    List<Hyperparameter> together =
        space.hyperparameters().stream()
            .filter(one -> one.condition() == null && one.domain().size() > 1)
            .toList();
    Setting chosen = together.isEmpty() ? Setting.empty() : choose(together, split, random);
    return space.setting(
        one -> {
          if (one.domain().size() == 1) {
            return one.domain().at(0);
          }
          return (chosen.has(one.name()) ? chosen : choose(List.of(one), split, random))
              .get(one.name());
        });
  }

  private Setting first(Space space, int number) {
    List<Hyperparameter> all = space.hyperparameters();
    double[] point = startup.point(all.size(), number);
    return space.setting(
        one -> {
          double u = point[all.indexOf(one)];
          Prior prior = prior(one);
          return prior == null ? one.domain().at(u) : prior.at(u, one.domain());
        });
  }

  /** The candidate with the highest acquisition, with a value of each of these hyperparameters. */
  private Setting choose(List<Hyperparameter> these, Split split, RandomGenerator random) {
    List<Coordinate> coordinates = these.stream().map(one -> Coordinate.of(one.domain())).toList();
    List<Prior> known = these.stream().map(this::prior).toList();
    List<Prior> none = Collections.nCopies(these.size(), null);
    Parzen good = new Parzen(coordinates, observations(these, coordinates, split.good()), known);
    Parzen bad = new Parzen(coordinates, observations(these, coordinates, split.bad()), none);
    Setting best = Setting.empty();
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < CANDIDATES; i++) {
      double[] drawn = good.draw(random);
      Setting candidate = Setting.empty();
      for (int j = 0; j < drawn.length; j++) {
        candidate = candidate.with(these.get(j).name(), coordinates.get(j).value(drawn[j]));
      }
      double[] places = places(these, coordinates, candidate);
      double acquisition = good.log(places) - bad.log(places);
      if (i == 0 || acquisition > highest) {
        best = candidate;
        highest = acquisition;
      }
    }
    return best;
  }

  private static double[] places(
      List<Hyperparameter> these, List<Coordinate> coordinates, Setting setting) {
    double[] places = new double[coordinates.size()];
    Arrays.setAll(places, j -> coordinates.get(j).place(setting.get(these.get(j).name())));
    return places;
  }

  /** The coordinates of the trials that have a value of each of these hyperparameters. */
  private static List<double[]> observations(
      List<Hyperparameter> these, List<Coordinate> coordinates, List<Trial> trials) {
    return trials.stream()
        .map(Trial::setting)
        .filter(s -> these.stream().allMatch(one -> one.hasValueIn(s)))
        .map(setting -> places(these, coordinates, setting))
        .toList();
  }

  private @Nullable Prior prior(Hyperparameter one) {
    return priors.stream().filter(prior -> prior.appliesTo(one)).findFirst().orElse(null);
  }

  /**
   * The split of a study's trials into the best tenth and the others.
   *
   * <p>Complete trials rank first, by value; then pruned ones, by the last step, the later first,
   * and by value; then those pruned without a report; then running ones, so that no other worker
   * tries the same meanwhile. Failed and waiting trials are left out.
   *
   * @param good min(⌈n / 10⌉, 25) of the n finished trials, oldest first
   * @param bad the others and the running trials, oldest first
   */
  record Split(List<Trial> good, List<Trial> bad) {

    private static final Comparator<Trial> BEST_FIRST =
        Comparator.comparingDouble(Split::rank).thenComparingDouble(Split::value);

    static Split of(List<Trial> history) {
      List<Trial> trials =
          history.stream()
              .filter(Split::counts)
              .sorted(Comparator.comparingInt(Trial::number))
              .toList();
      int n = finished(history);
      List<Trial> good =
          trials.stream()
              .sorted(BEST_FIRST)
              .limit(Math.min((n + 9) / 10, 25))
              .sorted(Comparator.comparingInt(Trial::number))
              .toList();
      List<Trial> bad = new ArrayList<>(trials);
      bad.removeAll(good);
      return new Split(good, bad);
    }

    /** The number of complete and pruned trials. */
    static int finished(List<Trial> history) {
      return (int)
          history.stream().filter(t -> counts(t) && t.state() != TrialState.RUNNING).count();
    }

    private static boolean counts(Trial trial) {
      return trial.hasValue()
          || trial.state() == TrialState.PRUNED
          || trial.state() == TrialState.RUNNING;
    }

    private static double rank(Trial trial) {
      return switch (trial.state()) {
        case COMPLETE -> Double.NEGATIVE_INFINITY;
        case PRUNED -> trial.intermediate().isEmpty() ? 1 : -trial.intermediate().lastKey();
        default -> Double.POSITIVE_INFINITY;
      };
    }

    private static double value(Trial trial) {
      if (trial.state() == TrialState.COMPLETE) {
        return trial.value();
      } else if (trial.state() == TrialState.PRUNED && !trial.intermediate().isEmpty()) {
        double last = trial.intermediate().get(trial.intermediate().lastKey());
        return Double.isNaN(last) ? Double.POSITIVE_INFINITY : last;
      }
      return 0;
    }
  }
}
