// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import org.evenkeel.network.Layer;

/** The transfer of a signal by dropout and by normalization. */
final class RescalingTransfer {

  /** The ε that DJL and PyTorch add to a variance before dividing by its root. */
  private static final double EPSILON = 1e-5;

  /** The share of a batch's gradient that normalization removes, times its size. */
  private static final double LOST = 1.25;

  private RescalingTransfer() {}

  /**
   * Dropout in training: x·B/p with B of mean p. The second moment, that of the mean included,
   * grows by 1/p; E[x·x'] of two inputs, whose masks are not the same, does not.
   *
   * @param keep p
   */
  static Transfer dropout(double keep, Signal in) {
    Signal out =
        new Signal(
            in.mean(),
            in.secondMoment() / keep,
            in.norms(),
            in.gaps().map(gap -> gap + in.secondMoment() * (1 / keep - 1)),
            in.common(),
            in.deviation(),
            in.logError(),
            in.units(),
            in.border(),
            null);
    return new Transfer(
        out,
        1,
        0,
        back -> {
          double shared = back.squaredCorrelation() * keep * keep;
          return back.through(1 / keep, 0, 1, 0)
              .withSquaredCorrelation(shared)
              .withCommon(back.common());
        });
  }

  /**
   * Normalization. Over a batch each unit loses its mean over inputs, which leaves the mean gap as
   * its variance and uncorrelated inputs (Yang et al. 2019); over a layer each input loses its mean
   * over units. A gradient is divided by the same divisor.
   *
   * <p>Of B Gaussian examples E[1/s²] is B/(B - 3) over their variance, as s² is χ² with B - 1
   * degrees of freedom; a gradient also loses what it has in common over examples and along the
   * signal, together {@value #LOST} of B.
   */
  static Transfer normalization(Layer.Normalization.Over over, Signal in, double examples) {
    boolean known = !Double.isNaN(in.secondMoment());
    double mean = over == Layer.Normalization.Over.RMS && known ? in.mean() : 0;
    double variance =
        switch (over) {
          case BATCH -> Double.isNaN(in.gaps().mean()) ? in.variance() : in.gaps().mean();
          case RMS -> in.secondMoment();
          case LAYER, TOKEN -> Math.max(0, in.variance() - in.common().covariance());
        };
    double divisor = variance + EPSILON;
    double second = Double.isNaN(variance) ? 1 : variance / divisor;
    boolean apart = over == Layer.Normalization.Over.BATCH;
    double kept =
        switch (over) {
          case BATCH -> in.common().gap();
          case RMS -> in.common().covariance();
          case LAYER, TOKEN -> 0;
        };
    double removed = over == Layer.Normalization.Over.RMS ? 0 : in.common().gap();
    double lengths = apart && examples > 3 ? (examples - LOST) / (examples - 3) : 1;
    Pairs gaps =
        apart
            ? Pairs.all(second * (1 + 1 / Math.max(1, examples - 1)))
            : in.gaps().map(gap -> Math.max(0, gap - removed) / divisor);
    Signal out =
        new Signal(
            mean == 0 ? 0 : mean / Math.sqrt(divisor),
            second,
            apart ? in.norms() : 0,
            gaps,
            kept == 0 || !known
                ? Signal.Common.NONE
                : new Signal.Common(kept, in.common().gap()).times(1 / divisor),
            apart ? Deviation.NONE : in.deviation().through(0, 1, 0),
            0,
            in.units(),
            in.border().power(0),
            null);
    double own = -variance / divisor;
    double noise =
        in.units() == 0
            ? 0
            : UnitVariance.gaussian(apart ? 0 : 1 / examples, examples) / in.units();
    return new Transfer(
        out,
        0,
        0,
        back -> {
          Gradient passed = back.through(lengths / divisor, own, 0, 0).plusLogError(in.logError());
          return passed.withLogVariance(passed.logVariance() + noise);
        });
  }
}
