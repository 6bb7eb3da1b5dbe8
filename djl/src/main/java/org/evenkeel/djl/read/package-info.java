// SPDX-License-Identifier: Apache-2.0
/**
 * DJL Blocks read as a network by {@link org.evenkeel.djl.read.NetworkReader}.
 *
 * <p>{@link org.evenkeel.djl.read.ModelParameters} and its parts list the parameters of a model
 * with kind, fans and name for the other packages; they and {@link
 * org.evenkeel.djl.read.BlockInternals} are internal and may change between versions.
 */
@NullMarked
package org.evenkeel.djl.read;

import org.jspecify.annotations.NullMarked;
