// SPDX-License-Identifier: Apache-2.0
/** The forecast over a start's variance multiplier. */
@NullMarked
package org.evenkeel.multiplier;

import org.jspecify.annotations.NullMarked;
