// SPDX-License-Identifier: Apache-2.0
/**
 * From results to figures: one class for each, which takes the true values from the result and says
 * in a sentence what they show here.
 */
package org.evenkeel.report.figure;
