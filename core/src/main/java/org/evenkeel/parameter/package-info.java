// SPDX-License-Identifier: Apache-2.0
/**
 * The parameters of layers: what a parameter does, its shape, and its fans.
 *
 * <p>Fans follow from a layer's {@link org.evenkeel.parameter.Kind}, never from the shape of an
 * array, so {@link org.evenkeel.parameter.WeightShape} has one factory for each kind.
 */
@NullMarked
package org.evenkeel.parameter;

import org.jspecify.annotations.NullMarked;
