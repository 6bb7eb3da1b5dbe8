// SPDX-License-Identifier: Apache-2.0
/** Hyperparameters, their domains, and settings of them. */
@NullMarked
package org.evenkeel.study.space;

import org.jspecify.annotations.NullMarked;
