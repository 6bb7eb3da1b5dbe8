// SPDX-License-Identifier: Apache-2.0
/**
 * The page as one self-contained HTML file.
 *
 * <p>Internal but for {@link org.evenkeel.report.page.Page}, the content of a page.
 */
@NullMarked
package org.evenkeel.report.page;

import org.jspecify.annotations.NullMarked;
