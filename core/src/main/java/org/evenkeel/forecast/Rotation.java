// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import org.evenkeel.network.Network;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.Structure;

/**
 * What a random orthogonal matrix Q keeps of the vectors that enter it: lengths and angles, as far
 * as it has as many rows as columns. Independent weights keep them on average only.
 *
 * <pre>
 * z     pre-activations Q·x + b
 * m, n  rows and columns of Q, without what mirror images repeat
 * k     the share min(1, m/n): |Q·x|² deviates by 2(n - m)/(m (n + 2)), 1 - k of 2/m
 * s     the share of b in E[z²]
 * c     the correlation of two examples; c - s is that of their Q·x
 * h_j   Hermite coefficients of a function of z
 * </pre>
 *
 * <p>Where |Q·x|² is kept, a mean over units of a function of z no longer deviates by its part of
 * order 2, h_2² (c - s)².
 *
 * @param kept k; 0 for independent weights
 * @param ofBiases s
 * @param returned the same share for the gradient, which the transpose takes back: min(1, n/m)
 */
record Rotation(double kept, double ofBiases, double returned) implements Signal.Origin {

  /** What independent weights keep. */
  static final Rotation NONE = new Rotation(0, 0, 0);

  /** A signal's rotation; none if it does not come from weights alone. */
  static Rotation of(Signal signal) {
    return signal.origin() instanceof Rotation rotation ? rotation : NONE;
  }

  /**
   * The rotation by a layer's weights.
   *
   * @param paired whether its own units are pairs of opposite sign
   * @param ofBiases s
   */
  static Rotation of(Network.Placed place, Structure structure, boolean paired, double ofBiases) {
    if (!structure.isOrthogonal()) {
      return new Rotation(0, ofBiases, 0);
    }
    Part part = place.weights().parts().get(0);
    double rows = part.outputs() / (paired ? 2.0 : 1);
    double channels =
        part.inputs() / (double) structure.pairing() - (structure.isCentered() ? 1 : 0);
    double columns = channels * (structure.isDelta() ? 1 : part.taps());
    return new Rotation(Math.min(1, rows / columns), ofBiases, Math.min(1, columns / rows));
  }

  /** The variance of |Q·x|² over units that is kept, in units of h_2²: the mean of (c - s)² k. */
  double ofLengths(Pairs correlations, double examples) {
    double alone = (1 - ofBiases) * (1 - ofBiases);
    double common = correlations.map(c -> (c - ofBiases) * (c - ofBiases)).mean();
    return kept * UnitVariance.over(examples, alone, Math.min(alone, common));
  }

  /**
   * E[q'²]/2q² - 1/2 of the second moments q' that a function of curvature takes its mean over,
   * less that of a Gaussian: draws deviate, but within one no length |Q·x| does.
   */
  double bend(Signal z) {
    double lengths = kept * (1 - ofBiases) * (1 - ofBiases) / z.units();
    return kept == 0 ? 0 : z.deviation().signal() / 2 - lengths;
  }

  /** The relative variance of z² over so many examples. */
  double ofSquares(Pairs correlations, double examples) {
    return Math.max(
        0, UnitVariance.gaussian(correlations, examples) - 2 * ofLengths(correlations, examples));
  }

  /**
   * The relative variance of the distance r of z, mean over pairs: of differences that are kept
   * just b and its products with Q·x count.
   */
  double ofDistance(double r, Pairs correlations, double pairs) {
    double s = ofBiases;
    double along = correlations.map(c -> Math.max(0, c - s)).mean();
    double ofBoth = 2 * s * s + UnitVariance.over(pairs, 4 * s * (1 - s), 4 * s * along);
    return (1 - kept) * UnitVariance.gaussianDistance(r, pairs) + kept * ofBoth;
  }

  /** The relative variance of a gradient of examples with this mean squared correlation. */
  double ofGradient(double squaredCorrelation, double examples) {
    return (1 - returned) * UnitVariance.gaussian(squaredCorrelation, examples);
  }
}
