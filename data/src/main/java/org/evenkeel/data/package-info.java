// SPDX-License-Identifier: Apache-2.0
/**
 * Labelled examples to classify: generated sets, CSV tables, and IDX files such as MNIST's; split
 * into a training and a validation part, and standardized by the training part.
 *
 * <p>Stable across versions: a generated set, a split and the order of an epoch are pure functions
 * of their arguments and the seed, bit for bit, on every platform and JDK. They draw from the
 * core's counter-based generator and use {@code StrictMath} alone.
 */
package org.evenkeel.data;
