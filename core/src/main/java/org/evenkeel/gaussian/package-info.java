// SPDX-License-Identifier: Apache-2.0
/**
 * The standard normal distribution and expectations over it.
 *
 * <p>Internal to the module: nothing here is exported, so every name may change. What is stable is
 * the bits: only {@code + - * /}, square roots and {@link StrictMath} are used, because variances
 * computed here reach the weights, and a weight is the same on every platform.
 */
@NullMarked
package org.evenkeel.gaussian;

import org.jspecify.annotations.NullMarked;
