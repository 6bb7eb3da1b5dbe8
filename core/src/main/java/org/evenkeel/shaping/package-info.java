// SPDX-License-Identifier: Apache-2.0
/**
 * Activations changed by constants, so that deep networks of them train: a choice beside changing
 * the weights alone.
 *
 * <p>Stable are the names and that the conditions of each method hold; between several constants
 * that meet them a later version may choose others.
 */
@NullMarked
package org.evenkeel.shaping;

import org.jspecify.annotations.NullMarked;
