// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleUnaryOperator;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.gaussian.GaussianNodes;
import org.evenkeel.sample.Covariances;
import org.evenkeel.sample.EqualCorrelation;
import org.evenkeel.sample.MeanVariance;

/**
 * The relative variance of one unit's share in a mean over units, for pre-activations N(0, q) of
 * correlated examples; that of a mean over n units is 1/n of it.
 *
 * <pre>
 * f    the activation;  h = f² or f'²;  h_k its Hermite coefficients
 * c    correlation of two examples u and v
 * B    number of examples
 * </pre>
 *
 * <p>Cov(h(u), h(v)) = Σ_{k≥1} h_k² c^k, so the mean over B examples has variance {@code (Var h)/B
 * + (1 - 1/B) Σ h_k² c^k}. For ReLU and one example this is E[f⁴]/E[f²]² - 1 = 5 a layer, the 5 in
 * ∏(1 + 5/n_l) (Hanin 2018). Orders beyond {@value #ORDER} are counted with that order.
 */
final class UnitVariance {

  private static final int ORDER = 16;

  /** √4!, the fourth derivative of the Hermite polynomial of order 4. */
  private static final double FOURTH = Math.sqrt(24);

  /** Second moments up to which fixed nodes resolve what an activation does over a length of 1. */
  private static final double GENTLE = 16;

  /** The steps of √(1 - c) at which variances of distances are computed. */
  private static final int STEPS = 32;

  /** The relative error of a second moment beyond which its nodes are too few. */
  private static final double RESOLVED = 0.1;

  private static final Map<Activation, Map<Double, UnitVariance>> KNOWN = new WeakHashMap<>();

  /** f(z)² and f'(z)², by their Hermite coefficients. */
  private final double[] squares;

  private final double[] slopes;

  /** E[f⁴], E[f'⁴] and E[f² f'²]. */
  private final double fourth;

  private final double slopeFourth;
  private final double mixed;

  /** f(z), and what is known of distances by steps of √(1 - c). */
  private final DoubleUnaryOperator function;

  private final Map<Integer, EqualCorrelation> distances = new ConcurrentHashMap<>();

  /**
   * The variances after an activation, for pre-activations of second moment q. Those of activations
   * that are asked again and again, by one forecast after another, are kept.
   */
  static UnitVariance of(Activation f, double q) {
    if (!f.isInterpolated() && !Activations.all().contains(f)) {
      return new UnitVariance(f, q);
    }
    Map<Double, UnitVariance> known;
    synchronized (KNOWN) {
      known = KNOWN.computeIfAbsent(f, any -> new ConcurrentHashMap<>());
    }
    return known.computeIfAbsent(q, at -> new UnitVariance(f, at));
  }

  private UnitVariance(Activation f, double q) {
    DoubleUnaryOperator square = x -> square(f.apply(x));
    DoubleUnaryOperator slope = x -> square(f.derivative(x));
    double deviation = Math.sqrt(q);
    function = z -> f.apply(deviation * z);
    boolean resolved = q > 0 && q <= GENTLE;
    GaussianNodes nodes =
        resolved && f.isAnalytic()
            ? GaussianNodes.coarse(1 / deviation)
            : GaussianNodes.of(f.kinksAt(q));
    GaussianNodes.Values squared = nodes.values(z -> square.applyAsDouble(deviation * z));
    GaussianNodes.Values sloping = nodes.values(z -> slope.applyAsDouble(deviation * z));
    squares = nodes.series(squared, ORDER);
    slopes = nodes.series(sloping, ORDER);
    fourth = resolved ? nodes.product(squared, squared) : f.fourthMoment(q);
    slopeFourth = resolved ? nodes.product(sloping, sloping) : f.slopeFourthMoment(q);
    mixed =
        resolved
            ? nodes.product(squared, sloping)
            : f.expectation(x -> square.applyAsDouble(x) * slope.applyAsDouble(x), q);
  }

  private static double square(double y) {
    return y * y;
  }

  /** The same for examples with these correlations, each with values at so many positions. */
  Correlated at(Pairs correlations, double places) {
    return new Correlated(correlations, places);
  }

