// SPDX-License-Identifier: Apache-2.0
/**
 * Networks as data: input shape and layers, from a short text such as {@code 64,64x30,10} or from a
 * tree of maps and lists (YAML, JSON).
 *
 * <p>Initial weights are drawn for a network, theory makes its forecast, and an engine builds its
 * model. The names of layers and parameters are stable across versions and depend only on preceding
 * layers: unless a layer is given a name, it is numbered among the layers of its kind.
 */
@NullMarked
package org.evenkeel.network;

import org.jspecify.annotations.NullMarked;
