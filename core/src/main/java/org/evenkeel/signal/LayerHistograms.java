// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

/**
 * How what one layer holds and carries is spread. Of a large tensor some values stand for all.
 *
 * @param weights its weights; null if they were not seen
 * @param activations what it gives on, f(z), or z where no activation follows; null if that was not
 *     seen, as inside of a block that applies its activation itself
 * @param gradients dLoss/dz, in units of the last hidden layer's root mean square; null if that was
 *     not seen
 */
public record LayerHistograms(Histogram weights, Histogram activations, Histogram gradients) {}
