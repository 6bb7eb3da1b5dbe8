// SPDX-License-Identifier: Apache-2.0
/**
 * Initial weights written as files of any size, in constant memory: plans, slices, shards, and the
 * metadata from which every value can be computed again.
 */
@NullMarked
package org.evenkeel.weights.draw;

import org.jspecify.annotations.NullMarked;
