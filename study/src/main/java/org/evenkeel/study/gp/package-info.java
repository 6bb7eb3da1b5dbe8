// SPDX-License-Identifier: Apache-2.0
/**
 * Gaussian-process regression on plain arrays. Internal: {@link org.evenkeel.study.result.Surface}
 * is the public view of it.
 */
package org.evenkeel.study.gp;
