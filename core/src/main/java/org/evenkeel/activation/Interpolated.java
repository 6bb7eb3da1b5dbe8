// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import org.evenkeel.gaussian.Mehler;
import org.evenkeel.gaussian.panel.HingeKernel;
import org.evenkeel.gaussian.panel.KernelPanel;
import org.evenkeel.gaussian.panel.LogPanel;
import org.evenkeel.gaussian.panel.MomentPanel;
import org.evenkeel.gaussian.panel.MomentPanel.Moment;
import org.evenkeel.gaussian.panel.PlaneKernel;
import org.evenkeel.gaussian.panel.RootPanel;
import org.evenkeel.gaussian.panel.WideKernel;
import org.jspecify.annotations.Nullable;

/**
 * A shape whose moments and kernels are interpolated in q, within about 1e-12: a forecast of many
 * layers evaluates them at as many second moments that lie close together. What is computed for one
 * unit of ln q is kept, some 100 kB each.
 *
 * <p>Built-in functions are analytic but perhaps at 0, and change over lengths of 1 or more. Others
 * may not be: there each interpolation is compared with the exact shape before its first use, and
 * the exact shape takes its place where the two differ by more than {@value #TOLERANCE}. What
 * weights depend on, whose bits must stay, is always asked of the exact shape.
 */
final class Interpolated implements Shape {

  /** The ln q up to which kernels with kinks are interpolated: beyond it their grids would grow. */
  private static final int GENTLE = 4;

  /** The same for Hermite series. */
  private static final int SMOOTH = 6;

  /** The same for all kernels. */
  private static final int TABLED = 10;

  /** The same for moments. */
  private static final int MOST = 60;

  /** A small distance in units of 1/q. */
  private static final double NEAR = 0.02;

  /** The difference of a power from a whole one that is rounding. */
  private static final double WHOLE = 1e-9;

  /** The smallest ln q of a panel: below it a function is its tangent at 0. */
  private static final int LEAST = -70;

  /** The number of the panel of all small second moments. */
  private static final int SMALL = LEAST - 1;

  /** Second moments next to the smallest and to the largest one. */
  private static final double[] INNER = {StrictMath.exp(LEAST + 9.5), StrictMath.exp(LEAST + 0.5)};

  private static final double[] OUTER = {StrictMath.exp(MOST - 9.5), StrictMath.exp(MOST - 0.5)};

  /** The relative difference from the exact shape that is allowed. */
  private static final double TOLERANCE = 1e-11;

  private final Shape exact;
  private final boolean known;
  private final double[] kinks;
  private final @Nullable HingeKernel hinges;
  private final Map<Integer, Optional<MomentPanel>> moments = new ConcurrentHashMap<>();
  private final Map<Integer, Optional<KernelPanel>> kernels = new ConcurrentHashMap<>();

  /** The kernels at large q; null if there are none, or none were asked for yet. */
  private volatile @Nullable WideKernel wide;

  private volatile boolean sought;

  /**
   * An interpolation.
   *
   * @param known whether the shape is one of the built-in functions
   */
  Interpolated(Shape exact, boolean known) {
    this.exact = exact;
    this.known = known;
    this.kinks = exact.kinks();
    this.hinges = known || kinks.length == 0 ? null : DualKernel.Hinged.kernel(exact);
  }

  boolean isKnown() {
    return known;
  }

  @Override
  public double apply(double x) {
    return exact.apply(x);
  }

  @Override
  public double derivative(double x) {
    return exact.derivative(x);
  }

  @Override
  public double[] kinks() {
    return exact.kinks();
  }

  @Override
  public boolean positivelyHomogeneous() {
    return exact.positivelyHomogeneous();
  }

  @Override
  public boolean bounded() {
    return exact.bounded();
  }

  private static boolean isWithin(double q, int most) {
    int panel = LogPanel.of(q);
    return panel >= LEAST && panel < most;
  }

  private double moment(double q, Moment moment, DoubleUnaryOperator otherwise) {
    if (isWithin(q, MOST)) {
      Optional<MomentPanel> panel = moments.computeIfAbsent(LogPanel.of(q), this::moments);
      if (panel.isPresent()) {
        return panel.get().at(q, moment);
      }
    }
    return known && !isWithin(q, MOST) && q >= Double.MIN_NORMAL
        ? beyond(q, LogPanel.of(q) < LEAST ? INNER : OUTER, moment, otherwise)
        : otherwise.applyAsDouble(q);
  }

