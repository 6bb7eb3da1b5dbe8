// SPDX-License-Identifier: Apache-2.0
/**
 * DJL Blocks read: their parameters with kind, fans and name, and whole models as a network by
 * {@link org.evenkeel.djl.read.NetworkReader}.
 */
@NullMarked
package org.evenkeel.djl.read;

import org.jspecify.annotations.NullMarked;
