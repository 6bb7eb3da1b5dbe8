// SPDX-License-Identifier: Apache-2.0
/** A training loop for classification: {@link org.evenkeel.djl.train.Training}. */
@NullMarked
package org.evenkeel.djl.train;

import org.jspecify.annotations.NullMarked;
