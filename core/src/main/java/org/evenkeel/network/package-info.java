// SPDX-License-Identifier: Apache-2.0
/**
 * A network as data: its input shape and its layers in order, from a short text such as {@code
 * 64,64x30,10} or from a tree of maps and lists (YAML, JSON).
 *
 * <p>It is the hub of Evenkeel: the command line parses to it, first weights are drawn over it, and
 * an engine builds its model from it. The names of layers and parameters are stable across versions
 * and depend only on the layers before: a layer's number counts the layers of its kind from the
 * front, unless the layer is given a name of its own.
 */
@NullMarked
package org.evenkeel.network;

import org.jspecify.annotations.NullMarked;
