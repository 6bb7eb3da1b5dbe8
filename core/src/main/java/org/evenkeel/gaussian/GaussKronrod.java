// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian;

/**
 * The pair of 7-point Gauss and 15-point Kronrod sums over [-1, 1], which share nodes: what they
 * disagree by tells how well a function is resolved (Piessens et al. 1983, QUADPACK, routine QK15).
 *
 * <p>The Kronrod sum is exact for polynomials up to degree 22, the Gauss sum up to 13.
 */
final class GaussKronrod {

  static final int SIZE = 15;

  private static final double[] NODES = {
    0.991455371120812639206854697526329,
    0.949107912342758524526189684047851,
    0.864864423359769072789712788640926,
    0.741531185599394439863864773280788,
    0.586087235467691130294144691838259,
    0.405845151377397166906606412076961,
    0.207784955007898467600689403773245,
    0
  };

  private static final double[] KRONROD = {
    0.022935322010529224963732008058970,
    0.063092092629978553290700663189204,
    0.104790010322250183839876322541518,
    0.140653259715525918745189590510238,
    0.169004726639267902826583426598550,
    0.190350578064785409913256402421014,
    0.204432940075298892414161999234649,
    0.209482141084727828012999174891714
  };

  private static final double[] GAUSS = {
    0,
    0.129484966168869693270611432679082,
    0,
    0.279705391489276667901467771423780,
    0,
    0.381830050505118944950369775488975,
    0,
    0.417959183673469387755102040816327
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

  /** By how much that weight exceeds the one in the Gauss sum. */
  static double excess(int i) {
    int mirrored = Math.min(i, SIZE - 1 - i);
    return KRONROD[mirrored] - GAUSS[mirrored];
  }

  /**
   * The error of a Kronrod sum, as QUADPACK guesses it from the disagreement of the two.
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
