// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.random;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The formula of single values of a sequence, by name and numbers. Whoever has it, a key and an
 * index needs nothing else to compute the value, in any language (docs/stream.md).
 *
 * <table>
 * <caption>Formulas</caption>
 * <tr><td>{@code normal}</td><td>{@code std}</td></tr>
 * <tr><td>{@code uniform}</td><td>{@code bound}</td></tr>
 * <tr><td>{@code interval}</td><td>{@code bound}, {@code center}, {@code low}, {@code high}</td></tr>
 * <tr><td>{@code truncated}</td>
 *     <td>{@code std}, {@code scale}, {@code shift}, {@code low}, {@code high}</td></tr>
 * <tr><td>{@code constant}</td><td>{@code value}</td></tr>
 * </table>
 *
 * @param law its name
 * @param numbers its numbers; all but {@code center} are floats
 */
public record Formula(String law, Map<String, Double> numbers) {

  /** Copies the numbers, keeping their order. */
  public Formula {
    numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
  }

  /** {@link RandomFill#normal}. */
  public static Formula normal(float std) {
    return of("normal", "std", std);
  }

  /** {@link RandomFill#uniform(Key, long, FloatBuffer, float)}. */
  public static Formula uniform(float bound) {
    return of("uniform", "bound", bound);
  }

  /** {@link RandomFill#uniform(Key, long, FloatBuffer, double, double)}. */
  public static Formula interval(double low, double high) {
    Interval interval = Interval.of(low, high);
    return interval.center() == 0
        ? uniform(interval.bound())
        : of(
            "interval",
            "bound",
            interval.bound(),
            "center",
            interval.center(),
            "low",
            interval.low(),
            "high",
            interval.high());
  }

  /**
   * {@link RandomFill#truncatedNormal(Key, long, FloatBuffer, float, double, double)}; empty for
   * bounds for which that computes in double precision.
   */
  public static Optional<Formula> truncated(float std, double low, double high) {
    return Law.truncated(std, low, high) instanceof Law.Truncated truncated
        ? Optional.of(
            of(
                "truncated",
                "std",
                truncated.std(),
                "scale",
                truncated.scale(),
                "shift",
                truncated.shift(),
                "low",
                truncated.low(),
                "high",
                truncated.high()))
        : Optional.empty();
  }

  /** One value everywhere. */
  public static Formula constant(float value) {
    return of("constant", "value", value);
  }

  private static Formula of(String law, Object... pairs) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      numbers.put((String) pairs[i], ((Number) pairs[i + 1]).doubleValue());
    }
    return new Formula(law, numbers);
  }

  /**
   * Writes the values at indices {@code from, from + 1, …} to the remaining elements of a buffer.
   *
   * @throws IllegalArgumentException if there is no such law, or it lacks a number
   */
  public void fill(Key key, long from, FloatBuffer out) {
    switch (law) {
      case "normal" -> RandomFill.normal(key, from, out, number("std"));
      case "uniform" -> RandomFill.uniform(key, from, out, number("bound"));
      case "interval" ->
          new Interval(number("bound"), exact("center"), number("low"), number("high"))
              .fill(key, from, out);
      case "truncated" ->
          RandomFill.fill(
              key,
              from,
              out,
              new Law.Truncated(
                  number("std"), number("scale"), number("shift"), number("low"), number("high")));
      case "constant" -> {
        float[] run = new float[Math.min(out.remaining(), 8192)];
        Arrays.fill(run, number("value"));
        while (out.hasRemaining()) {
          out.put(run, 0, Math.min(run.length, out.remaining()));
        }
      }
      default ->
          throw new IllegalArgumentException(
              "a formula must be normal, uniform, interval, truncated or constant: '%s'"
                  .formatted(law));
    }
  }

  private float number(String name) {
    return (float) exact(name);
  }

  private double exact(String name) {
    Double number = numbers.get(name);
    if (number == null) {
      throw new IllegalArgumentException(
          "formula %s needs the number '%s': %s".formatted(law, name, numbers));
    }
    return number;
  }

  /**
   * Uniform values about a center: {@code center + x}, x uniform on (-bound, bound), in double
   * precision, rounded and clipped.
   *
   * @param low the least float of the interval
   * @param high the greatest
   */
  record Interval(float bound, double center, float low, float high) {

    static Interval of(double low, double high) {
      float first = (float) low;
      float last = (float) high;
      return new Interval(
          (float) ((high - low) / 2),
          low + (high - low) / 2,
          first < low ? Math.nextUp(first) : first,
          last > high ? Math.nextDown(last) : last);
    }

    void fill(Key key, long from, FloatBuffer out) {
      FloatBuffer drawn = out.slice();
      RandomFill.uniform(key, from, out, bound);
      for (int i = 0; center != 0 && i < drawn.limit(); i++) {
        drawn.put(i, Math.max(low, Math.min(high, (float) (center + drawn.get(i)))));
      }
    }
  }
}
