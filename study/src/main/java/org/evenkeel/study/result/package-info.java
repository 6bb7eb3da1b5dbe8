// SPDX-License-Identifier: Apache-2.0
/**
 * What a study says, as values with their uncertainty: the best trial, the best value of each
 * hyperparameter, how much each matters, whether a change is worth it. Pure functions of trials.
 */
package org.evenkeel.study.result;
