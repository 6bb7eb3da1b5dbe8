// SPDX-License-Identifier: Apache-2.0
/** The objective: a number to minimize for each setting and seed. */
@NullMarked
package org.evenkeel.study.objective;

import org.jspecify.annotations.NullMarked;
