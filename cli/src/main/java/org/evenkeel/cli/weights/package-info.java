// SPDX-License-Identifier: Apache-2.0
/** The commands for weights files. */
@NullMarked
package org.evenkeel.cli.weights;

import org.jspecify.annotations.NullMarked;
