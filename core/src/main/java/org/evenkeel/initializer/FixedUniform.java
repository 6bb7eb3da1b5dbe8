// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.evenkeel.gaussian.Elementary;
import org.evenkeel.gaussian.GaussLegendre;
import org.evenkeel.naming.Arguments;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightRange;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Formula;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;

/**
 * Independent weights uniform on [low, high] whatever the fans: mean (low + high)/2, Var(w) = (high
 * - low)²/12.
 */
public record FixedUniform(double low, double high) implements Initializer {

  /** Throws {@link IllegalArgumentException} unless low &lt; high and both are finite floats. */
  public FixedUniform {
    if (!(low < high && Float.isFinite((float) low) && Float.isFinite((float) high))) {
      throw new IllegalArgumentException(
          "a uniform interval must be finite, its lower end first: [%s, %s]; as in uniform(-0.05, 0.05)"
              .formatted(low, high));
    }
  }

  /** The same with both ends times a factor. */
  public FixedUniform scaled(double factor) {
    return new FixedUniform(factor * low, factor * high);
  }

  @Override
  public double mean() {
    return low + (high - low) / 2;
  }

  @Override
  public double variance(Part part) {
    return (high - low) * (high - low) / 12;
  }

  @Override
  public WeightRange range(Part part) {
    return new WeightRange(low, high);
  }

  @Override
  public Optional<Distribution> drawnFrom() {
    return Optional.of(Distribution.UNIFORM);
  }

  @Override
  public Optional<Formula> formula(Part part) {
    return Optional.of(Formula.interval(low, high));
  }

  @Override
  public void fill(WeightShape shape, Key key, long from, FloatBuffer out) {
    Slices.require(shape, from, out.remaining());
    RandomFill.uniform(key, from, out, low, high);
  }

  /**
   * Biases whose softplus is a time step dt, log-uniform on [shortest, longest]: {@code b =
   * ln(exp(dt) - 1)}, as in a selective state space model, whose units then remember between
   * 1/longest and 1/shortest tokens (Gu, Dao 2023, "Mamba: linear-time sequence modeling with
   * selective state spaces", section 3.6).
   *
   * @param shortest positive and finite
   * @param longest at least the shortest, finite
   */
  public record TimeStep(double shortest, double longest) implements Initializer {

    /** Width of a panel of the quadrature over ln dt. */
    private static final double PANEL = 0.5;

    /** Throws {@link IllegalArgumentException} unless both are positive, the shortest first. */
    public TimeStep {
      Arguments.positive("a time step", shortest, "Mamba's are 0.001 to 0.1");
      Arguments.positive("a time step", longest, "Mamba's are 0.001 to 0.1");
      if (shortest >= longest) {
        throw new IllegalArgumentException(
            "time steps need the shortest first: [%s, %s]; as in mamba-dt(0.001, 0.1)"
                .formatted(shortest, longest));
      }
    }

    /** The bias at a place between the shortest and the longest step, from -1 to 1. */
    private double bias(double place) {
      double low = StrictMath.log(shortest);
      double step = StrictMath.exp(low + (StrictMath.log(longest) - low) * (1 + place) / 2);
      return step + StrictMath.log(-Elementary.expm1(-step)); // keeps the digits of a long step
    }

    private double moment(int order, double around) {
      int panels = 1 + (int) (StrictMath.log(longest / shortest) / PANEL);
      double sum = 0;
      for (int i = 0; i < panels; i++) {
        double from = -1 + 2.0 * i / panels;
        sum +=
            GaussLegendre.integral(
                place -> StrictMath.pow(bias(place) - around, order), from, from + 2.0 / panels);
      }
      return sum / 2;
    }

    @Override
    public double mean() {
      return moment(1, 0);
    }

    @Override
    public double variance(Part part) {
      return moment(2, mean());
    }

    @Override
    public WeightRange range(Part part) {
      return new WeightRange((float) bias(-1), (float) bias(1));
    }

    @Override
    public void fill(WeightShape shape, Key key, long from, FloatBuffer out) {
      Slices.require(shape, from, out.remaining());
      int start = out.position();
      RandomFill.uniform(key, from, out, 1f);
      for (int i = start; i < out.limit(); i++) {
        out.put(i, (float) bias(out.get(i)));
      }
    }
  }
}
