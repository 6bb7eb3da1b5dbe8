// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import org.jspecify.annotations.Nullable;

/**
 * The histograms of one layer; a large tensor is sampled.
 *
 * @param weights its weights; null if they were not seen
 * @param activations f(z), or z where no activation follows; null if they were not seen, as inside
 *     a block that applies its activation itself
 * @param gradients dLoss/dz, in units of the last hidden layer's root mean square; null if they
 *     were not seen
 */
public record LayerHistograms(
    @Nullable Histogram weights, @Nullable Histogram activations, @Nullable Histogram gradients) {}
