// SPDX-License-Identifier: Apache-2.0
/**
 * DJL Blocks built from a network: {@link org.evenkeel.djl.build.NetworkBlock}, and the blocks that
 * DJL lacks.
 *
 * <p>The packages of this module depend on one another in this order: {@code build, read, draw,
 * observe, correct, train}.
 */
@NullMarked
package org.evenkeel.djl.build;

import org.jspecify.annotations.NullMarked;
