// SPDX-License-Identifier: Apache-2.0
/**
 * Initial weights of any DJL Block: {@link org.evenkeel.djl.draw.FirstWeights}.
 *
 * <p>The seed names of parameters are stable across versions: those of the network for a {@link
 * org.evenkeel.djl.build.NetworkBlock}, DJL's own parameter names for every other Block.
 */
@NullMarked
package org.evenkeel.djl.draw;

import org.jspecify.annotations.NullMarked;