  /**
   * The part of {@link Correlated#forward} and {@link Correlated#both} that the normalization of
   * each example takes away: with its second moment the order k = 2, with its mean k = 1.
   */
  record Fixed(double forward, double both) {}

  /** q² M''(q)/M(q) of M = E[f(√q z)²]. */
  double curvature() {
    return FOURTH / 4 * squares[4] / squares[0];
  }

  /** The same of E[f'(√q z)²]. */
  double slopeCurvature() {
    return FOURTH / 4 * slopes[4] / slopes[0];
  }

  /** The covariance of f(z)² and f'(z)² for one example. */
  double bothAlone() {
    return mixed / (squares[0] * slopes[0]) - 1;
  }

  /** The relative variances for examples with some correlations. */
  final class Correlated {

    private final Pairs correlations;
    private final double places;

    /** Relative covariances of f(z)², of f'(z)² and of both. */
    private final Covariances ofSquares;

    private final Covariances ofSlopes;
    private final Covariances ofBoth;

    private Correlated(Pairs correlations, double places) {
      this.correlations = correlations;
      this.places = places;
      this.ofSquares = covariances(squares, squares, fourth);
      this.ofSlopes = covariances(slopes, slopes, slopeFourth);
      this.ofBoth = covariances(squares, slopes, mixed);
    }

    /**
     * The same where a gradient is. At one of several tokens a unit has one value, and at the first
     * one, which may be a class token, inputs may be all alike.
     */
    Correlated facing(Gradient gradient) {
      return gradient.border().isFirst() ? new Correlated(Pairs.all(1), 1) : this;
    }

    private Covariances covariances(double[] a, double[] b, double whole) {
      double mean = a[0] * b[0];
      double alone = whole / mean - 1;
      double examples = covariance(a, b, whole, correlations) / mean;
      if (places == 1) {
        return new Covariances(alone, examples, examples, examples);
      }
      DoubleUnaryOperator known =
          c ->
              correlations.isTypical(c)
                  ? examples
                  : covariance(a, b, whole, correlations.around(c)) / mean;
      DoubleUnaryOperator ofPair = c -> correlations.withRepeats(c, alone, known);
      double ofExamples = // one value for all pairs where some are copies
          correlations.repeats() == 0 ? examples : ofPair.applyAsDouble(correlations.mean());
      return new Covariances(
          alone,
          ofExamples,
          ofPair.applyAsDouble(correlations.tokens()),
          ofPair.applyAsDouble(correlations.across()));
    }

    /** The relative variance of f(z)². */
    double forward(double examples) {
      return ofSquares.over(examples, places);
    }

    Fixed fixed(double examples, boolean centered) {
      double c1 = centered ? correlations.over(examples, places) : 0;
      double c2 = correlations.squaresOver(0, examples, places);
      double first = squares[1] / squares[0];
      double second = squares[2] / squares[0];
      return new Fixed(
          first * first * c1 + second * second * c2,
          (first * slopes[1] * c1 + second * slopes[2] * c2) / slopes[0]);
    }

    /** The relative variance of the mean of f(z)²·y² beside that of f'(z)²·y². */
    double apart(Gradient gradient, double examples, Signal.Rotation rotation) {
      double squared = gradient.products().examples();
      double alone = ofSquares.alone() + ofSlopes.alone() - 2 * ofBoth.alone();
      double common = ofSquares.examples() + ofSlopes.examples() - 2 * ofBoth.examples();
      double second = square(squares[2] / squares[0] - slopes[2] / slopes[0]);
      double fixed = second * rotation.ofLengths(correlations, examples, places);
      return Math.max(
          0, MeanVariance.over(examples, 3 * alone, (1 + 2 * squared) * common) - fixed);
    }

    /** What rotated weights take away of {@link #forward} and {@link #both}. */
    Fixed fixed(double examples, Signal.Rotation rotation) {
      double lengths = rotation.ofLengths(correlations, examples, places);
      double second = squares[2] / squares[0];
      return new Fixed(second * second * lengths, second * slopes[2] / slopes[0] * lengths);
    }

