// SPDX-License-Identifier: Apache-2.0
/**
 * How the means of samples deviate: of finitely many Gaussian units, of pairs of examples, of
 * shares in a sum.
 *
 * <p>Internal to the module: nothing here is exported.
 */
@NullMarked
package org.evenkeel.sample;

import org.jspecify.annotations.NullMarked;
