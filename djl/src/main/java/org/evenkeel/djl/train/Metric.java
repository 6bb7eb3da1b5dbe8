// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.train;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.evenkeel.data.Examples;
import org.jspecify.annotations.Nullable;

/**
 * A measure of a network's outputs on the validation examples, beside the loss that it is trained
 * with. An implementation of the user's is a public class with a constructor without arguments.
 */
public interface Metric {

  /** The measure of some outputs. */
  double of(Predictions predictions);

  /**
   * Checks that it can measure outputs for some examples.
   *
   * @throws IllegalArgumentException if it cannot
   */
  default void requireFit(Examples examples) {}

  /** Whether a higher measure is better. */
  boolean higherIsBetter();

  /** Its name in results. */
  default String label() {
    return getClass().getSimpleName();
  }

  /** The number that a search minimizes; 1 less the measure if that is at most 1. */
  default double minimized(double measure) {
    return higherIsBetter() ? -measure : measure;
  }

  /** The name of that number. */
  default String minimizedLabel() {
    return higherIsBetter() ? "negative " + label() : label();
  }

  /**
   * The metric of a given name: one of {@link Metrics}, or a class of the user's, which is loaded.
   *
   * @throws IllegalArgumentException if there is no such metric
   */
  static Metric named(String name) {
    return Metrics.known(name).map(Metric.class::cast).orElseGet(() -> own(name));
  }

  private static Metric own(String name) {
    try {
      ClassLoader context = Thread.currentThread().getContextClassLoader();
      Object made = Class.forName(name, true, context).getDeclaredConstructor().newInstance();
      if (made instanceof Metric metric) {
        return metric;
      }
    } catch (ReflectiveOperationException | LinkageError e) {
      throw unknown(name, e);
    }
    throw unknown(name, null);
  }

  private static IllegalArgumentException unknown(String name, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "a metric must be one of %s, or a public class that implements %s: '%s' is neither; check its name"
            .formatted(
                Arrays.stream(Metrics.values())
                    .map(one -> one.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", ")),
                Metric.class.getName(),
                name),
        cause);
  }
}
