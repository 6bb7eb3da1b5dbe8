// SPDX-License-Identifier: Apache-2.0
/**
 * The search itself: several workers on one study, until a budget is used up.
 *
 * <p>Stable across versions: the names of the notes on trials ({@link
 * org.evenkeel.study.trial.Notes}), and that a setting is sampled from the study's seed, the
 * trial's number and the trials that were known then. With one worker the same seed gives the same
 * study; with several the trials known at a time, and so the settings sampled later, depend on
 * which worker was faster. What one setting gives with one seed never depends on it.
 */
package org.evenkeel.study.search;
