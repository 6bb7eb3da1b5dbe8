// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.draws;

import org.evenkeel.initializer.Distribution;

/** What contestants are compared in; each question is one table of the page. */
public enum Question {

  /**
   * N(0, 1) into memory that exists; libraries without such a draw allocate, and the page says so.
   */
  NORMALS("Normals", Distribution.NORMAL, 1),

  /** Uniform on (-1, 1). */
  UNIFORMS("Uniforms", Distribution.UNIFORM, 1.0 / 3),

  /** N(0, 1) conditioned on |x| ≤ 2; its variance is 1 - 4φ(2)/(2Φ(2) - 1). */
  TRUNCATED_NORMALS("Truncated normals", Distribution.TRUNCATED_NORMAL, 0.7737413035499232),

  /** A square matrix distributed by Haar's measure; n numbers are √n rows. */
  ORTHOGONAL("Orthogonal", Distribution.NORMAL, Double.NaN),

  /** The normal weights of a new {@code Linear} of DJL, square, without bias; memory included. */
  DJL_NORMALS("New DJL parameter, normal", Distribution.NORMAL, Double.NaN),

  /** The same, uniform. */
  DJL_UNIFORMS("New DJL parameter, uniform", Distribution.UNIFORM, Double.NaN),

  /** The same, normal truncated at two standard deviations. */
  DJL_TRUNCATED_NORMALS(
      "New DJL parameter, truncated normal", Distribution.TRUNCATED_NORMAL, Double.NaN),

  /** A DJL model of sixteen square layers with biases, built and initialized. */
  DJL_MODEL("DJL model", Distribution.NORMAL, Double.NaN);

  private final String title;
  private final Distribution distribution;
  private final double variance;

  Question(String title, Distribution distribution, double variance) {
    this.title = title;
    this.distribution = distribution;
    this.variance = variance;
  }

  /** The question as the page prints it. */
  String title() {
    return title;
  }

  Distribution distribution() {
    return distribution;
  }

  /**
   * The variance of the numbers asked for; NaN where it is for the contestant to say, who draws by
   * fans.
   */
  double variance(int size) {
    return this == ORTHOGONAL ? 1 / Math.sqrt(size) : variance;
  }

  /** Whether a fresh DJL block is what is asked for. */
  boolean ofDjlBlock() {
    return name().startsWith("DJL");
  }
}
