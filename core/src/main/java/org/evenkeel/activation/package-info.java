// SPDX-License-Identifier: Apache-2.0
/**
 * Activation functions with their Gaussian moments, and the gains that follow from them.
 *
 * <p>The pre-activations of a wide layer are close to Gaussian, so an activation f maps a signal of
 * second moment q to E[f(√q z)²] with z ~ N(0, 1), and multiplies the second moment of a gradient
 * by E[f'(√q z)²]. The variance of the next layer's weights follows from these.
 *
 * <p>Stable across versions: the names in {@link org.evenkeel.activation.Activations}, the
 * functions behind them, and the bits of their moments, since these reach the weights.
 */
@NullMarked
package org.evenkeel.activation;

import org.jspecify.annotations.NullMarked;
