// SPDX-License-Identifier: Apache-2.0
/** The trials of a study: their states, notes and owners. */
@NullMarked
package org.evenkeel.study.trial;

import org.jspecify.annotations.NullMarked;
