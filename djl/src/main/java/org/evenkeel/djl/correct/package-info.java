// SPDX-License-Identifier: Apache-2.0
/** Initial weights corrected from data: {@link org.evenkeel.djl.correct.DataScaling}. */
@NullMarked
package org.evenkeel.djl.correct;

import org.jspecify.annotations.NullMarked;
