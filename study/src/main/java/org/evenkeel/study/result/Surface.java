// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.result;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.evenkeel.study.gp.GaussianProcess;
import org.evenkeel.study.gp.ParameterPosterior;
import org.evenkeel.study.gp.PosteriorPaths;
import org.evenkeel.study.space.CategoricalDomain;
import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * The value as a function of the setting, with its uncertainty: a Gaussian-process regression over
 * the trials of a study (Matérn 5/2, one length for each hyperparameter). Its parameters are drawn
 * from their posterior, so that what is said here takes in that they are not known. Losses enter by
 * their logarithm; what becomes of trials without a value stands at {@code Observations}.
 *
 * <p>Noise is taken to be the same on that scale everywhere: the same share of the loss. With noise
 * of the same size instead, low losses are noisier than assumed and intervals hold less often: of
 * 300 simulated races of 40 trials, 271 intervals of 95 % held, against 288 with noise in
 * proportion to the loss.
 *
 * <p>The same trials, space and seed give the same surface.
 */
public final class Surface {
  private static final int PROCESSES = 16;
  private static final int EACH = 16;
  private static final int CANDIDATES = 256;
  private static final int HELD = 64;

  final Encoding encoding;
  final PosteriorPaths paths;
  final PatternSearch search;
  private final Observations observations;
  private final List<GaussianProcess> processes;
  private final double center;
  private final double size;
  private final double[][] lowest;
  private final double[] optimum;

  private Surface(Space space, Observations observations, long seed) {
    encoding = new Encoding(space);
    search = new PatternSearch(encoding);
    this.observations = observations;
    int n = observations.y.length;
    double[][] points = new double[n][];
    double[][] x = new double[n][];
    for (int i = 0; i < n; i++) {
      points[i] = encoding.point(observations.trials.get(i).setting());
      x[i] = encoding.encode(points[i]);
    }
    double mean = Arrays.stream(observations.y).average().orElse(0);
    double squares = Arrays.stream(observations.y).map(v -> (v - mean) * (v - mean)).sum();
    center = mean;
    size = squares > 0 ? Math.sqrt(squares / n) : 1;
    double[] y = Arrays.stream(observations.y).map(v -> (v - center) / size).toArray();
    double[] extra = Arrays.stream(observations.extra).map(v -> v / (size * size)).toArray();
    int[] owner = new int[encoding.features()];
    Arrays.setAll(owner, encoding::owner);
    liftBounds(x, owner, y, extra);
    SplittableRandom random = new SplittableRandom(seed);
    ParameterPosterior fit = new ParameterPosterior(x, owner, encoding.size(), y, extra);
    processes = fit.draw(fit.likeliest(), PROCESSES, random);
    paths = new PosteriorPaths(processes, y, EACH, random);
    List<double[]> candidates = search.points(CANDIDATES);
    candidates.addAll(Arrays.asList(points));
    lowest = lowest(candidates);
    optimum = lowestMean(candidates, new boolean[encoding.size()]);
  }

  /**
   * The surface of a study.
   *
   * @param space the space searched; trials with other hyperparameters are left out
   * @param trials the trials
   * @param seed the seed of its draws
   * @throws IllegalArgumentException if less than two trials are complete
   */
  public static Surface of(Space space, List<Trial> trials, long seed) {
    List<Trial> inside = trials.stream().filter(t -> space.contains(t.setting())).toList();
    return new Surface(space, new Observations(inside), seed);
  }

  /** Where a bound is lower than what the other trials foretell there, takes what they foretell. */
  private void liftBounds(double[][] x, int[] owner, double[] y, double[] extra) {
    int[] known = new int[y.length];
    int count = 0;
    for (int i = 0; i < y.length; i++) {
      if (!observations.bound[i]) {
        known[count++] = i;
      }
    }
    if (count == y.length || count < encoding.size() + 3) {
      return;
    }
    known = Arrays.copyOf(known, count);
    double[][] knownX = Arrays.stream(known).mapToObj(i -> x[i]).toArray(double[][]::new);
    double[] knownY = Arrays.stream(known).mapToDouble(i -> y[i]).toArray();
    double[] knownExtra = Arrays.stream(known).mapToDouble(i -> extra[i]).toArray();
    double range = Arrays.stream(knownY).max().orElse(0) - Arrays.stream(knownY).min().orElse(0);
    GaussianProcess process =
        new ParameterPosterior(knownX, owner, encoding.size(), knownY, knownExtra).likeliest();
    for (int i = 0; i < y.length; i++) {
      if (observations.bound[i]) {
        double foretold = process.mean(process.covariances(x[i]));
        y[i] = Math.max(y[i], Math.min(foretold, y[i] + range));
        extra[i] = BOUND_NOISE * BOUND_NOISE * range * range;
      }
    }
  }

  /** The noise of a bound, as a share of the range of the other values. */
  private static final double BOUND_NOISE = 0.1;

