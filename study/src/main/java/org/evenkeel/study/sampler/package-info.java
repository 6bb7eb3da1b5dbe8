// SPDX-License-Identifier: Apache-2.0
/** Samplers, which choose the setting of the next trial. */
@NullMarked
package org.evenkeel.study.sampler;

import org.jspecify.annotations.NullMarked;
