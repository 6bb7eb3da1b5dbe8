// SPDX-License-Identifier: Apache-2.0
/** The largest stable learning rates of a network, and where a search starts because of them. */
@NullMarked
package org.evenkeel.experiment.rate;

import org.jspecify.annotations.NullMarked;