    /**
     * The relative variance of the mean of f'(z)²·y², y the gradient behind, Gaussian itself, of
     * which weights kept the length, as they may have kept that of z.
     */
    double backward(Gradient back, double examples, Signal.Rotation rotation) {
      double squared = back.products().examples();
      double along = places == 1 ? 1 : AttentionTransfer.squareOfTokens(back);
      double second = slopes[2] / slopes[0];
      Covariances free = ofSlopes.withGaussian(squared, along, squared * along);
      double fixed =
          second * second * rotation.ofLengths(correlations, examples, places)
              + back.kept() * gaussian(squared, examples);
      return Math.max(0, free.over(examples, places) - fixed);
    }

    /** The covariance of the means of f(z)² and f'(z)². */
    double both(double examples) {
      return ofBoth.signedOver(examples, places);
    }

    /**
     * The relative variance of r = E[(f(u) - f(v))²]/2E[f²], the distance of two inputs; see {@link
     * EqualCorrelation}. Pairs that differ count with the squares of their distances.
     *
     * <p>Rotated weights keep the difference of two inputs and their lengths: what is of order 2 in
     * that difference, 2 of 4 for a straight line, and in z; but for what biases have in common
     * with all examples, which lengthens them and leaves their differences.
     *
     * @param pairs number of pairs of neighbours that the mean is over; 1 for that of a single pair
     */
    double distance(double pairs, Signal.Rotation rotation) {
      EqualCorrelation typical = distanceAt(correlations.middle());
      double r = correlations.map(c -> distanceAt(c).r()).mean();
      double single = correlations.map(UnitVariance.this::ofPair).mean() / (r * r);
      double chained = typical.chained();
      double disjoint = typical.disjoint();
      double k = rotation.kept();
      if (k > 0) {
        double second = square(slopes[2] / slopes[0] - squares[2] / squares[0]);
        double lengths = correlations.squares(rotation.ofBiases());
        double all = correlations.squares(0);
        double left = Math.max(0, 1 - k * (2 + second) / ofNeighbors());
        double ofBiases = Math.max(0, k * second * (all - lengths));
        single = left * single + ofBiases;
        chained = left * chained + ofBiases;
        disjoint = Math.max(0, disjoint - k * second * all * Math.max(0, 1 - r)) + ofBiases;
      }
      double here = MeanVariance.inRow(pairs, single, chained, disjoint);
      double alike = correlations.sameAcross();
      return places == 1
          ? here
          : MeanVariance.over(places, here, disjoint + alike * (here - disjoint));
    }

    /** A bound of {@link #distance} for one pair: that of neighbors as far as these are apart. */
    double distanceAtMost() {
      double near = Math.max(0, 1 - distanceAt(correlations.middle()).r());
      return ofNeighbors() * (1 + near) * (1 + near) / 4;
    }

    /** The covariance of the distance with f(z)². */
    double distanceAndForward(double examples, Fixed fixed) {
      EqualCorrelation distance = distanceAt(correlations.middle());
      double near = Math.max(0, 1 - distance.r());
      double own = Math.min(2, examples) / examples / places;
      return own * distance.own()
          + (1 - own) * distance.other()
          - near * (fixed.both - fixed.forward);
    }

    /**
     * E[ρ²] of gradients of two examples before an activation. Units are a sample of E[f'(u) f'(v)
     * y y'] too, of variance E[f'(u)² f'(v)²] where y and y' are independent; what it has without
     * f' is counted with the weights.
     *
     * @param behind the gradient behind the activation
     * @param alike (E[f'(u) f'(v)]/E[f'²])²
     * @param batch the number of examples
     */
    double ofExamples(Gradient behind, double alike, double units, double batch) {
      double more = 1 + ofSlopes.examples() - alike;
      double sampled = units == 0 ? 0 : behind.spreading(batch) * more / units;
      return Math.min(1, behind.products().examples() * alike + sampled);
    }
  }

  /** The variance of r itself for one pair. */
  private double ofPair(double c) {
    EqualCorrelation distance = distanceAt(c);
    double opposite = c < 0 ? 1 - c * c : 1;
    return distance.single() * square(distance.r() * opposite);
  }

