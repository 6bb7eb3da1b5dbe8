// SPDX-License-Identifier: Apache-2.0
/** The singular values of a network's input-output Jacobian, measured beside their forecast. */
@NullMarked
package org.evenkeel.experiment.spectrum;

import org.jspecify.annotations.NullMarked;
