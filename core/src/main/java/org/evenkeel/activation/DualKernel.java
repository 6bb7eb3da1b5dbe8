// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

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
}
