// SPDX-License-Identifier: Apache-2.0
/**
 * Measurements over grids of networks and seeds: the best multiplier, the trainable depth, and the
 * coverage of forecasts.
 */
@NullMarked
package org.evenkeel.bench.grid;

import org.jspecify.annotations.NullMarked;
