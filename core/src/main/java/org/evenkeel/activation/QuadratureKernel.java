// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import java.util.Optional;
import org.evenkeel.gaussian.GaussianPlane;
import org.evenkeel.gaussian.Mehler;

/**
 * The dual kernel of any shape: by its Hermite series if it is smooth, which is fast, else by
 * quadrature over the plane.
 *
 * @param q second moment of its arguments
 * @param series the Hermite series, if it converges
 */
record QuadratureKernel(Shape shape, double q, Optional<Mehler> series) implements DualKernel {

  static QuadratureKernel of(Shape shape, double q) {
    boolean smooth = shape.kinks().length == 0 && shape.precision() == 0;
    return new QuadratureKernel(
        shape, q, smooth ? Mehler.of(shape::apply, shape::derivative, q) : Optional.empty());
  }

  @Override
  public double kernel(double distance) {
    return series.isPresent()
        ? series.get().kernel(distance)
        : GaussianPlane.within(
            shape.precision(),
            (m, e) -> shape.apply(m + e) * shape.apply(m - e),
            q,
            distance,
            shape.kinks());
  }

  @Override
  public double slopeKernel(double distance) {
    return series.isPresent()
        ? series.get().slopeKernel(distance)
        : GaussianPlane.within(
            shape.precision(),
            (m, e) -> shape.derivative(m + e) * shape.derivative(m - e),
            q,
            distance,
            shape.kinks());
  }

  @Override
  public double kernelGap(double distance) {
    if (series.isPresent()) {
      return series.get().kernelGap(distance);
    }
    double[] kinks = shape.kinks();
    return GaussianPlane.within(
        shape.precision(),
        (m, e) -> {
          double difference = difference(shape, m, e, kinks);
          return difference * difference / 2;
        },
        q,
        distance,
        kinks);
  }

  /** f(m + e) - f(m - e); for small e by f', where subtraction would cancel. */
  static double difference(Shape shape, double m, double e, double[] kinks) {
    double above = shape.apply(m + e);
    double below = shape.apply(m - e);
    double difference = above - below;
    double scale = Math.abs(above) + Math.abs(below);
    if (!(Math.abs(difference) <= 1e-4 * scale)) {
      return difference;
    }
    for (double kink : kinks) {
      if (m - e < kink && kink < m + e) {
        return difference;
      }
    }
    double node = e / Math.sqrt(3); // Gauss' two, exact to the third power
    double integral = e * (shape.derivative(m + node) + shape.derivative(m - node));
    return Math.abs(integral - difference) <= 1e-13 * scale ? integral : difference;
  }
}
