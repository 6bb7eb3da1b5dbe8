// SPDX-License-Identifier: Apache-2.0
/** The forecast of the singular values of a network's Jacobian. */
@NullMarked
package org.evenkeel.spectrum;

import org.jspecify.annotations.NullMarked;
