// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.evenkeel.gaussian.HermiteSeries;
import org.jspecify.annotations.Nullable;

/**
 * An activation function f with its moments over a Gaussian pre-activation of mean 0 and second
 * moment q, and the gains that follow from them.
 *
 * <p>Wherever they occur, q is the second moment of the pre-activations and c the correlation of
 * two of them; an {@link IllegalArgumentException} is thrown if q is negative or not finite, or c
 * is outside of [-1, 1], or the distance 1 - c outside of [0, 2].
 *
 * <p>Two activations are equal if their names are and the functions behind them are.
 */
public final class Activation implements Gains {

  private final String name;

  /** What gains and operating points, and with them the bits of weights, are computed from. */
  private final Shape shape;

  /** The shape, or an interpolation of its moments and kernels. */
  private final Shape moments;

  // Computed on first use, 0 until then; two threads at once would store the same number.
  private volatile double forwardGain;
  private volatile double backwardGain;

  private final OperatingPoint.Lazy points;

  // Networks need many correlations at one second moment and one beside it.
  private volatile DualKernel.Recent recent = DualKernel.Recent.NONE;

  private final @Nullable Activation interpolated;

  Activation(String name, Shape shape) {
    this(name, shape, null);
  }

  Activation(String name, Shape shape, boolean analytic) {
    this(name, shape, analytic ? new Interpolated(shape, true) : null);
  }

  Activation(String name, Shape shape, @Nullable Interpolated moments) {
    this.name = name;
    this.shape = shape;
    this.moments = shape;
    this.points = new OperatingPoint.Lazy(this);
    this.interpolated = moments == null ? null : new Activation(this, moments);
  }

  private Activation(Activation exact, Interpolated moments) {
    this.name = exact.name;
    this.shape = exact.shape;
    this.moments = moments;
    this.points = exact.points;
    this.interpolated = null;
  }

  /**
   * An activation from any function. Its derivative is computed by differences, which gives gains
   * within about 1e-8 for functions that are smooth between their kinks.
   *
   * @param f the function, finite for every finite argument
   * @param kinks where f or one of its derivatives jumps
   * @throws IllegalArgumentException if the name is blank or a kink is not finite
   */
  public static Activation of(String name, DoubleUnaryOperator f, double... kinks) {
    return of(
        name,
        f,
        new NumericDerivative(Objects.requireNonNull(f, "f"), Sampled.finite(kinks)),
        kinks);
  }

  /**
   * An activation from any function and its derivative.
   *
   * @param f the function, finite for every finite argument
   * @param derivative f'
   * @param kinks where f or one of its derivatives jumps
   * @throws IllegalArgumentException if the name is blank or a kink is not finite
   */
  public static Activation of(
      String name, DoubleUnaryOperator f, DoubleUnaryOperator derivative, double... kinks) {
    if (name.isBlank()) {
      throw new IllegalArgumentException(
          "an activation needs a name: \"" + name + "\"; give it a distinct one");
    }
    Objects.requireNonNull(f, "f");
    Objects.requireNonNull(derivative, "derivative");
    return new Activation(name, new Sampled(f, derivative, Sampled.finite(kinks), 0));
  }

  /**
   * A piecewise linear activation through values at evenly spaced points from -reach to reach,
   * extrapolated beyond the ends.
   *
   * @param reach the last point, positive
   * @param values the values, at least two
   * @throws IllegalArgumentException if the reach is not positive and finite, or there are fewer
   *     than two values
   */
  public static Activation tabulated(String name, double reach, float... values) {
    if (!(reach > 0 && reach < Double.POSITIVE_INFINITY && values.length >= 2)) {
      throw new IllegalArgumentException(
          "a table needs a positive reach and two values or more: %s has %s and %d"
              .formatted(name, reach, values.length));
    }
    return new Activation(name, Sampled.table(reach, values.clone()));
  }

  /** The name, by which {@link Activations#named} finds the built-in ones. */
  @Override
  public String name() {
    return name;
  }

  /** f(x). */
  public double apply(double x) {
    return shape.apply(x);
  }

  /** f'(x); at a kink the value that back-propagation conventionally uses, for ReLU 0 at 0. */
  public double derivative(double x) {
    return shape.derivative(x);
  }

  /** Where f or f' jumps; a fresh array. */
  public double[] kinks() {
    return shape.kinks();
  }

  /** The kinks of f(√q z) in z; none at q = 0. */
  public double[] kinksAt(double q) {
    return requireSecondMoment(q) == 0 ? new double[0] : shape.kinksAt(Math.sqrt(q));
  }

