// SPDX-License-Identifier: Apache-2.0
/**
 * Results on a terminal: tables, sparklines, colors, wrapped text and progress bars. Internal to
 * the command; layouts are for people and may change.
 */
@NullMarked
package org.evenkeel.cli.terminal;

import org.jspecify.annotations.NullMarked;
