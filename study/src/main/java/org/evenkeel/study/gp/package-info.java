// SPDX-License-Identifier: Apache-2.0
/**
 * Gaussian-process regression on plain arrays: the process, the posterior of its parameters, and
 * functions drawn from both. Knows nothing of trials. Internal: {@link
 * org.evenkeel.study.result.Surface} is its public view.
 */
@NullMarked
package org.evenkeel.study.gp;

import org.jspecify.annotations.NullMarked;
