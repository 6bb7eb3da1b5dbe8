// SPDX-License-Identifier: Apache-2.0
/**
 * The commands, one class each, and the groups of options that they share. Internal: a command only
 * parses its options, calls the library and prints. A wrong option or value is an {@link
 * IllegalArgumentException}.
 */
@NullMarked
package org.evenkeel.cli.command;

import org.jspecify.annotations.NullMarked;
