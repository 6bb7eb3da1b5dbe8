// SPDX-License-Identifier: Apache-2.0
/** The page as one self-contained HTML file. */
package org.evenkeel.report.page;
