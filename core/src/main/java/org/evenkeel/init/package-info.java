// SPDX-License-Identifier: Apache-2.0
/**
 * Rules for initial weights: the variance that fans and activations call for.
 *
 * <p>A {@link org.evenkeel.init.Rule} gives the {@link org.evenkeel.initializer.Initializer} of a
 * layer for the activation that follows it; a {@link org.evenkeel.init.Start} describes the initial
 * parameters of a whole network.
 *
 * <p>Stable across versions: the names and formulas of the rules.
 */
@NullMarked
package org.evenkeel.init;

import org.jspecify.annotations.NullMarked;
