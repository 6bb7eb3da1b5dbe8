// SPDX-License-Identifier: Apache-2.0
/**
 * Initializers: draws of the initial values of single parameters.
 *
 * <p>Each {@link org.evenkeel.initializer.Initializer} is a pure function of shape, key and index.
 * Nearly every rule by fan is one {@link org.evenkeel.initializer.VarianceScaling}.
 *
 * <p>Stable across versions: every value, bit for bit, as a function of seed, parameter name, shape
 * and index.
 */
@NullMarked
package org.evenkeel.initializer;

import org.jspecify.annotations.NullMarked;
