// SPDX-License-Identifier: Apache-2.0
/** What a study minimizes, and which trials it prunes. */
@NullMarked
package org.evenkeel.experiment.goal;

import org.jspecify.annotations.NullMarked;
