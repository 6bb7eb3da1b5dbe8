// SPDX-License-Identifier: Apache-2.0
/**
 * Figures made from results: one class for each figure, with the sentence that describes it.
 *
 * <p>Internal: public for {@link org.evenkeel.report.Report} and the command alone.
 */
@NullMarked
package org.evenkeel.report.figure;

import org.jspecify.annotations.NullMarked;
