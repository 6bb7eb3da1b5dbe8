// SPDX-License-Identifier: Apache-2.0
/**
 * The signal of each layer forward and backward, the profile of a network, and its verdict with
 * cause and remedy.
 *
 * <p>{@link org.evenkeel.signal.SignalProfile} is the one currency: a measurement and a forecast
 * are both a profile, so they can be laid side by side and drawn by one chart. The names of states
 * and the meaning of every quantity are stable across versions; the wording of causes and remedies
 * is not.
 */
@NullMarked
package org.evenkeel.signal;

import org.jspecify.annotations.NullMarked;
