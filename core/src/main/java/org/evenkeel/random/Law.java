// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.random;

import org.evenkeel.gaussian.NormalDistribution;

/** A distribution of mean 0 with its parameters rounded to float, once. */
sealed interface Law {

  /** Turns the kernel's words into values. */
  void apply(Kernel kernel, int n);

  /** N(0, std²). */
  record Normal(float std) implements Law {
    public Normal {
      requireScale("a standard deviation", std);
    }

    @Override
    public void apply(Kernel kernel, int n) {
      kernel.normal(n, std);
    }
  }

  /** Uniform on (-bound, bound). */
  record Uniform(float bound) implements Law {
    public Uniform {
      requireScale("a uniform bound", bound);
    }

    @Override
    public void apply(Kernel kernel, int n) {
      kernel.uniform(n, bound);
    }
  }

  /**
   * N(0, std²) conditioned on |x| ≤ limit.
   *
   * @param probability that |x| ≤ limit without the condition
   */
  record Truncated(float std, float probability, float limit) implements Law {

    static final double LARGEST_BOUND = 4;

    static Truncated of(float std, double bound) {
      requireScale("a standard deviation", std);
      if (!(bound > 0 && bound <= LARGEST_BOUND)) {
        throw new IllegalArgumentException(
            "a truncation bound must lie within (0, 4] standard deviations: "
                + bound
                + "; beyond 4 draw from the whole normal distribution");
      }
      double exact = bound * std;
      float limit = (float) exact;
      return new Truncated(
          std,
          (float) NormalDistribution.probabilityWithin(bound),
          limit > exact ? Math.nextDown(limit) : limit);
    }

    @Override
    public void apply(Kernel kernel, int n) {
      kernel.truncated(n, this);
    }
  }

  private static void requireScale(String what, float value) {
    if (!(value >= 0 && value < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          what + " must be a finite float, at least 0: " + value + "; give a smaller variance");
    }
  }
}
