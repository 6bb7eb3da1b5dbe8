// SPDX-License-Identifier: Apache-2.0
/**
 * Rules for the tensors of a checkpoint, by patterns of their names: kind, layout and initial
 * distribution of each; rule files and the presets that come with Evenkeel.
 */
@NullMarked
package org.evenkeel.weights.rules;

import org.jspecify.annotations.NullMarked;
