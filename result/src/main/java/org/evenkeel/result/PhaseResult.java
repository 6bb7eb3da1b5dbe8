// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import org.evenkeel.activation.Activation;

/**
 * The phases of an activation.
 *
 * @param origin where it comes from
 * @param activation the activation
 */
public record PhaseResult(Origin origin, Activation activation) implements Result {}
