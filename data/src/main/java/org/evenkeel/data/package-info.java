// SPDX-License-Identifier: Apache-2.0
/**
 * Labelled examples for classification: generated sets, CSV tables, NumPy arrays, IDX files such as
 * MNIST's, and folders of images, split into a training and a validation part and standardized by
 * the training part.
 *
 * <pre>{@code
 * Split digits = DataSource.of("digits").withExamples(2000).read();
 * Split table = DataSource.of("iris.csv").withLabel("species").withValidation(0.3).read();
 * System.out.println(DataSource.of("iris.csv").open()); // rows, classes, what was left out
 * }</pre>
 *
 * <p>Stable across versions: a generated set, a split and the order of an epoch are pure functions
 * of their arguments and the seed, bit for bit, on every platform and JDK. They draw from the
 * core's counter-based generator and use {@code StrictMath}.
 */
@NullMarked
package org.evenkeel.data;

import org.jspecify.annotations.NullMarked;