  /** E[f(√q z)], z ~ N(0, 1): the mean of the activations. */
  public double mean(double q) {
    return requireSecondMoment(q) == 0 ? apply(0) : moments.mean(q);
  }

  /** E[f(√q z)²], z ~ N(0, 1): the second moment of the activations. */
  public double secondMoment(double q) {
    return requireSecondMoment(q) == 0 ? apply(0) * apply(0) : moments.secondMoment(q);
  }

  /**
   * E[f'(√q z)²], z ~ N(0, 1): the factor on a gradient's second moment. At q = 0 it is the limit
   * from above, which sees both sides of a kink at 0.
   */
  public double slopeSecondMoment(double q) {
    return moments.slopeSecondMoment(Math.max(requireSecondMoment(q), Double.MIN_NORMAL));
  }

  /**
   * d/dq E[f(√q z)²] = E[z f f'](√q z)/√q, the slope of {@link #secondMoment} (Stein's lemma, which
   * needs no second derivative). At q = 0 it is the limit from above.
   */
  public double secondMomentSlope(double q) {
    return moments.secondMomentSlope(Math.max(requireSecondMoment(q), Double.MIN_NORMAL));
  }

  /**
   * E[g(√q z)], z ~ N(0, 1), for q > 0, by quadrature.
   *
   * @param g a function with the kinks of f
   */
  public double expectation(DoubleUnaryOperator g, double q) {
    return shape.expectation(g, requireSecondMoment(q));
  }

  /**
   * The coefficients E[g(√q z) h_k(z)], z ~ N(0, 1), for k from 0 to the order, in the normalized
   * Hermite polynomials h_k = He_k/√k!: E[g(u) g(v)] = Σ a_k² c^k. They are within about 1e-10 of
   * √E[g²] for functions without a step away from 0 that is not a named kink.
   *
   * @param g a function with the kinks of f
   * @param order the last k, at least 0
   */
  public double[] hermiteSeries(DoubleUnaryOperator g, double q, int order) {
    double deviation = Math.sqrt(requireSecondMoment(q));
    return HermiteSeries.coefficients(
        z -> g.applyAsDouble(deviation * z), order, shape.kinksAt(deviation));
  }

  /** E[f(√q z)⁴], z ~ N(0, 1). */
  public double fourthMoment(double q) {
    double atRest = apply(0) * apply(0);
    return requireSecondMoment(q) == 0 ? atRest * atRest : moments.fourthMoment(q);
  }

  /** E[f'(√q z)⁴], z ~ N(0, 1). At q = 0 it is the limit from above. */
  public double slopeFourthMoment(double q) {
    return moments.slopeFourthMoment(Math.max(requireSecondMoment(q), Double.MIN_NORMAL));
  }

  /**
   * E[f(u) f(v)] for u and v that are N(0, q) and have correlation c: the dual kernel of f. At c =
   * 1 it is {@link #secondMoment}, at c = 0 the square of {@link #mean}.
   */
  public double kernel(double q, double c) {
    requireCorrelation(c);
    return requireSecondMoment(q) == 0 ? apply(0) * apply(0) : kernels(q).kernel(1 - c);
  }

  /**
   * E[f'(u) f'(v)] for u and v that are N(0, q) and have correlation c; q times it is the slope of
   * {@link #kernel} in c (Price's theorem). At q = 0 it is the limit from above.
   */
  public double slopeKernel(double q, double c) {
    return slopeKernelAcross(q, 1 - requireCorrelation(c));
  }

  /** {@link #slopeKernel} by 1 - c, which may be far smaller than the spacing of doubles near 1. */
  public double slopeKernelAcross(double q, double distance) {
    requireDistance(distance);
    return kernels(Math.max(requireSecondMoment(q), Double.MIN_NORMAL)).slopeKernel(distance);
  }

  /**
   * E[(f(u) - f(v))²]/2 = E[f²] - E[f(u) f(v)] for u and v that are N(0, q) and have correlation c:
   * half the mean squared difference of the activations of two inputs. It keeps its relative
   * precision as c tends to 1.
   */
  public double kernelGap(double q, double c) {
    return kernelGapAcross(q, 1 - requireCorrelation(c));
  }

  /** {@link #kernelGap} by 1 - c, which may be far smaller than the spacing of doubles near 1. */
  public double kernelGapAcross(double q, double distance) {
    requireDistance(distance);
    return requireSecondMoment(q) == 0 || distance == 0 ? 0 : kernels(q).kernelGap(distance);
  }

