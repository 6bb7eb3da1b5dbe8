// SPDX-License-Identifier: Apache-2.0
/**
 * Results as records: comparisons of starts with their ranking, studies with their answer, and
 * their JSON both ways, as the command writes it with {@code --format json}.
 *
 * <p>JSON keys are stable across versions; the wording of answers and reasons is not.
 */
@NullMarked
package org.evenkeel.result;

import org.jspecify.annotations.NullMarked;
