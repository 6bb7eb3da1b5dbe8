// SPDX-License-Identifier: Apache-2.0
/**
 * Evenkeel for DJL models: first weights for any Block and their correction by data, a probe that
 * measures what every layer carries forward and backward, and training from a start.
 *
 * <p>The seed names of parameters are stable across versions: those of the network for a {@link
 * org.evenkeel.djl.NetworkBlock}, DJL's own parameter names for every other Block.
 */
package org.evenkeel.djl;
