// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian;

/**
 * The pair of 7-point Gauss and 15-point Kronrod sums over [-1, 1], which share nodes: their
 * difference tells how well a function is resolved (Piessens et al. 1983, QUADPACK, routine QK15).
 *
 * <p>The Kronrod sum is exact for polynomials up to degree 22, the Gauss sum up to 13.
 */
final class GaussKronrod {

  static final int SIZE = 15;

  private static final double[] NODES = {
    0.9914553711208126,
    0.9491079123427585,
    0.8648644233597691,
    0.7415311855993945,
    0.5860872354676911,
    0.4058451513773972,
    0.20778495500789848,
    0
  };

  private static final double[] KRONROD = {
    0.022935322010529224, 0.06309209262997856, 0.10479001032225019, 0.14065325971552592,
    0.1690047266392679, 0.19035057806478542, 0.20443294007529889, 0.20948214108472782
  };

  private static final double[] GAUSS = {
    0, 0.1294849661688697, 0, 0.27970539148927664, 0, 0.3818300505051189, 0, 0.4179591836734694
  };

  private GaussKronrod() {}

  /** Node x_i within (-1, 1), ascending in i. */
  static double node(int i) {
    return i < 7 ? -NODES[i] : NODES[SIZE - 1 - i];
  }

  /** Weight of node i in the Kronrod sum. */
  static double weight(int i) {
    return KRONROD[Math.min(i, SIZE - 1 - i)];
  }

  /** The difference between that weight and the one in the Gauss sum. */
  static double excess(int i) {
    int mirrored = Math.min(i, SIZE - 1 - i);
    return KRONROD[mirrored] - GAUSS[mirrored];
  }

  /**
   * The error of a Kronrod sum, as QUADPACK estimates it from the difference of the two.
   *
   * @param disagreement of the two sums
   * @param magnitude the integral of the function's absolute value
   */
  static double error(double disagreement, double magnitude) {
    double share = 200 * Math.abs(disagreement) / magnitude;
    // Written so that NaN and infinity stay what they are.
    return share < 1 ? magnitude * share * Math.sqrt(share) : Math.abs(disagreement);
  }
}
