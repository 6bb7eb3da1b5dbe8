// SPDX-License-Identifier: Apache-2.0
/**
 * The record of a training run, whatever engine ran it. The names of the states are stable across
 * versions.
 */
@NullMarked
package org.evenkeel.training;

import org.jspecify.annotations.NullMarked;
