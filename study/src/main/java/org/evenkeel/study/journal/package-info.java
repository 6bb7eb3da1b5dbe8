// SPDX-License-Identifier: Apache-2.0
/**
 * A study as a journal of Optuna's operations, in memory or in a file with one operation per line
 * as JSON, which Optuna itself may read and write at the same time.
 *
 * <p>Stable across versions: a journal once written remains readable, by Optuna from 3.1 on too.
 */
@NullMarked
package org.evenkeel.study.journal;

import org.jspecify.annotations.NullMarked;
