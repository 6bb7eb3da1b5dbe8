// SPDX-License-Identifier: Apache-2.0
/** Reports: one self-contained HTML page from results of any kind. */
@NullMarked
package org.evenkeel.report;

import org.jspecify.annotations.NullMarked;
