// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

/**
 * The dual kernel of an activation f: the correlation functions of f(u) and f(v) for u and v that
 * are N(0, q) with correlation c. The argument is the distance 1 - c, which may be far smaller than
 * the spacing of doubles next to 1.
 */
interface DualKernel {

  /** The second moment q of u and of v. */
  double q();

  /** E[f(u) f(v)]. */
  double kernel(double distance);

  /** E[f'(u) f'(v)]. */
  double slopeKernel(double distance);

  /** E[(f(u) - f(v))²]/2, with full relative precision. */
  double kernelGap(double distance);
}
