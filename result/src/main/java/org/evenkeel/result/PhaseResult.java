// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import org.evenkeel.activation.Activation;

/** The phase diagram of an activation. */
public record PhaseResult(Origin origin, Activation activation) implements Result {}
