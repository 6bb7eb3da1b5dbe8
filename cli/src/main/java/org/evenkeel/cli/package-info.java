// SPDX-License-Identifier: Apache-2.0
/**
 * The {@code evenkeel} command.
 *
 * <p>Stable across versions: the names of commands and options, exit codes, and the keys of the
 * JSON documents. Tables are for people and may change.
 */
@NullMarked
package org.evenkeel.cli;

import org.jspecify.annotations.NullMarked;
