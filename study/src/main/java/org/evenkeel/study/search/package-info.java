// SPDX-License-Identifier: Apache-2.0
/**
 * The search loop: several workers on one study, until a budget is used up.
 *
 * <p>Stable across versions: the names of a trial's notes ({@link
 * org.evenkeel.study.trial.TrialNotes}), and that a setting is a function of the study's seed, the
 * trial's number and the trials known at that time. With one worker the same seed gives the same
 * study; with several, later settings depend on the order in which workers finish. The value of one
 * setting with one seed never depends on it.
 */
@NullMarked
package org.evenkeel.study.search;

import org.jspecify.annotations.NullMarked;
