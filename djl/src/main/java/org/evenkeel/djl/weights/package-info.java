// SPDX-License-Identifier: Apache-2.0
/**
 * The weights of DJL blocks as files, by the names that their parameters have in a check: {@link
 * org.evenkeel.djl.weights.BlockWeights}.
 */
@NullMarked
package org.evenkeel.djl.weights;

import org.jspecify.annotations.NullMarked;