  private double[][] lowest(List<double[]> candidates) {
    double[][] best = new double[paths.size()][];
    double[] value = new double[paths.size()];
    Arrays.fill(value, Double.POSITIVE_INFINITY);
    for (double[] point : candidates) {
      double[] features = encoding.encode(point);
      double[] basis = null;
      for (int draw = 0, last = -1; draw < value.length; draw++) {
        int group = paths.group(draw);
        if (group != last) {
          basis = paths.basis(group, features);
          last = group;
        }
        double here = paths.value(draw, basis);
        if (here < value[draw]) {
          value[draw] = here;
          best[draw] = point;
        }
      }
    }
    boolean[] free = new boolean[encoding.size()];
    for (int draw = 0; draw < best.length; draw++) {
      int number = draw;
      int group = paths.group(draw);
      best[draw] =
          search.descend(
              best[draw], free, p -> paths.value(number, paths.basis(group, encoding.encode(p))));
    }
    return best;
  }

  private double[] lowestMean(List<double[]> candidates, boolean[] fixed) {
    ToDoubleFunction<double[]> function = p -> moments(p, false)[0];
    double[] best = null;
    double value = Double.POSITIVE_INFINITY;
    for (double[] point : candidates) {
      double here = function.applyAsDouble(point);
      if (here < value) {
        value = here;
        best = point;
      }
    }
    return search.descend(best, fixed, function);
  }

  /** Mean and, if asked for, standard deviation at a point, over all processes, scaled. */
  private double[] moments(double[] point, boolean spread) {
    double[] features = encoding.encode(point);
    double first = 0;
    double second = 0;
    for (GaussianProcess process : processes) {
      double[] covariances = process.covariances(features);
      double mean = process.mean(covariances);
      first += mean;
      second += mean * mean + (spread ? process.variance(covariances) : 0);
    }
    int n = processes.size();
    double mean = first / n;
    return new double[] {mean, Math.sqrt(Math.max(0, second / n - mean * mean))};
  }

  /**
   * What the surface says at one setting.
   *
   * @param setting the setting
   * @param value the value, noise taken out: the median, as the scale of the regression is another
   * @param interval its interval
   */
  public record Prediction(Setting setting, double value, Interval interval) {}

  /**
   * What the surface says at a setting.
   *
   * @throws IllegalArgumentException if it is none of the space
   */
  public Prediction at(Setting setting) {
    return prediction(encoding.point(setting), Interval.LEVEL);
  }

  /** The setting with the lowest value, and the value there. */
  public Prediction optimum() {
    return prediction(optimum, Interval.LEVEL);
  }

  private Prediction prediction(double[] point, double level) {
    double[] moments = moments(point, true);
    double z = new NormalDistribution().inverseCumulativeProbability((1 + level) / 2);
    return new Prediction(
        encoding.setting(point),
        value(moments[0]),
        new Interval(
            value(moments[0] - z * moments[1]), value(moments[0] + z * moments[1]), level));
  }

  /** The minimizer of one draw of the surface, chosen at random. */
  public Setting lowest(RandomGenerator random) {
    return encoding.setting(lowest[random.nextInt(lowest.length)]);
  }

  private double value(double scaled) {
    return observations.value(center + size * scaled);
  }

  /** Values at some settings together, one row for each draw of the surface. */
  public double[][] draws(List<Setting> settings) {
    double[][] values = new double[paths.size()][settings.size()];
    for (int i = 0; i < settings.size(); i++) {
      double[] features = encoding.encode(encoding.point(settings.get(i)));
      double[][] bases = new double[paths.groups()][];
      for (int group = 0; group < bases.length; group++) {
        bases[group] = paths.basis(group, features);
      }
      for (int draw = 0; draw < values.length; draw++) {
        values[draw][i] = value(paths.value(draw, bases[paths.group(draw)]));
      }
    }
    return values;
  }

  /**
   * The best value of a hyperparameter, the others free.
   *
   * @param name the hyperparameter
   * @param value its value at the optimum; null where it is inactive there
   * @param low the lower bound of the interval; null for choices
   * @param high the upper bound; null for choices
   * @param level the probability of the interval
   * @param shares for choices, the probability of each to be the best; otherwise empty
   * @param active the probability that it is active at the optimum
   */
  public record BestValue(
      String name,
      Object value,
      Double low,
      Double high,
      double level,
      Map<Object, Double> shares,
      double active) {}

  /** The best value of a hyperparameter with its 95 % interval. */
  public BestValue best(String name) {
    return best(name, Interval.LEVEL);
  }

