// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import org.evenkeel.gaussian.HingeKernel;
import org.evenkeel.gaussian.KernelPanel;
import org.evenkeel.gaussian.LogPanel;
import org.evenkeel.gaussian.Mehler;
import org.evenkeel.gaussian.MomentPanel;
import org.evenkeel.gaussian.MomentPanel.Moment;
import org.evenkeel.gaussian.WideKernel;
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

  /**
   * The ln q up to which kernels with a kink are interpolated: beyond it their grids would grow.
   */
  private static final int GENTLE = 3;

  /** The same for Hermite series. */
  private static final int SMOOTH = 6;

  /** The same for moments. */
  private static final int MOST = 60;

  /** The difference of a power from a whole one that is rounding. */
  private static final double WHOLE = 1e-9;

  private static final double[] KINK = {0};

  /** The smallest ln q of a panel: below it a function is its tangent at 0. */
  private static final int LEAST = -70;

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
  private final Map<Integer, Optional<Mehler[]>> series = new ConcurrentHashMap<>();
  private final Map<Integer, Boolean> angles = new ConcurrentHashMap<>();
  private final Map<Long, KernelPanel> gaps = new ConcurrentHashMap<>();
  private final Map<Long, KernelPanel> slopes = new ConcurrentHashMap<>();

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
    if (exact.closed()) {
      return exact.kernels(q);
    }
    if (kinks.length > 0) {
      return kinked(q);
    }
    WideKernel kernel = q >= WideKernel.LEAST ? wide() : null;
    return kernel == null ? smooth(q) : new Wide(kernel, q);
  }

  /** The kernels of a function with kinks. */
  private DualKernel kinked(double q) {
    if (hinges != null) {
      return new DualKernel.Hinged(hinges, q, slopeSecondMoment(q), secondMoment(q));
    }
    boolean between =
        isWithin(q, GENTLE)
            && Arrays.equals(kinks, KINK)
            && (known || angles.computeIfAbsent(LogPanel.of(q), this::agreesBetweenAngles));
    return between ? new BetweenAngles(q, LogPanel.factors(q)) : exact.kernels(q);
  }

  private boolean agreesBetweenAngles(int panel) {
    return agrees(panel, q -> agree(exact.kernels(q), new BetweenAngles(q, LogPanel.factors(q))));
  }

  /** The kernels by a Hermite series, where it converges. */
  private DualKernel smooth(double q) {
    Optional<Mehler[]> panel =
        isWithin(q, SMOOTH)
            ? series.computeIfAbsent(LogPanel.of(q), this::series)
            : Optional.empty();
    return panel.isEmpty() ? exact.kernels(q) : between(q, panel.get());
  }

  private DualKernel between(double q, Mehler[] panel) {
    return new QuadratureKernel(exact, q, Optional.of(Mehler.between(LogPanel.factors(q), panel)));
  }

  private Optional<Mehler[]> series(int number) {
    double[] points = LogPanel.points(number);
    Mehler[] all = new Mehler[points.length];
    for (int i = 0; i < points.length; i++) {
      Optional<Mehler> one = Mehler.of(exact::apply, exact::derivative, points[i]);
      if (one.isEmpty()) {
        return Optional.empty();
      }
      all[i] = one.get();
    }
    return known || agrees(number, q -> agree(exact.kernels(q), between(q, all)))
        ? Optional.of(all)
        : Optional.empty();
  }

  private static boolean agree(DualKernel expected, DualKernel found) {
    double slopes = expected.slopeKernel(0);
    return alike(slopes, found.slopeKernel(0))
        && alike(expected.slopeKernel(1), found.slopeKernel(1), slopes)
        && alike(expected.kernelGap(1), found.kernelGap(1))
        && alike(expected.kernelGap(0.1), found.kernelGap(0.1));
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
    return agree(exact.kernels(q), new Wide(kernel, q));
  }

  /** The kernels at a large second moment. */
  private final class Wide implements DualKernel.ByGap {

    private final WideKernel kernel;
    private final double q;
    private final double slopes;

    Wide(WideKernel kernel, double q) {
      this.kernel = kernel;
      this.q = q;
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

    @Override
    public double slopeKernel(double distance) {
      return WideKernel.reaches(q, distance)
          ? kernel.slopeKernel(q, distance, slopes)
          : smooth(q).slopeKernel(distance);
    }

    @Override
    public double kernelGap(double distance) {
      return WideKernel.reaches(q, distance)
          ? kernel.kernelGap(q, distance, slopes)
          : smooth(q).kernelGap(distance);
    }
  }

  /** The kernels of a function with a kink at 0, by their quotients with those of its tangent. */
  private final class BetweenAngles implements DualKernel.ByGap {

    private final double q;
    private final double[] factors;

    BetweenAngles(double q, double[] factors) {
      this.q = q;
      this.factors = factors;
    }

    @Override
    public double q() {
      return q;
    }

    @Override
    public double secondMoment() {
      return Interpolated.this.secondMoment(q);
    }

    @Override
    public double slopeKernel(double distance) {
      DoubleBinaryOperator g = (m, e) -> exact.derivative(m + e) * exact.derivative(m - e);
      double angle = KernelPanel.angle(distance);
      return slopeSecondMoment(q)
          * panel(slopes, g, (at, d) -> slopeSecondMoment(at), angle).at(factors, angle);
    }

    @Override
    public double kernelGap(double distance) {
      double angle = KernelPanel.angle(distance);
      DoubleBinaryOperator g =
          (m, e) -> {
            double difference = QuadratureKernel.difference(exact, m, e, KINK);
            return difference * difference / 2;
          };
      return slopeSecondMoment(q)
          * q
          * distance
          * panel(gaps, g, (at, d) -> slopeSecondMoment(at) * at * d, angle).at(factors, angle);
    }

    private KernelPanel panel(
        Map<Long, KernelPanel> known,
        DoubleBinaryOperator g,
        DoubleBinaryOperator scale,
        double angle) {
      int panel = LogPanel.of(q);
      int interval = KernelPanel.interval(angle);
      return known.computeIfAbsent(
          panel * 1000L + interval, any -> KernelPanel.of(g, scale, panel, interval));
    }
  }
}
