// SPDX-License-Identifier: Apache-2.0
/**
 * First weights: the variance that fan-in and activation call for, and the draws that have it.
 *
 * <p>A layer's {@link org.evenkeel.parameter.WeightShape} comes from its kind, never from an
 * array's shape. A {@link org.evenkeel.init.Rule} makes an {@link
 * org.evenkeel.initializer.Initializer} for the activation that follows the layer; a {@link
 * org.evenkeel.init.Start} is what a whole network is started with. Nearly every rule is one {@link
 * org.evenkeel.initializer.VarianceScaling}.
 *
 * <p>Stable across versions: the names and formulas of the rules, and every weight, bit for bit, as
 * a function of seed, parameter name, shape and index.
 */
@NullMarked
package org.evenkeel.init;

import org.jspecify.annotations.NullMarked;
