// SPDX-License-Identifier: Apache-2.0
/** The cost of a training step, of a measurement and of a correction from data. */
@NullMarked
package org.evenkeel.bench.cost;

import org.jspecify.annotations.NullMarked;
