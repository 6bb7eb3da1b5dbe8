// SPDX-License-Identifier: Apache-2.0
/**
 * Recurrent cells over time at infinite width: moments of states and gradients at every time step.
 */
@NullMarked
package org.evenkeel.recurrent;

import org.jspecify.annotations.NullMarked;
