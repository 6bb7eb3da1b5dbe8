// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.space;

import org.jspecify.annotations.Nullable;

/**
 * The domain of real numbers between two bounds, both included.
 *
 * @param low the lowest
 * @param high the highest, not below the lowest
 * @param log whether the scale is logarithmic: equal ratios are equally likely
 * @param step the distance between values, counted from the lowest; null for all reals
 */
public record FloatDomain(double low, double high, boolean log, @Nullable Double step)
    implements Domain {

  /** Throws {@link IllegalArgumentException} if the bounds or the step are invalid. */
  public FloatDomain {
    if (!(low <= high && high - low < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "bounds must be finite, the lower first: %s..%s".formatted(low, high));
    }
    if (log && !(low > 0)) {
      throw new IllegalArgumentException(
          "bounds on a logarithmic scale must be positive: %s..%s".formatted(low, high));
    }
    if (step != null && (log || !(step > 0))) {
      throw new IllegalArgumentException(
          "a step must be positive and on a linear scale: %s".formatted(step));
    }
  }

  /** The domain of all reals between two bounds. */
  public static FloatDomain uniform(double low, double high) {
    return new FloatDomain(low, high, false, null);
  }

  /** The domain of all reals between two positive bounds, on a logarithmic scale. */
  public static FloatDomain logUniform(double low, double high) {
    return new FloatDomain(low, high, true, null);
  }

  @Override
  public Object at(double u) {
    if (step != null) {
      return stepped((int) Math.min(size() - 1, Math.floor(u * size())));
    }
    double value =
        log
            ? Math.exp(Math.log(low) + u * (Math.log(high) - Math.log(low)))
            : low + u * (high - low);
    return Math.min(high, Math.max(low, value));
  }

  @Override
  public double place(Object value) {
    double x = internal(value);
    if (step != null) {
      return (Math.rint((x - low) / step) + 0.5) / size();
    } else if (low == high) {
      return 0.5;
    }
    return log
        ? (Math.log(x) - Math.log(low)) / (Math.log(high) - Math.log(low))
        : (x - low) / (high - low);
  }

  @Override
  public boolean contains(Object value) {
    if (!(value instanceof Number number)) {
      return false;
    }
    double x = number.doubleValue();
    return x >= low
        && x <= high
        && (step == null || Math.abs(Math.rint((x - low) / step) - (x - low) / step) < 1e-8);
  }

  @Override
  public Object external(double internal) {
    return internal;
  }

  @Override
  public double size() {
    if (step != null) {
      return Math.floor((high - low) / step + 1e-8) + 1;
    }
    return low == high ? 1 : Double.POSITIVE_INFINITY;
  }

  private double stepped(int index) {
    return low + index * step;
  }

  @Override
  public String toString() {
    String step = this.step == null ? "" : ".." + text(this.step);
    return (log ? "log:" : "") + text(low) + ".." + text(high) + step;
  }

  /** The short form of a number: 10 and 1e-4 instead of 10.0 and 1.0E-4. */
  private static String text(double number) {
    return String.valueOf(number).replaceFirst("\\.0(?=E|$)", "").replace('E', 'e');
  }
}
