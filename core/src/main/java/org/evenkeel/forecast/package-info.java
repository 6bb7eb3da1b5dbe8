// SPDX-License-Identifier: Apache-2.0
/**
 * Forecasts of a network before anything is drawn: second moments, correlations and gradients layer
 * by layer with the ranges that a finite width leaves, and the remedies that a forecast confirms.
 */
@NullMarked
package org.evenkeel.forecast;

import org.jspecify.annotations.NullMarked;
