// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.sampler;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;

/**
 * A tree of Parzen estimators (Bergstra et al., Algorithms for hyper-parameter optimization, 2011),
 * multivariate as in Falkner et al., BOHB, 2018: of 24 candidates drawn from the density l of the
 * good trials, the one with the highest l / g, where g is the density of the bad ones.
 *
 * <p>Hyperparameters that are always active are chosen together; one with a condition is chosen on
 * its own, from the trials in which it was active. Until 10 trials are complete or pruned, settings
 * come from a {@link SobolSampler}. Rules and constants are those of Optuna 3.1 with {@code
 * multivariate} and {@code constant_liar}, and with kernels that are true densities, as in its
 * later versions; the Sobol start is not Optuna's.
 *
 * <p>A {@link Belief} takes the place of what Optuna assumes of a hyperparameter when it knows
 * nothing: the first settings are spread as the belief has it, and in l the kernel that no
 * observation gave is the belief. The more trials there are, the less it weighs.
 */
public final class TpeSampler implements Sampler {

  private static final int STARTUP = 10;
  private static final int CANDIDATES = 24;

  private final SobolSampler startup;
  private final List<Belief> beliefs;

  private TpeSampler(SobolSampler startup, List<Belief> beliefs) {
    this.startup = startup;
    this.beliefs = List.copyOf(beliefs);
  }

  /** One that believes nothing; the seed shifts the first settings. */
  public static TpeSampler of(long seed) {
    return new TpeSampler(new SobolSampler(seed), List.of());
  }

  /** The same with these beliefs, at most one for each hyperparameter. */
  public TpeSampler withBeliefs(List<Belief> beliefs) {
    return new TpeSampler(startup, beliefs);
  }

  @Override
  public Setting next(Space space, List<Trial> history, int number, RandomGenerator random) {
    if (Split.finished(history) < STARTUP) {
      return first(space, number);
    }
    Split split = Split.of(history);
    List<Hyperparameter> together =
        space.hyperparameters().stream()
            .filter(one -> one.condition() == null && one.distribution().size() > 1)
            .toList();
    Map<String, Object> chosen = new HashMap<>();
    if (!together.isEmpty()) {
      chosen.putAll(choose(together, split, random));
    }
    return space.setting(
        one -> {
          if (one.distribution().size() == 1) {
            return one.distribution().at(0);
          }
          return chosen.containsKey(one.name())
              ? chosen.get(one.name())
              : choose(List.of(one), split, random).get(one.name());
        });
  }

  private Setting first(Space space, int number) {
    List<Hyperparameter> all = space.hyperparameters();
    double[] point = startup.point(all.size(), number);
    return space.setting(
        one -> {
          double u = point[all.indexOf(one)];
          Belief belief = belief(one);
          return belief == null ? one.distribution().at(u) : belief.at(u, one.distribution());
        });
  }

  private Map<String, Object> choose(
      List<Hyperparameter> these, Split split, RandomGenerator random) {
    List<Axis> axes = these.stream().map(one -> Axis.of(one.distribution())).toList();
    // Stream.toList keeps nulls: no belief.
    List<Belief> believed = these.stream().map(this::belief).toList();
    List<Belief> nothing = these.stream().map(one -> (Belief) null).toList();
    Parzen good = new Parzen(axes, observations(these, axes, split.good()), believed);
    Parzen bad = new Parzen(axes, observations(these, axes, split.bad()), nothing);
    Map<String, Object> best = null;
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < CANDIDATES; i++) {
      double[] drawn = good.draw(random);
      Map<String, Object> values = new HashMap<>();
      double[] places = new double[drawn.length];
      for (int j = 0; j < drawn.length; j++) {
        Object value = axes.get(j).value(drawn[j]);
        values.put(these.get(j).name(), value);
        places[j] = axes.get(j).place(value);
      }
      double ratio = good.log(places) - bad.log(places);
      if (best == null || ratio > highest) {
        best = values;
        highest = ratio;
      }
    }
    return Objects.requireNonNull(best);
  }

  /** The places of the trials that have a value of each of these hyperparameters. */
  private static List<double[]> observations(
      List<Hyperparameter> these, List<Axis> axes, List<Trial> trials) {
    return trials.stream()
        .map(Trial::setting)
        .filter(
            setting ->
                these.stream()
                    .allMatch(
                        one ->
                            setting.has(one.name())
                                && one.distribution().contains(setting.get(one.name()))))
        .map(
            setting -> {
              double[] places = new double[axes.size()];
              for (int j = 0; j < places.length; j++) {
                places[j] = axes.get(j).place(setting.get(these.get(j).name()));
              }
              return places;
            })
        .toList();
  }

  private Belief belief(Hyperparameter one) {
    return beliefs.stream().filter(belief -> belief.concerns(one)).findFirst().orElse(null);
  }
}
