// SPDX-License-Identifier: Apache-2.0
/** The speed of draws, each beside what one would use instead, and the page that shows it. */
@NullMarked
package org.evenkeel.bench.draws;

import org.jspecify.annotations.NullMarked;
