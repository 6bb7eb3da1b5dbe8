// SPDX-License-Identifier: Apache-2.0
/**
 * A small reference trainer in plain Java, which runs in the browser and on the JVM: perceptrons,
 * stochastic gradient descent, softmax cross-entropy. A run has the first weights, the examples and
 * their order of the run that the command trains with the same options.
 */
@NullMarked
package org.evenkeel.lab.training;

import org.jspecify.annotations.NullMarked;
