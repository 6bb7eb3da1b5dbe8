// SPDX-License-Identifier: Apache-2.0
/**
 * A study on disk: Optuna's journal, one operation a line as JSON, read and written side by side
 * with Optuna itself.
 *
 * <p>Stable across versions: a journal written once can be read for ever, by Optuna from 3.1 on
 * too.
 */
package org.evenkeel.study.journal;
