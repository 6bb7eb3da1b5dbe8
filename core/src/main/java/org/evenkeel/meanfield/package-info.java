// SPDX-License-Identifier: Apache-2.0
/**
 * What theory predicts of a deep network from the variances of its weights and biases: the maps of
 * variance and correlation from layer to layer, their fixed points, and how deep a signal reaches
 * (Poole et al. 2016; Schoenholz et al. 2017).
 */
@NullMarked
package org.evenkeel.meanfield;

import org.jspecify.annotations.NullMarked;