  /**
   * The best value of a hyperparameter: the interval between quantiles of where draws of the
   * surface are lowest.
   */
  public BestValue best(String name, double level) {
    int index = encoding.index(name);
    Domain domain = encoding.domain(index);
    double[] places =
        Arrays.stream(lowest)
            .filter(p -> encoding.active(p)[index])
            .mapToDouble(p -> p[index])
            .toArray();
    double active = places.length / (double) lowest.length;
    Setting setting = encoding.setting(optimum);
    Object value = setting.has(name) ? setting.get(name) : null;
    Map<Object, Double> shares = new LinkedHashMap<>();
    if (domain instanceof CategoricalDomain choices) {
      for (Object choice : choices.choices()) {
        long count = Arrays.stream(places).filter(u -> choices.at(u).equals(choice)).count();
        shares.put(choice, count / (double) lowest.length);
      }
    }
    if (places.length == 0 || !shares.isEmpty()) {
      return new BestValue(name, value, null, null, level, shares, active);
    }
    Interval between = Interval.of(places, level);
    return new BestValue(
        name,
        value,
        number(domain, between.low()),
        number(domain, between.high()),
        level,
        shares,
        active);
  }

  private static double number(Domain domain, double place) {
    // The ends are reached by steps that stop short of 1.
    return ((Number) domain.at(place > 0.999 ? Math.nextDown(1.0) : place)).doubleValue();
  }

  /**
   * The lowest setting with some values held, as the mean of the surface has it.
   *
   * @param held values by name that are not free
   */
  public Prediction lowest(Map<String, Object> held) {
    boolean[] fixed = new boolean[encoding.size()];
    double[] place = new double[encoding.size()];
    held.forEach(
        (name, value) -> {
          int index = encoding.index(name);
          fixed[index] = true;
          place[index] = encoding.domain(index).place(value);
        });
    List<double[]> candidates = new ArrayList<>(search.points(HELD));
    candidates.add(optimum.clone());
    for (double[] candidate : candidates) {
      for (int i = 0; i < fixed.length; i++) {
        candidate[i] = fixed[i] ? place[i] : candidate[i];
      }
    }
    return prediction(lowestMean(candidates, fixed), Interval.LEVEL);
  }

  /**
   * The response to one hyperparameter: at each of its values the others take their best values
   * there, apart from those that are held.
   *
   * @param name the hyperparameter
   * @param held values of others that do not change
   * @param count the number of values, evenly over its scale; of choices, all are taken
   */
  public List<Prediction> response(String name, Map<String, Object> held, int count) {
    List<Prediction> curve = new ArrayList<>();
    for (Object value : grid(name, count)) {
      Map<String, Object> fixed = new LinkedHashMap<>(held);
      fixed.put(name, value);
      curve.add(lowest(fixed));
    }
    return curve;
  }

  /**
   * One cell of a map.
   *
   * @param x the value of the first hyperparameter
   * @param y the value of the second
   * @param value the value of the surface
   * @param outcome the outcome that at least two of the three nearest trials share, in the plane of
   *     the map; "done" where they share none
   */
  public record Cell(Object x, Object y, double value, String outcome) {}

  /**
   * A map over two hyperparameters, row by row; the others stand at the optimum.
   *
   * @param nameX the one that changes along a row
   * @param nameY the one that changes from row to row
   * @param count the number of values of each, evenly over its scale; of choices, all are taken
   */
  public List<List<Cell>> map(String nameX, String nameY, int count) {
    int i = encoding.index(nameX);
    int j = encoding.index(nameY);
    List<List<Cell>> rows = new ArrayList<>();
    for (Object y : grid(nameY, count)) {
      List<Cell> row = new ArrayList<>();
      for (Object x : grid(nameX, count)) {
        double[] point = optimum.clone();
        point[i] = encoding.domain(i).place(x);
        point[j] = encoding.domain(j).place(y);
        row.add(new Cell(x, y, value(moments(point, false)[0]), outcome(point, i, j)));
      }
      rows.add(row);
    }
    return rows;
  }

  private String outcome(double[] at, int i, int j) {
    List<String> near =
        observations.trials.stream()
            .sorted(Comparator.comparingDouble(t -> apart(encoding.point(t.setting()), at, i, j)))
            .limit(3)
            .map(Outcomes::of)
            .toList();
    for (String outcome : near) {
      if (near.stream().filter(outcome::equals).count() > 1) {
        return outcome;
      }
    }
    return "done";
  }

  private static double apart(double[] a, double[] b, int i, int j) {
    return Math.hypot(a[i] - b[i], a[j] - b[j]);
  }

  private List<Object> grid(String name, int count) {
    Domain domain = encoding.domain(encoding.index(name));
    double size = domain.size();
    int values = size <= count || domain instanceof CategoricalDomain ? (int) size : count;
    List<Object> grid = new ArrayList<>();
    for (int k = 0; k < values; k++) {
      double place = size <= count || values < 2 ? (k + 0.5) / values : k / (values - 1.0);
      grid.add(domain.at(Math.min(place, Math.nextDown(1.0))));
    }
    return grid.stream().distinct().toList();
  }
}
