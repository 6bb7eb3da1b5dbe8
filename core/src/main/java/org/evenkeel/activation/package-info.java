// SPDX-License-Identifier: Apache-2.0
/**
 * Activation functions with their Gaussian moments, and the gains that follow from them.
 *
 * <p>A layer's pre-activations are close to Gaussian when it is wide, so what an activation f does
 * to a signal of second moment q is E[f(√q z)²] with z ~ N(0, 1), and what it does to a gradient is
 * E[f'(√q z)²]. The variance of the next layer's weights follows from these.
 *
 * <p>Stable across versions: the names in {@link org.evenkeel.activation.Activations}, the
 * functions behind them, and the bits of their moments, since these reach the weights.
 */
@NullMarked
package org.evenkeel.activation;

import org.jspecify.annotations.NullMarked;
