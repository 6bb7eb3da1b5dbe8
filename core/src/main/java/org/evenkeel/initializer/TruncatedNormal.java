// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.evenkeel.gaussian.TruncatedMoments;
import org.evenkeel.naming.Arguments;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightRange;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Formula;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;

/**
 * Independent weights {@code s·z}, z ~ N(0, 1) conditioned on low ≤ z ≤ high, with s chosen so that
 * Var(w) = std² exactly, whatever the bounds. Bounds are in standard deviations of the parent N(0,
 * s²), as in JAX; PyTorch's are absolute, and its std is the parent's: {@link #ofParent}.
 *
 * @param std standard deviation of the weights, positive and finite
 * @param low lower bound, in standard deviations of the parent
 * @param high upper bound, in standard deviations of the parent
 */
public record TruncatedNormal(double std, double low, double high) implements Initializer {

  /**
   * Throws {@link IllegalArgumentException} unless std is positive and finite, low &lt; high, and
   * the interval comes within 20 standard deviations of the mean.
   */
  public TruncatedNormal {
    Arguments.positive("a standard deviation", std, "0.02 is usual");
    if (!(low < high)) {
      throw new IllegalArgumentException(
          "truncation needs its lower bound first: [%s, %s]; as in truncated-normal(0.02, -2, 2)"
              .formatted(low, high));
    }
    if (low >= 20 || high <= -20) {
      throw new IllegalArgumentException(
          "truncation must come within 20 standard deviations of the mean: [%s, %s]; move the bounds"
              .formatted(low, high));
    }
  }

  /**
   * As PyTorch's {@code trunc_normal_(mean=0, std, a, b)}, the standard deviation before truncation
   * and absolute bounds.
   */
  public static TruncatedNormal ofParent(double parent, double a, double b) {
    Arguments.positive("a standard deviation", parent, "0.02 is usual");
    double low = a / parent;
    double high = b / parent;
    new TruncatedNormal(1, low, high); // checks the bounds
    return new TruncatedNormal(
        parent * Math.sqrt(TruncatedMoments.of(low, high).variance()), low, high);
  }

  /** {@inheritDoc} Here 0 for symmetric bounds. */
  @Override
  public double mean() {
    return low == -high ? 0 : parent() * TruncatedMoments.of(low, high).mean();
  }

  /** Standard deviation before truncation. */
  public double parent() {
    return std / Math.sqrt(TruncatedMoments.of(low, high).variance());
  }

  @Override
  public double variance(Part part) {
    return std * std;
  }

  @Override
  public WeightRange range(Part part) {
    float parent = (float) parent();
    return new WeightRange(low * parent, high * parent);
  }

  @Override
  public Optional<Distribution> drawnFrom() {
    return Optional.of(Distribution.TRUNCATED_NORMAL);
  }

  @Override
  public Optional<Formula> formula(Part part) {
    return Formula.truncated((float) parent(), low, high);
  }

  @Override
  public void fill(WeightShape shape, Key key, long from, FloatBuffer out) {
    Slices.require(shape, from, out.remaining());
    RandomFill.truncatedNormal(key, from, out, (float) parent(), low, high);
  }
}
