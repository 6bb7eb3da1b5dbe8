// SPDX-License-Identifier: Apache-2.0
/**
 * The fill kernel in SIMD, an optional jar. {@link org.evenkeel.random.RandomFill} finds it where
 * the JDK's Vector API is switched on ({@code --add-modules jdk.incubator.vector}), and uses it for
 * long fills where it gives the same bits and is not slower.
 */
@NullMarked
package org.evenkeel.vector;

import org.jspecify.annotations.NullMarked;