  /**
   * {@inheritDoc} It is 1/√E[f(z)²] (He et al. 2015, equation 10, for ReLU: √2).
   *
   * @throws IllegalArgumentException if E[f(z)²] is 0 or not finite, so that no gain exists
   */
  @Override
  public double forwardGain() {
    if (forwardGain == 0) {
      forwardGain = gain("E[f(z)^2]", shape.secondMoment(1));
    }
    return forwardGain;
  }

  /**
   * {@inheritDoc} It is 1/√E[f'(z)²], and equals {@link #forwardGain} only if f is {@linkplain
   * #positivelyHomogeneous positively homogeneous}, but for coincidence.
   *
   * @throws IllegalArgumentException if E[f'(z)²] is 0 or not finite, so that no gain exists
   */
  @Override
  public double backwardGain() {
    if (backwardGain == 0) {
      backwardGain = gain("E[f'(z)^2]", shape.slopeSecondMoment(1));
    }
    return backwardGain;
  }

  /** {@inheritDoc} For ReLU it is 2, which the square of the gain misses by a last bit. */
  @Override
  public double forwardVariance() {
    return positivelyHomogeneous() ? 1 / shape.secondMoment(1) : forwardGain() * forwardGain();
  }

  /** {@inheritDoc} For ReLU it is 2, which the square of the gain misses by a last bit. */
  @Override
  public double backwardVariance() {
    return positivelyHomogeneous()
        ? 1 / shape.slopeSecondMoment(1)
        : backwardGain() * backwardGain();
  }

  /**
   * The point at which a deep chain of layers with this activation keeps signal and gradient; empty
   * if there is none.
   */
  public Optional<OperatingPoint> operatingPoint() {
    return points.get().point();
  }

  /** The same between mirrored weights: the point of the {@link #odd} part. */
  public Optional<OperatingPoint> mirroredPoint() {
    return points.get().mirrored();
  }

  /**
   * The odd part (f(x) - f(-x))/2, as weights between mirrored units see f: a straight line for the
   * ReLU family, GELU, SiLU and softplus, tanh(x/2)/2 for sigmoid, f itself if it is odd.
   */
  public Activation odd() {
    return points.get().odd();
  }

  /** The constants by which f was shaped for deep networks; empty if it was not. */
  public Optional<Shaped> shaped() {
    return shape instanceof Shaped.Form form ? Optional.of(form.its()) : Optional.empty();
  }

  /**
   * Whether f(c x) = c f(x) for every c ≥ 0, as for the identity and the ReLU family: then one gain
   * preserves signal and gradient at every q. For functions given to {@link #of} it is determined
   * by evaluation.
   */
  public boolean positivelyHomogeneous() {
    return shape.positivelyHomogeneous();
  }

  /**
   * Whether f tends to a finite limit on both sides, so that units can saturate. For functions
   * given to {@link #of} it is determined by evaluation.
   */
  public boolean bounded() {
    return shape.bounded();
  }

  /**
   * An equal activation whose moments and kernels, for built-in functions without closed forms and
   * {@linkplain Activations#smooth smooth} ones, are interpolated in q, within 1e-10.
   */
  public Activation interpolated() {
    return interpolated == null ? this : interpolated;
  }

  /** Whether this is an {@link #interpolated} activation. */
  public boolean isInterpolated() {
    return moments instanceof Interpolated;
  }

  /** Whether f is known to be analytic but perhaps at 0, and changes over lengths of 1 or more. */
  public boolean isAnalytic() {
    return interpolated().moments instanceof Interpolated its && its.isKnown();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Activation that && name.equals(that.name) && shape.equals(that.shape);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }

  private DualKernel kernels(double q) {
    DualKernel found = recent.at(q);
    if (found == null) {
      found = moments.kernels(q);
      recent = recent.then(found);
    }
    return found;
  }

  private double gain(String moment, double value) {
    double inverse = 1 / value;
    if (!(inverse > 0 && inverse < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a gain needs %s positive and finite: it is %s for %s; give the variance by hand"
              .formatted(moment, value, name));
    }
    return Math.sqrt(inverse); // for ReLU √2 to the last bit, which 1/√0.5 is not
  }

  private static double requireSecondMoment(double q) {
    if (!(q >= 0 && q < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a second moment must be a finite number, at least 0: " + q + "; give a variance");
    }
    return q;
  }

  private static double requireCorrelation(double c) {
    if (!(c >= -1 && c <= 1)) {
      throw new IllegalArgumentException(
          "a correlation must lie within [-1, 1]: " + c + "; divide a covariance by the variance");
    }
    return c;
  }

  private static void requireDistance(double distance) {
    if (!(distance >= 0 && distance <= 2)) {
      throw new IllegalArgumentException(
          "1 - c must lie within [0, 2]: " + distance + "; give a correlation's distance from 1");
    }
  }
}
