// SPDX-License-Identifier: Apache-2.0
/**
 * The labelled set: networks that were trained by a grid of learning rates, and verdicts on them
 * beside the labels.
 */
@NullMarked
package org.evenkeel.bench.labels;

import org.jspecify.annotations.NullMarked;
