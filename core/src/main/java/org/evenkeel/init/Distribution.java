// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import java.nio.FloatBuffer;
import java.util.List;
import org.evenkeel.gaussian.NormalDistribution;
import org.evenkeel.naming.Names;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;

/** What single weights are drawn from. Mean and variance are the same for all; the shape is not. */
public enum Distribution {

  /** N(0, Var). */
  NORMAL,

  /**
   * Normal, cut off at two standard deviations of the parent, whose variance is raised to match.
   */
  TRUNCATED_NORMAL,

  /** Uniform on (-√(3 Var), √(3 Var)). */
  UNIFORM;

  /** Where the truncated normal is cut off, in standard deviations of its parent. */
  private static final double TRUNCATION = 2;

  /** Standard deviation of N(0, 1) truncated at ±2: 0.87962566103423978. */
  private static final double TRUNCATED_STD =
      Math.sqrt(
          NormalDistribution.secondMomentWithin(TRUNCATION)
              / NormalDistribution.probabilityWithin(TRUNCATION));

  /**
   * The distribution of that name; case, hyphens, underscores and spaces do not count.
   *
   * @param name as {@link #toString} gives it, or {@code gaussian} or {@code truncated}
   * @throws IllegalArgumentException if there is none; the message lists those there are
   */
  public static Distribution named(String name) {
    return Names.find("a distribution", name, List.of(values()), Distribution::names);
  }

  /** The name, in lower case with hyphens. */
  @Override
  public String toString() {
    return names().get(0);
  }

  /**
   * Draws values of mean 0.
   *
   * @param variance their variance
   */
  void fill(Key key, long from, FloatBuffer out, double variance) {
    double std = Math.sqrt(variance);
    switch (this) {
      case NORMAL -> RandomFill.normal(key, from, out, (float) std);
      case TRUNCATED_NORMAL ->
          RandomFill.truncatedNormal(key, from, out, (float) (std / TRUNCATED_STD), TRUNCATION);
      case UNIFORM -> RandomFill.uniform(key, from, out, (float) Math.sqrt(3 * variance));
    }
  }

  /** The interval that values of a variance stay within. */
  Range range(double variance) {
    double std = Math.sqrt(variance);
    return switch (this) {
      case NORMAL -> Range.ALL;
      case TRUNCATED_NORMAL -> Range.symmetric(TRUNCATION * (float) (std / TRUNCATED_STD));
      case UNIFORM -> Range.symmetric((float) Math.sqrt(3 * variance));
    };
  }

  private List<String> names() {
    return switch (this) {
      case NORMAL -> List.of("normal", "gaussian");
      case TRUNCATED_NORMAL -> List.of("truncated-normal", "truncated");
      case UNIFORM -> List.of("uniform");
    };
  }
}
