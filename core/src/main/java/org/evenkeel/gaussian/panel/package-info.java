// SPDX-License-Identifier: Apache-2.0
/**
 * Moments and kernels of a function over Gaussians of any variance, computed for an interval of
 * variances at once and interpolated within it.
 *
 * <p>Internal to the module, as {@link org.evenkeel.gaussian} is, and like it without what the
 * platform may compute otherwise.
 */
@NullMarked
package org.evenkeel.gaussian.panel;

import org.jspecify.annotations.NullMarked;
