// SPDX-License-Identifier: Apache-2.0
/** The options of the command: which applies when, and how their values are read. */
@NullMarked
package org.evenkeel.cli.option;

import org.jspecify.annotations.NullMarked;
