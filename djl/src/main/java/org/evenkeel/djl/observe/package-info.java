// SPDX-License-Identifier: Apache-2.0
/**
 * Measurements of a running DJL model, layer by layer: {@link org.evenkeel.djl.observe.Probe} for
 * one batch, {@link org.evenkeel.djl.observe.SignalListener} during a training, {@link
 * org.evenkeel.djl.observe.Jacobian} for one example.
 *
 * <p>{@link org.evenkeel.djl.observe.ModelPass} and {@link
 * org.evenkeel.djl.observe.OutputStatistics} are internal and may change between versions.
 */
@NullMarked
package org.evenkeel.djl.observe;

import org.jspecify.annotations.NullMarked;
