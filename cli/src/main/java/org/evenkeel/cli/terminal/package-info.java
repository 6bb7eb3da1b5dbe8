// SPDX-License-Identifier: Apache-2.0
/**
 * Results on a terminal: tables, sparklines, colors, wrapped text and progress bars. Internal to
 * the command; layouts are for people and may change.
 */
package org.evenkeel.cli.terminal;
