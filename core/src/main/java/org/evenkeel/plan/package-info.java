// SPDX-License-Identifier: Apache-2.0
/**
 * The plan of an initialization: the distribution of each parameter of a network with its reason,
 * before anything is drawn.
 */
@NullMarked
package org.evenkeel.plan;

import org.jspecify.annotations.NullMarked;