  /**
   * A moment where the function is its tangent at 0, or its asymptotes, so that it is a power of
   * √q.
   *
   * @param ends second moments within the panels, the one next to q last
   */
  private double beyond(double q, double[] ends, Moment moment, DoubleUnaryOperator otherwise) {
    double from = moment(ends[0], moment, otherwise);
    double to = moment(ends[1], moment, otherwise);
    if (from == 0 && to == 0) {
      return 0;
    }
    double power = 2 * StrictMath.log(to / from) / StrictMath.log(ends[1] / ends[0]);
    double whole = Math.rint(power);
    return Math.abs(power - whole) <= WHOLE
        ? to * StrictMath.pow(q / ends[1], whole / 2)
        : otherwise.applyAsDouble(q); // as of softsign, which has a logarithm
  }

  @Override
  public double mean(double q) {
    return moment(q, Moment.MEAN, exact::mean);
  }

  @Override
  public double secondMoment(double q) {
    return moment(q, Moment.SECOND, exact::secondMoment);
  }

  @Override
  public double slopeSecondMoment(double q) {
    return moment(q, Moment.SLOPE_SECOND, exact::slopeSecondMoment);
  }

  /** Where f(0) is not 0, both sides of 0 cancel for small q. */
  @Override
  public double secondMomentSlope(double q) {
    return q > 0.1 || exact.apply(0) == 0
        ? moment(q, Moment.MOVING, at -> exact.secondMomentSlope(at) * at) / q
        : exact.secondMomentSlope(q);
  }

  @Override
  public double fourthMoment(double q) {
    return moment(q, Moment.FOURTH, exact::fourthMoment);
  }

  @Override
  public double slopeFourthMoment(double q) {
    return moment(q, Moment.SLOPE_FOURTH, exact::slopeFourthMoment);
  }

  private Optional<MomentPanel> moments(int number) {
    MomentPanel panel = MomentPanel.of(exact::apply, exact::derivative, number, kinks);
    return Optional.of(panel).filter(any -> known || agrees(number, q -> agrees(panel, q)));
  }

  private boolean agrees(MomentPanel panel, double q) {
    double second = exact.secondMoment(q);
    return alike(exact.mean(q), panel.at(q, Moment.MEAN), Math.sqrt(second))
        && alike(second, panel.at(q, Moment.SECOND), second)
        && alike(exact.secondMomentSlope(q) * q, panel.at(q, Moment.MOVING), second)
        && alike(exact.slopeSecondMoment(q), panel.at(q, Moment.SLOPE_SECOND))
        && alike(exact.fourthMoment(q), panel.at(q, Moment.FOURTH))
        && alike(exact.slopeFourthMoment(q), panel.at(q, Moment.SLOPE_FOURTH));
  }

  /** Whether an interpolation holds next to both ends of its interval, where it is worst. */
  private static boolean agrees(int panel, DoublePredicate at) {
    return at.test(StrictMath.exp(panel + 0.01)) && at.test(StrictMath.exp(panel + 0.99));
  }

  private static boolean alike(double expected, double found) {
    return alike(expected, found, Math.abs(expected));
  }

  private static boolean alike(double expected, double found, double scale) {
    return Math.abs(expected - found) <= TOLERANCE * scale;
  }

  @Override
  public DualKernel kernels(double q) {
    if (exact.closed() && kinks.length == 0) {
      return exact.kernels(q); // in a few elementary functions
    }
    Optional<KernelPanel> panel =
        isSmall(q) || isWithin(q, TABLED)
            ? kernels.computeIfAbsent(isSmall(q) ? SMALL : LogPanel.of(q), this::kernels)
            : Optional.empty();
    return panel.isPresent() ? new Tabled(panel.get(), q) : untabled(q);
  }

  /** Whether all that is known to be smooth has all but its limit. */
  private boolean isSmall(double q) {
    return known && q < RootPanel.END;
  }

  private DualKernel untabled(double q) {
    WideKernel kernel = q >= WideKernel.LEAST && kinks.length == 0 ? wide() : null;
    return kernel == null ? exact.kernels(q) : wide(kernel, q);
  }

  private DualKernel wide(WideKernel kernel, double q) {
    return new DualKernel.Wide(kernel, exact, q, slopeSecondMoment(q), secondMoment(q));
  }

  private Optional<KernelPanel> kernels(int number) {
    return Optional.ofNullable(panel(number))
        .filter(
            panel ->
                known
                    || hinges != null
                    || agrees(number, q -> agree(exact.kernels(q), new Tabled(panel, q))));
  }

