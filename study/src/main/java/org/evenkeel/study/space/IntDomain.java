// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.space;

/**
 * The domain of whole numbers between two bounds, both included.
 *
 * @param low the lowest
 * @param high the highest, not below the lowest
 * @param log whether the scale is logarithmic: equal ratios are equally likely
 * @param step the distance between values, counted from the lowest; 1 on a logarithmic scale
 */
public record IntDomain(long low, long high, boolean log, long step) implements Domain {

  /** Throws {@link IllegalArgumentException} if the bounds or the step are invalid. */
  public IntDomain {
    if (low > high) {
      throw new IllegalArgumentException(
          "bounds must be in order, the lower first: %d..%d".formatted(low, high));
    }
    if (log && low < 1) {
      throw new IllegalArgumentException(
          "bounds on a logarithmic scale must be at least 1: %d..%d".formatted(low, high));
    }
    if (step < 1 || (log && step != 1)) {
      throw new IllegalArgumentException(
          "a step must be at least 1, and 1 on a logarithmic scale: %d".formatted(step));
    }
  }

  /** The domain of all whole numbers between two bounds. */
  public static IntDomain of(long low, long high) {
    return new IntDomain(low, high, false, 1);
  }

  @Override
  public Object at(double u) {
    if (!log) {
      return low + step * (long) Math.min(size() - 1, Math.floor(u * size()));
    }
    // As in Optuna, the range is half a number wider at both ends, so the ends are not rarer.
    double from = Math.log(low - 0.5);
    double to = Math.log(high + 0.5);
    return Math.min(high, Math.max(low, Math.round(Math.exp(from + u * (to - from)))));
  }

  @Override
  public double place(Object value) {
    double x = internal(value);
    if (!log) {
      return ((x - low) / step + 0.5) / size();
    }
    double from = Math.log(low - 0.5);
    return (Math.log(x) - from) / (Math.log(high + 0.5) - from);
  }

  @Override
  public boolean contains(Object value) {
    return value instanceof Number number
        && number.doubleValue() == number.longValue()
        && number.longValue() >= low
        && number.longValue() <= high
        && (number.longValue() - low) % step == 0;
  }

  @Override
  public Object external(double internal) {
    return (long) internal;
  }

  @Override
  public double size() {
    return Math.floorDiv(high - low, step) + 1.0;
  }

  @Override
  public String toString() {
    return (log ? "log:" : "") + "int:" + low + ".." + high + (step == 1 ? "" : ".." + step);
  }
}
