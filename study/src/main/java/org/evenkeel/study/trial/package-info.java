// SPDX-License-Identifier: Apache-2.0
/** The trials of a study and their storage. */
@NullMarked
package org.evenkeel.study.trial;

import org.jspecify.annotations.NullMarked;
