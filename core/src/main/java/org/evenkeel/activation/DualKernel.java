// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import java.util.Arrays;
import org.evenkeel.gaussian.panel.HingeKernel;
import org.evenkeel.gaussian.panel.WideKernel;
import org.jspecify.annotations.Nullable;

/**
 * The dual kernel of an activation f: the correlation functions of f(u) and f(v) for u and v that
 * are N(0, q) with correlation c. The argument is the distance 1 - c, which may be far smaller than
 * the spacing of doubles next to 1.
 */
interface DualKernel {

  /** The second moment q of u and of v. */
  double q();

  /** E[f(u) f(v)]. */
  double kernel(double distance);

  /** E[f'(u) f'(v)]. */
  double slopeKernel(double distance);

  /** E[(f(u) - f(v))²]/2, with full relative precision. */
  double kernelGap(double distance);

  /** A kernel whose gap is known better than itself. */
  interface ByGap extends DualKernel {

    /** E[f(u)²]. */
    double secondMoment();

    @Override
    default double kernel(double distance) {
      return secondMoment() - kernelGap(distance);
    }
  }

  /** The kernels at the last two second moments. */
  record Recent(@Nullable DualKernel last, @Nullable DualKernel before) {

    static final Recent NONE = new Recent(null, null);

    @Nullable DualKernel at(double q) {
      return last != null && last.q() == q
          ? last
          : before != null && before.q() == q ? before : null;
    }

    Recent then(DualKernel next) {
      return new Recent(next, last);
    }
  }

  /**
   * The kernels of a smooth function at a large second moment.
   *
   * @param exact the function, for angles at which there are no others
   * @param slopes E[f'(u)²]
   */
  record Wide(WideKernel kernel, Shape exact, double q, double slopes, double secondMoment)
      implements ByGap {

    @Override
    public double slopeKernel(double distance) {
      return WideKernel.reaches(q, distance)
          ? kernel.slopeKernel(q, distance, slopes)
          : exact.kernels(q).slopeKernel(distance);
    }

    @Override
    public double kernelGap(double distance) {
      return WideKernel.reaches(q, distance)
          ? kernel.kernelGap(q, distance, slopes)
          : exact.kernels(q).kernelGap(distance);
    }
  }

  /**
   * The kernels of a continuous function that is straight between kinks.
   *
   * @param slopes E[f'(u)²]
   */
  record Hinged(HingeKernel kernel, double q, double slopes, double secondMoment) implements ByGap {

    /** Places of a piece at which it is tried whether it is straight. */
    private static final double[] PLACES = {0.05, 0.23, 0.5, 0.71, 0.96};

    /** The relative difference from a straight line that is rounding. */
    private static final double ROUNDING = 1e-12;

    /** The length of the outermost pieces that are tried. */
    private static final double FAR = 64;

    /** A step from one side of a kink to the other. */
    private static final double STEP = 1e-9;

    @Override
    public double slopeKernel(double distance) {
      return kernel.slopeKernel(q, distance, slopes);
    }

    @Override
    public double kernelGap(double distance) {
      return kernel.kernelGap(q, distance, slopes);
    }

    /** The kernels of a function that has kinks; null if it is bent between them, or has a step. */
    static @Nullable HingeKernel kernel(Shape f) {
      double[] kinks = f.kinks();
      Arrays.sort(kinks);
      double[] slopes = new double[kinks.length + 1];
      for (int i = 0; i < slopes.length; i++) {
        double from = i == 0 ? kinks[0] - FAR : kinks[i - 1];
        double to = i == kinks.length ? from + FAR : kinks[i];
        slopes[i] = f.derivative(from + (to - from) / 2);
        if (!isStraight(f, slopes[i], from, to)) {
          return null;
        }
      }
      double[] jumps = new double[kinks.length];
      for (int i = 0; i < kinks.length; i++) {
        jumps[i] = slopes[i + 1] - slopes[i];
        double step = f.apply(kinks[i] + STEP) - f.apply(kinks[i] - STEP);
        double most = 2 * STEP * (Math.abs(slopes[i]) + Math.abs(slopes[i + 1]));
        if (!(Math.abs(step) <= most + ROUNDING)) {
          return null;
        }
      }
      return new HingeKernel(kinks, jumps);
    }

    private static boolean isStraight(Shape f, double slope, double from, double to) {
      double middle = f.apply(from + (to - from) / 2);
      for (double place : PLACES) {
        double straight = middle + slope * (to - from) * (place - 0.5);
        double x = from + (to - from) * place;
        double most = ROUNDING * (Math.abs(straight) + FAR);
        if (!(Math.abs(f.derivative(x) - slope) <= ROUNDING * Math.abs(slope))
            || !(Math.abs(f.apply(x) - straight) <= most)) {
          return false;
        }
      }
      return true;
    }
  }
}