  /** The kernels over a panel; null if they cannot be had. */
  private @Nullable KernelPanel panel(int number) {
    double[] points = number == SMALL ? RootPanel.points() : LogPanel.points(number);
    double[] slopes = new double[points.length];
    for (int i = 0; i < points.length; i++) {
      slopes[i] = slopeSecondMoment(points[i]);
    }
    if (hinges != null) {
      return KernelPanel.ofFall(
          number, hinges.length(), slopes, (i, angle) -> hinges.fall(points[i], angle));
    }
    if (exact.closed()) {
      DualKernel[] kernels = new DualKernel[points.length];
      Arrays.setAll(kernels, i -> exact.kernels(points[i]));
      return KernelPanel.ofSlopes(
          number, slopes, (i, angle) -> kernels[i].slopeKernel(KernelPanel.distance(angle)));
    }
    if (kinks.length > 0) {
      return number < GENTLE ? ofPlanes(number, points, slopes) : null;
    }
    WideKernel kernel = points[0] >= WideKernel.LEAST ? wide() : null;
    if (kernel != null) {
      return exact.bounded()
          ? KernelPanel.ofSlopes(
              number,
              slopes,
              (i, angle) -> kernel.slopeKernel(points[i], KernelPanel.distance(angle), slopes[i]))
          : KernelPanel.ofFall(number, 1, slopes, (i, angle) -> kernel.fall(points[i], angle));
    }
    return number < SMOOTH ? ofSeries(number, points, slopes) : null;
  }

  private KernelPanel ofPlanes(int number, double[] points, double[] slopes) {
    Map<Integer, PlaneKernel> planes = new HashMap<>();
    for (double q : points) {
      planes.computeIfAbsent(LogPanel.of(q), one -> new PlaneKernel(exact::derivative, one, kinks));
    }
    return KernelPanel.ofSlopes(
        number, slopes, (i, angle) -> planes.get(LogPanel.of(points[i])).at(points[i], angle));
  }

  /** The kernels by Hermite series, where these converge. */
  private @Nullable KernelPanel ofSeries(int number, double[] points, double[] slopes) {
    Mehler[] series = new Mehler[points.length];
    for (int i = 0; i < points.length; i++) {
      Optional<Mehler> one = Mehler.of(exact::apply, exact::derivative, points[i]);
      if (one.isEmpty()) {
        return null;
      }
      series[i] = one.get();
    }
    return KernelPanel.ofSlopes(
        number, slopes, (i, angle) -> series[i].slopeKernel(KernelPanel.distance(angle)));
  }

  /** Compares where each takes a quadrature over the plane, if there are kinks, at few places. */
  private static boolean agree(DualKernel expected, DualKernel found) {
    double near = Math.min(1, NEAR / expected.q());
    double slopes = expected.slopeKernel(0);
    return alike(expected.kernelGap(0.1), found.kernelGap(0.1))
        && alike(expected.slopeKernel(1), found.slopeKernel(1), slopes)
        && alike(expected.slopeKernel(near), found.slopeKernel(near), slopes);
  }

  private @Nullable WideKernel wide() {
    if (!sought) {
      wide =
          WideKernel.of(exact::derivative, exact.bounded())
              .filter(kernel -> known || agrees(kernel, 3 * WideKernel.LEAST))
              .orElse(null);
      sought = true;
    }
    return wide;
  }

  private boolean agrees(WideKernel kernel, double q) {
    return agree(exact.kernels(q), wide(kernel, q));
  }

  /** The kernels between those of a panel. */
  private final class Tabled implements DualKernel.ByGap {

    private final KernelPanel panel;
    private final double q;
    private final double[] factors;
    private final double slopes;

    Tabled(KernelPanel panel, double q) {
      this.panel = panel;
      this.q = q;
      this.factors = isSmall(q) ? RootPanel.factors(q) : LogPanel.factors(q);
      this.slopes = slopeSecondMoment(q);
    }

    @Override
    public double q() {
      return q;
    }

    @Override
    public double secondMoment() {
      return Interpolated.this.secondMoment(q);
    }

    /** Whether the panel's kernels are those at large q, which reach to a right angle. */
    private boolean isBeyond(double distance) {
      return distance > 1 && kinks.length == 0 && q >= WideKernel.LEAST && wide() != null;
    }

    @Override
    public double slopeKernel(double distance) {
      return isBeyond(distance)
          ? untabled(q).slopeKernel(distance)
          : slopes * panel.slopes(factors, KernelPanel.angle(distance));
    }

    @Override
    public double kernelGap(double distance) {
      return isBeyond(distance)
          ? untabled(q).kernelGap(distance)
          : slopes * q * distance * panel.gaps(factors, KernelPanel.angle(distance));
    }
  }
}
