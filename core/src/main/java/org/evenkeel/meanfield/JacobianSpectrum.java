// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.meanfield;

import java.util.function.DoubleUnaryOperator;

/**
 * The squared singular values s² of the Jacobian of a network's output by its input, J = D_L W_L …
 * D_1 W_1 with D = diag f', in the limit of infinite width and at one second moment q in all layers
 * (Pennington et al. 2017).
 *
 * @param field activation and variances; σ_b² plays no part but through q
 * @param q second moment of the pre-activations
 * @param depth L, the number of layers
 * @param weights the ensemble of the weights
 */
public record JacobianSpectrum(MeanField field, double q, int depth, Ensemble weights) {

  /** The number of points at which f' is evaluated for its maximum, within ±12 deviations. */
  private static final int PROBES = 4800;

  /** The ensemble of the weights, with the first moment s_1 of its S-transform. */
  public enum Ensemble {
    /** Independent normal weights: s_1 = -1. */
    GAUSSIAN(-1),
    /** Orthogonal matrices times σ_w: s_1 = 0. */
    ORTHOGONAL(0);

    private final double firstMoment;

    Ensemble(double firstMoment) {
      this.firstMoment = firstMoment;
    }

    /** 1/S(m) for weights of σ_w = 1. */
    private double inverseTransform(double m) {
      return this == GAUSSIAN ? 1 + m : 1;
    }
  }

  /**
   * Checks depth and second moment.
   *
   * @throws IllegalArgumentException if the depth is below 1, or q not positive and finite
   */
  public JacobianSpectrum {
    if (!(q > 0 && q < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a Jacobian needs a positive, finite second moment: " + q + "; give the fixed point");
    }
    if (depth < 1) {
      throw new IllegalArgumentException(
          "a Jacobian needs at least one layer: " + depth + "; give the number of weight layers");
    }
  }

  /** E[s²] = χ^L with χ = σ_w² E[f'²]. */
  public double mean() {
    return Math.pow(field.chi(q), depth);
  }

  /**
   * Var(s²) = L (E[f'⁴]/E[f'²]² - 1 - s_1) χ^2L (equation 22): what a layer adds to it cannot be
   * less than 0 only if f is linear and the weights are orthogonal.
   */
  public double variance() {
    double second = field.activation().slopeSecondMoment(q);
    double fourth = field.activation().slopeFourthMoment(q);
    return depth * (fourth / (second * second) - 1 - weights.firstMoment) * mean() * mean();
  }

  /**
   * s_max, the upper edge of the singular values. The S-transforms of all factors multiply, so that
   * λ = s² and m = Σ E[s^2k]/λ^k are bound by λ = (1 + m)/m · (σ_w² m x/((1 + m) S(m)))^L, where S
   * is that of the weights, 1/(1 + m) or 1, and x belongs to m by m = E[f'²/(x - f'²)]. The edge is
   * the least λ over all x > sup f'². For linear Gaussian layers it is √((L + 1)^(L+1)/L^L).
   */
  public double largest() {
    double top = greatestSlopeSquare();
    if (top == 0) {
      return 0;
    }
    // By ln(x/sup f'² - 1): close to the edge of f'² for flat spectra, far from it for wide ones.
    DoubleUnaryOperator logLambda = t -> logLambda(top * (1 + Math.exp(t)), top);
    double best = Double.POSITIVE_INFINITY;
    double at = 0;
    for (double t = -30; t <= 30; t++) {
      double value = logLambda.applyAsDouble(t);
      if (value < best) {
        best = value;
        at = t;
      }
    }
    return Math.exp(Math.min(best, goldenSection(logLambda, at - 1, at + 1)) / 2);
  }

  private double logLambda(double x, double top) {
    double m = moment(x, top);
    // D's own S-transform is (1 + m)/(m x).
    double layer = field.weightVariance() * weights.inverseTransform(m) * m * x / (1 + m);
    return Math.log((1 + m) / m) + depth * Math.log(layer);
  }

  /** E[f'²/(x - f'²)]. */
  private double moment(double x, double top) {
    return field
        .activation()
        .expectation(
            u -> {
              double slope = field.activation().derivative(u);
              double square = Math.min(top, slope * slope);
              return square / (x - square);
            },
            q);
  }

  private double greatestSlopeSquare() {
    double reach = 12 * Math.sqrt(q);
    double top = 0;
    for (int i = -PROBES; i <= PROBES; i++) {
      double slope = field.activation().derivative(reach * i / PROBES);
      top = Math.max(top, slope * slope);
    }
    return top;
  }

  private static double goldenSection(DoubleUnaryOperator f, double from, double to) {
    double ratio = (Math.sqrt(5) - 1) / 2;
    double low = from;
    double high = to;
    while (high - low > 1e-6) {
      double left = high - ratio * (high - low);
      double right = low + ratio * (high - low);
      if (f.applyAsDouble(left) < f.applyAsDouble(right)) {
        high = right;
      } else {
        low = left;
      }
    }
    return f.applyAsDouble((low + high) / 2);
  }
}