  /** The variances of distances for one correlation. */
  private EqualCorrelation distanceAt(double c) {
    int step = Math.max(1, (int) Math.rint(STEPS * Math.sqrt(Math.max(0, Math.min(1, 1 - c)))));
    EqualCorrelation known = distances.get(step);
    if (known == null) {
      double correlation = 1 - square((double) step / STEPS);
      EqualCorrelation found = EqualCorrelation.of(function, correlation);
      boolean resolved = Math.abs(found.second() / squares[0] - 1) < RESOLVED;
      known = resolved ? found : unresolved(Math.max(0, correlation));
      distances.put(step, known);
    }
    return known;
  }

  /**
   * The same for functions that are 0 but in the tails: between r = 0, where f(u) - f(v) = f'·(u -
   * v), and r = 1, where nothing is left but the 1/n of a product of independent values.
   */
  private EqualCorrelation unresolved(double near) {
    Correlated all = at(Pairs.all(near), 1);
    double common = all.ofSlopes.examples() + all.ofSquares.examples() - 2 * all.ofBoth.examples();
    double single = ofNeighbors() * (1 + near) * (1 + near) / 4;
    double disjoint = Math.max(0, common) * near;
    double many = Double.POSITIVE_INFINITY;
    return new EqualCorrelation(
        squares[0],
        1 - near,
        single,
        disjoint + (single - disjoint) / 4,
        disjoint,
        near * (all.both(1) - all.forward(1)),
        near * (all.both(many) - all.forward(many)));
  }

  /** The relative variance of the distance of two inputs next to each other. */
  private double ofNeighbors() {
    return 3 * slopeFourth / (slopes[0] * slopes[0])
        + fourth / (squares[0] * squares[0])
        - 2 * mixed / (squares[0] * slopes[0]);
  }

  /** The relative variance of y² for Gaussian y with this mean squared correlation of examples. */
  static double gaussian(double squaredCorrelation, double examples) {
    return MeanVariance.over(examples, 2, 2 * squaredCorrelation);
  }

  /**
   * The relative variance of the distance r = 1 - c of Gaussian y, mean over pairs. What all
   * examples have in common deviates as a whole.
   */
  static double gaussianDistance(Pairs correlations, double pairs, double places) {
    double c = correlations.mean();
    double r = 1 - c;
    if (r == 0) {
      return MeanVariance.inRow(pairs, 4, 2.5, 2);
    }
    double single = correlations.map(one -> square(1 - one * one)).mean() / (r * r);
    double disjoint = 2 * c * c;
    double here = MeanVariance.inRow(pairs, single, c * (1 + 1.5 * c), disjoint);
    return places == 1
        ? here
        : MeanVariance.over(places, here, disjoint + correlations.sameAcross() * (here - disjoint));
  }

  /**
   * The relative variance of |x + y|² of independent directions, of which cos² is 1/n on average.
   *
   * @param shares the product of the shares that x and y have in the sum
   */
  static double ofSum(Signal x, Signal y, double shares, double examples) {
    Pairs alike = x.correlations().times(y.correlations());
    return 4 * shares * Math.max(0, alike.over(examples, Math.min(x.places(), y.places())));
  }

  /**
   * Σ_{k≥1} a_k b_k c^k, mean over the pairs; of unknown correlations the most that can be. What is
   * left of the whole, E[a b], goes with the last order.
   */
  private static double covariance(double[] a, double[] b, double whole, Pairs correlations) {
    double left = whole;
    for (int k = 0; k <= ORDER; k++) {
      left -= a[k] * b[k];
    }
    double middle = Covariances.ofSeries(a, b, left, correlations.middle());
    double far =
        correlations.far() == correlations.middle()
            ? middle
            : Covariances.ofSeries(a, b, left, correlations.far());
    double near =
        correlations.near() == correlations.middle()
            ? middle
            : Covariances.ofSeries(a, b, left, correlations.near());
    return (far + 4 * middle + near) / 6;
  }
}
