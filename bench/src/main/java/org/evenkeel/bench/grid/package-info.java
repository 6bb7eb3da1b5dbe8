// SPDX-License-Identifier: Apache-2.0
/** Grids of trainings whose results are kept: the best multiplier, and the trainable depth. */
@NullMarked
package org.evenkeel.bench.grid;

import org.jspecify.annotations.NullMarked;
