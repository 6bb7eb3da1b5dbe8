// SPDX-License-Identifier: Apache-2.0
/**
 * Results of a study with their uncertainty: the best trial, the surface, the best value and the
 * importance of each hyperparameter, and the effect of a change. Pure functions of trials.
 */
@NullMarked
package org.evenkeel.study.result;

import org.jspecify.annotations.NullMarked;
