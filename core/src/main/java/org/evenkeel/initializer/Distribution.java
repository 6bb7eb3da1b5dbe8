// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import java.util.List;
import org.evenkeel.gaussian.NormalDistribution;
import org.evenkeel.naming.Names;
import org.evenkeel.parameter.WeightRange;
import org.evenkeel.random.Formula;

/** The distribution of single weights; all have the same mean and variance. */
public enum Distribution {

  /** N(0, Var). */
  NORMAL,

  /** Normal, truncated at two standard deviations of a parent with accordingly larger variance. */
  TRUNCATED_NORMAL,

  /** Uniform on (-√(3 Var), √(3 Var)). */
  UNIFORM;

  /** The truncation bound in standard deviations of the parent. */
  private static final double TRUNCATION = 2;

  /** Standard deviation of N(0, 1) truncated at ±2: 0.87962566103423978. */
  private static final double TRUNCATED_STD =
      Math.sqrt(
          NormalDistribution.secondMomentWithin(TRUNCATION)
              / NormalDistribution.probabilityWithin(TRUNCATION));

  /**
   * The distribution with the given name; case, hyphens, underscores and spaces are ignored.
   *
   * @param name the text of {@link #toString}, or {@code gaussian} or {@code truncated}
   * @throws IllegalArgumentException if there is none; the message lists all distributions
   */
  public static Distribution named(String name) {
    if (name.contains("(")) {
      throw new IllegalArgumentException(
          "a distribution takes no numbers: \"%s\"; a rule such as uniform(-0.1,0.1) has bounds"
              .formatted(name));
    }
    return Names.find("a distribution", name, List.of(values()), Distribution::names);
  }

  /** The name, in lower case with hyphens. */
  @Override
  public String toString() {
    return names().get(0);
  }

  /**
   * The formula of values of mean 0 and that variance.
   *
   * @throws IllegalArgumentException if the standard deviation underflows in floats
   */
  Formula formula(double variance) {
    float scale = scale(variance);
    if (scale == 0) {
      throw new IllegalArgumentException(
          "a standard deviation must be large enough for a float: %s; raise the multiplier"
              .formatted(Math.sqrt(variance)));
    }
    return switch (this) {
      case NORMAL -> Formula.normal(scale);
      case TRUNCATED_NORMAL -> Formula.truncated(scale, -TRUNCATION, TRUNCATION).orElseThrow();
      case UNIFORM -> Formula.uniform(scale);
    };
  }

  /** The interval that contains all values of a variance. */
  WeightRange range(double variance) {
    return switch (this) {
      case NORMAL -> WeightRange.ALL;
      case TRUNCATED_NORMAL -> WeightRange.symmetric(TRUNCATION * scale(variance));
      case UNIFORM -> WeightRange.symmetric(scale(variance));
    };
  }

  /** Standard deviation before truncation, or the uniform's bound. */
  private float scale(double variance) {
    return (float)
        switch (this) {
          case NORMAL -> Math.sqrt(variance);
          case TRUNCATED_NORMAL -> Math.sqrt(variance) / TRUNCATED_STD;
          case UNIFORM -> Math.sqrt(3 * variance);
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
