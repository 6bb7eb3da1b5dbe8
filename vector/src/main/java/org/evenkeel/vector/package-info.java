// SPDX-License-Identifier: Apache-2.0
/**
 * A SIMD kernel for random fills, in an optional jar. {@link org.evenkeel.random.RandomFill} uses
 * it for long fills if the JDK's Vector API is enabled ({@code --add-modules jdk.incubator.vector})
 * and the kernel gives the same bits and is not slower.
 */
@NullMarked
package org.evenkeel.vector;

import org.jspecify.annotations.NullMarked;
